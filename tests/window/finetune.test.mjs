// A fine-tune in the real window: choose a demonstration model, see the forecast, start, pause, go on, lose the process, go on again,
// finish, compare with the base, release, and find the released adapter in Suggest.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { FinetuneClinic, PASSWORD, SLOW_MS } from './finetune-clinic.mjs';
import { FIGURE_4, SuggestScreen } from './suggest-screen.mjs';

/** Long enough to be paused and killed in, with checkpoints close together. */
const SETTINGS = { rank: '8', steps: '300', micro_batch: '2', gradient_accumulation: '1', checkpoint_every: '5', seed: '7' };

const clinic = new FinetuneClinic();
let window, journey, pane;

async function openWindow() {
  await clinic.openWindow();
  ({ window, journey, pane } = clinic);
}

before(openWindow);
after(() => clinic.end());
afterEach(() => clinic.noFaults());

test('a small cohort is imported and frozen', () => clinic.freezeCohort());

test('the forecast of a run on the demonstration model stands before it starts', async () => {
  await pane.open();
  await pane.chooseBase('LLaMA demo');
  await pane.chooseData('regimen');
  for (const [key, value] of Object.entries(SETTINGS)) await pane.set(key, value);
  await pane.startNoteReads(/300 steps/);
  assert.match(await pane.memory(), /^Needs [\d.]+ of [\d.]+ GB: .*Fits\.$/);
  await clinic.isAccessible('finetune-form');
});

test('what is learned of a case can be read, with special tokens by name', async () => {
  await journey.press('See what is learned');
  await journey.shown('dialog .well .learned');
  const spans = await window.run(() => [...document.querySelectorAll('dialog .well > span')].map(({ className, textContent }) => ({ className, textContent })));
  assert.ok(spans.some(({ className }) => /special/.test(className)), 'special tokens are marked');
  assert.ok(spans.some(({ className, textContent }) => /learned/.test(className) && /Gy/.test(textContent)), 'the plan is learned');
  assert.ok(spans.some(({ className }) => !/learned/.test(className)), 'the prompt is only read');
  await journey.press('Close');
});

test('a run starts and tells where it is', async () => {
  await journey.press('Start');
  await pane.stepAtLeast(3);
});

test('it pauses, keeps its place, and goes on', async () => {
  await journey.press('Pause');
  await pane.reaches(1, /Resume/);
  const at = await pane.restingStep();
  assert.ok(at >= 3 && at < 300, `paused at step ${at}`);
  await clinic.isAccessible('finetune-paused');
  await pane.pressNamed('Resume run 1');
  await pane.stepAtLeast(at + 6);
});

test('after the process was killed the run is there, and goes on from its checkpoint', async () => {
  await clinic.program.kill();
  await openWindow();
  await journey.shown('#password', SLOW_MS);
  await journey.fill('#password', PASSWORD);
  await journey.press('Sign in');
  await pane.open();
  await journey.reads(/The program ended in the middle of it/, SLOW_MS);
  const kept = await pane.restingStep();
  assert.ok(kept > 0 && kept < 300, `kept at step ${kept}`);
  await clinic.isAccessible('finetune-interrupted');
  await pane.pressNamed('Resume run 1');
  await pane.reaches(1, /^done$/, SLOW_MS);
});

test('base and fine-tuned answer the held-out cases, with the hashes of both sides', async () => {
  await pane.openRecord(1);
  await journey.reads(/Steps 300 ?of 300/);
  await journey.press('Compare with the base');
  await journey.reads(/The adapter does something/, SLOW_MS);
  const text = await journey.text();
  assert.match(text, /6 of 6 cases/);
  assert.match(text, /The base is the base/);
  await clinic.isAccessible('finetune-record');
});

test('the run is released: the models say so, and Suggest answers with it', async () => {
  await journey.press('Release to Suggest');
  await journey.press('Release run 1');
  await journey.reads(/Suggest uses this adapter now/, SLOW_MS);
  await window.run(() => document.querySelector('a[href="#settings-models"]').click());
  await journey.reads(/regimen: run 1 in use/);
  const suggest = new SuggestScreen(window);
  await suggest.ready();
  await window.run(() => {
    const select = document.querySelector('#model');
    select.value = [...select.options].find(({ text }) => text.includes('LLaMA demo')).value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await journey.reads(/Fine-tuned here: regimen by run 1/);
  await suggest.insert(FIGURE_4);
  await journey.press('Suggest');
  const answer = () => ({ text: document.querySelector('.raw')?.textContent ?? '', alert: document.querySelector('[role=alert]')?.innerText ?? '' });
  const { text, alert } = await window.until(async () => {
    const now = await window.run(answer);
    return now.text !== '' || now.alert !== '' ? now : null;
  }, 'an answer of the released adapter', SLOW_MS);
  assert.equal(alert, '');
  assert.notEqual(text, '');
  const named = () => document.querySelector('section[aria-label=Suggestion]').innerText.includes('Fine-tuned here: regimen by run 1');
  assert.ok(await window.run(named), 'the answer names the run');
});

test('it is withdrawn, and the audit log tells all of it', async () => {
  await pane.open();
  await journey.press('Withdraw');
  await journey.press('Withdraw run 1');
  await journey.reads(/Suggest no longer uses this adapter/, SLOW_MS);
  await window.run(() => document.querySelector('a[href="#audit"]').click());
  await journey.shown('#audit-screen');
  await journey.reads(/withdr.*releas.*start/is, SLOW_MS);
});
