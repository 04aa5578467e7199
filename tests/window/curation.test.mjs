// From two exports to a frozen cohort in the real window: set up the vault, import 15,724 synthetic patients, review by keyboard, freeze, lock,
// unlock, find everything; and nothing of a patient anywhere but in the vault.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { seriousAccessibilityFaults } from './accessibility.mjs';
import { CohortJourney } from './cohort-journey.mjs';
import { keepScreenshot, openProgram, program as binary } from './harness.mjs';
import { Key } from './webdriver.mjs';

const NAME = 'S. Tanaka';
const PASSWORD = 'three words for a vault';

let exportsFolder, program, window, journey;
/** What the first cases said before anything was decided. */
const reviewed = [];

before(async () => {
  exportsFolder = mkdtempSync(join(tmpdir(), 'isocenter-exports-'));
  const cli = join(dirname(binary()), 'isocenter-cli');
  const made = spawnSync(cli, ['cohort', 'synthesise', '--cases', '15724', '--seed', '1', '--out', exportsFolder], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const chosen = ['plans.csv', 'diagnoses.csv'].map((name) => join(exportsFolder, name));
  program = await openProgram({ env: { ISOCENTER_E2E_EXPORTS: chosen.join(delimiter), ISOCENTER_E2E_SAVE: exportsFolder } });
  window = program.window;
  journey = new CohortJourney(window);
  await window.resize(1440, 900);
});

after(async () => {
  // The same once the window is closed: whatever the page and its process leave behind.
  try {
    await window?.close();
    if (program && reviewed.length > 0) assertNoPatientTextIn(filesOf(program.home));
  } finally {
    await program?.end();
    rmSync(exportsFolder, { recursive: true, force: true });
  }
});

afterEach(async () => {
  assert.deepEqual(await window.run(() => window.__errors), [], 'the page met no error');
  const loud = program.log.filter((line) => /CONSOLE\b.*\b(ERROR|WARN)/.test(line) || /a fault at/.test(line));
  assert.deepEqual(loud, [], 'neither the console nor the program reported a fault');
});

/** Every file that the program has written, with its bytes. */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .flatMap((path) => {
      try {
        return [{ path, bytes: readFileSync(path) }];
      } catch (error) {
        // The page's own process ends after its window and takes files with it: what is gone keeps nothing.
        if (error.code === 'ENOENT') return [];
        throw error;
      }
    });
}

test('a vault is set up, and its recovery code is shown once', async () => {
  await journey.shown('#start-screen');
  await keepScreenshot(window, 'start-light-1440x900');
  const code = await journey.setUp(NAME, PASSWORD);
  assert.ok(code.replaceAll('-', '').length >= 26, `at least 128 bits: ${code.length} characters`);
  await journey.shown('#import-screen');
});

test('both exports are recognised, whichever was clicked first, and the dose unit is shown with its reasons', async () => {
  await window.until(async () => (await journey.stage('#import-screen')) === 'mapping', 'the mapping', 60_000);
  const text = await journey.text();
  assert.match(text, /diagnoses\.csv/);
  assert.match(text, /plans\.csv/);
  assert.match(text, /rows with a dose/, 'what the dose column holds is never decided silently');
  await keepScreenshot(window, 'import-light-1440x900');
});

test('15,724 patients are imported and the funnel adds up', async () => {
  await journey.importBoth();
  const text = await journey.text();
  for (const count of ['15,724', '7,903', '7,177']) assert.ok(text.includes(count), `${count} in the funnel`);
  await window.resize(1280, 720);
  await keepScreenshot(window, 'curate-light-1280x720');
  await window.resize(1440, 900);
});

/** In both themes: nothing serious for axe-core, and a picture of each. */
async function isAccessible(name) {
  for (const theme of ['dark', 'light']) {
    await window.run((chosen) => document.documentElement.setAttribute('data-theme', chosen), theme);
    assert.deepEqual(await seriousAccessibilityFaults(window), [], `${name}, ${theme}`);
    await keepScreenshot(window, `${name}-${theme}-1440x900`);
  }
}

test('the Curate screen is accessible, light and dark', () => isAccessible('curate'));

test('an edge of the plan moves by a word with the arrow key, and Z takes it back', async () => {
  const before = await journey.case();
  assert.notEqual(before.plan, '', 'the first case of the queue has its plan marked');
  await window.press(Key.Right);
  await window.until(async () => (await journey.case()).plan !== before.plan, 'a moved edge');
  await window.press('z');
  await window.until(async () => (await journey.case()).plan === before.plan, 'the edge where it was');
});

test('ten leaks are reviewed by keyboard, one of them dropped with its reason', async () => {
  for (let n = 0; n < 9; n += 1) reviewed.push(await journey.decide('a'));
  const dropped = await journey.decide('x', '4');
  assert.equal(new Set([...reviewed.map(({ id }) => id), dropped.id]).size, 10, 'ten different cases');
  assert.ok(reviewed.every(({ plan }) => plan !== ''), 'each had plan text in its diagnosis');
  await journey.reads(/7,902/);
});

test('a corrected export says what it would change, and changes nothing when it is left', async () => {
  const plans = join(exportsFolder, 'plans.csv');
  const text = readFileSync(plans, 'utf8');
  writeFileSync(plans, text.replace(',Completed,', ',Unapproved,'));
  await journey.press('Import export');
  await window.until(async () => (await journey.stage('#import-screen')) === 'mapping', 'the mapping', 60_000);
  await journey.press('Import both');
  await window.until(async () => (await journey.stage('#import-screen')) === 'differs', 'the difference', 180_000);
  assert.match(await journey.text(), /These exports correct .diagnoses. .*0 patients are new 0 patients are gone 1 patient has other rows/);
  await isAccessible('corrected');
  await journey.press('Leave it as it is');
  await journey.press('Do not import');
  writeFileSync(plans, text);
  await journey.shown('.src');
  await journey.reads(/7,902/);
});

test('the split is frozen with a hash, apart by patient', async () => {
  await journey.press('Freeze cohort');
  await journey.press('Freeze the cohort');
  await journey.reads(/is frozen|Frozen split/, 120_000);
  const text = await journey.text();
  assert.match(text, /7,499/);
  assert.match(text, /403/);
  assert.match(text, /377/);
  assert.match(text, /[0-9a-f]{12}/, 'the hash of the split');
  await keepScreenshot(window, 'frozen-light-1440x900');
  await window.press(Key.Escape);
});

test('a lock replaces everything, and no text of a patient is left in the page', async () => {
  await journey.lock();
  await isAccessible('lock');
  const html = await window.run(() => document.documentElement.outerHTML);
  for (const { text } of reviewed) assert.ok(!html.includes(text.slice(0, 40)), 'a text is still in the page');
  assert.match(await journey.text(), /Nothing leaves this machine/);
});

test('a wrong password opens nothing and says so', async () => {
  await journey.signIn('not the right words');
  await window.until(async () => /does not open the vault/.test(await journey.text()), 'the refusal', 60_000);
  assert.equal(await window.run(() => document.querySelector('#curate-screen')), null);
});

test('the right password brings everything back as it was', async () => {
  await journey.signIn(PASSWORD);
  await journey.shown('#curate-screen', 60_000);
  await journey.reads(/Frozen split/, 60_000);
  const text = await journey.text();
  for (const count of ['15,724', '7,902']) assert.ok(text.includes(count), `${count} after the lock`);
});

test('the audit log tells what happened and verifies', async () => {
  await window.run(() => document.querySelector('a[href="#audit"]').click());
  await journey.shown('#audit-screen');
  await journey.reads(/cohort frozen/, 60_000);
  await journey.press('Verify');
  await journey.reads(/The chain is whole/, 60_000);
  const text = await journey.text();
  for (const { text: diagnosis } of reviewed) assert.ok(!text.includes(diagnosis.slice(0, 30)), 'no text of a patient in the log');
  await isAccessible('audit');
});

/** What was reviewed stands neither in a file of the program nor in what it printed. */
function assertNoPatientTextIn(written) {
  const log = program.log.join('');
  for (const { text } of reviewed) {
    const canary = text.slice(0, 40);
    for (const { path, bytes } of written) assert.ok(!bytes.includes(Buffer.from(canary)), `a diagnosis stands in ${path}`);
    assert.ok(!log.includes(canary), 'a diagnosis stands in the log');
  }
}

test('during the session no text of a patient lies readable on the disk, in the vault or outside it', () => {
  const written = filesOf(program.home);
  assert.ok(written.some(({ path }) => path.endsWith('vault.db')), 'the vault is under the data folder');
  assert.ok(statSync(join(program.home, 'data', 'isocenter', 'vault', 'vault.db')).size > 1_000_000, 'with the cohort in it');
  assertNoPatientTextIn(written);
});
