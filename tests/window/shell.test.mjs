// What the window refuses: foreign pages, scripts and connections, new windows, commands without a grant.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openProgram } from './harness.mjs';
import { SuggestScreen } from './suggest-screen.mjs';

let program, window;

before(async () => {
  program = await openProgram();
  window = program.window;
  await new SuggestScreen(window).ready();
});

after(async () => {
  await program?.end();
});

const invoke = (command) =>
  window.runAsync((name) => window.__TAURI_INTERNALS__.invoke(name, {}).then((answer) => `answered ${JSON.stringify(answer)}`, (error) => `refused ${error}`), command);

const policyReports = () => window.run(() => window.__errors.filter(({ kind }) => kind === 'csp').length);

test('a page that loads without help meets no error', async () => {
  assert.deepEqual(await window.run(() => window.__errors), []);
});

test('a granted command answers', async () => {
  assert.match(await invoke('machine'), /^answered \{/);
});

for (const command of ['ungranted', 'no_such_command', 'plugin:event|listen', 'plugin:window|close', 'plugin:fs|read_file', 'plugin:webview|create_webview']) {
  test(`the command ${command} is refused`, async () => {
    assert.match(await invoke(command), /^refused/);
  });
}

test('no connection leaves the page', async () => {
  const seen = await policyReports();
  const answer = await window.runAsync(() => fetch('http://127.0.0.1:9/').then(() => 'went out', () => 'refused'));
  assert.equal(answer, 'refused');
  const image = await window.runAsync(
    () =>
      new Promise((done) => {
        const picture = new Image();
        picture.onload = () => done('loaded');
        picture.onerror = () => done('refused');
        picture.src = 'http://127.0.0.1:9/picture.png';
      }),
  );
  assert.equal(image, 'refused');
  await window.until(async () => (await policyReports()) >= seen + 2, 'both refusals to be reported by the content security policy');
});

test('no script but our own runs', async () => {
  const inline = await window.run(() => {
    const script = document.createElement('script');
    script.textContent = 'window.__intruder = true';
    document.body.append(script);
    script.remove();
    return window.__intruder ?? 'refused';
  });
  assert.equal(inline, 'refused');
  const evaluated = await window.runAsync(
    () =>
      new Promise((done) => {
        // From a timer, as the page would do it: a driver's own script stands above the policy.
        setTimeout(() => {
          try {
            done((0, eval)('"evaluated"'));
          } catch {
            done('refused');
          }
        });
      }),
  );
  assert.equal(evaluated, 'refused');
});

test('styles come from our files only', async () => {
  const seen = await policyReports();
  await window.run(() => {
    const probe = document.createElement('div');
    probe.innerHTML = '<p id="styled" style="position: fixed">x</p>';
    document.body.append(probe);
  });
  assert.equal(await window.run(() => getComputedStyle(document.querySelector('#styled')).position), 'static');
  await window.run(() => document.querySelector('#styled').parentElement.remove());
  await window.until(async () => (await policyReports()) > seen, 'the refusal to be reported');
});

test('the window goes to no other page and opens no second one', async () => {
  const home = await window.url();
  const count = (await window.handles()).length;
  for (const address of ['https://example.org/', 'http://127.0.0.1:9/', 'data:text/html,foreign']) {
    await window.run((to) => {
      location.href = to;
    }, address);
    assert.equal(await window.url(), home, address);
  }
  assert.equal(await window.run(() => String(window.open('https://example.org/'))), 'null');
  assert.equal((await window.handles()).length, count);
  assert.match(await invoke('machine'), /^answered/, 'the page is still there');
});

test('prototypes cannot be changed', async () => {
  const changed = await window.run(() => {
    try {
      Object.prototype.intruder = true;
    } catch {
      // Strict code is told; other code is not.
    }
    return {}.intruder ?? 'frozen';
  });
  assert.equal(changed, 'frozen');
});

test('the log of the program names no text of the page', () => {
  assert.doesNotMatch(program.log.join(''), /carcinoma/);
});
