// What is done with fine-tunes in the real window: models are added, runs stopped and kept, cancelled, repeated, laid over each other and
// exported; and the form of a new one outlives a lock.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { FinetuneClinic, PASSWORD, SLOW_MS } from './finetune-clinic.mjs';
import { root } from './harness.mjs';

/** A few steps on the modalities, the shortest answers. */
const SHORT = { rank: '8', steps: '12', micro_batch: '2', gradient_accumulation: '1', lr: '0.003', seed: '7', early_stopping_patience: '0' };
const ENDLESS_STEPS = '100000';

const elsewhere = mkdtempSync(join(tmpdir(), 'isocenter-models-'));
const folder = join(elsewhere, 'Ward-2M');
const file = join(elsewhere, 'Reference-Q8.gguf');
cpSync(join(root, 'models', 'demo-llama'), folder, { recursive: true, filter: (path) => !/adapters|isocenter\.json/.test(path) });
cpSync(join(root, 'tests', 'golden', 'gguf', 'llama3-q8_0.gguf'), file);

const clinic = new FinetuneClinic({ models: [folder, file] });
let window, journey, pane;

before(async () => {
  await clinic.openWindow();
  ({ window, journey, pane } = clinic);
  await clinic.freezeCohort();
});
after(async () => {
  await clinic.end();
  rmSync(elsewhere, { recursive: true, force: true });
});
afterEach(() => clinic.noFaults());

async function backToTheMachine() {
  await journey.press('Back to the machine');
}

test('a folder and a GGUF file are added to the models, and a second time they are there already', async () => {
  await pane.openModels();
  for (const [button, name] of [['Add a folder', 'Ward-2M'], ['Add a GGUF file', 'Reference-Q8.gguf']]) {
    await journey.press(button);
    await journey.reads(new RegExp(`${name} is on the list`), SLOW_MS);
    await journey.press(button);
    await journey.reads(new RegExp(`${name} is on the list already`), SLOW_MS);
  }
  const kinds = await window.run(() => [...document.querySelectorAll('tbody tr')].map((row) => [...row.cells].slice(0, 2).map((cell) => cell.innerText)));
  assert.ok(kinds.some(([name, kind]) => name.startsWith('Ward-2M') && kind.startsWith('folder')), JSON.stringify(kinds));
  assert.ok(kinds.some(([name, kind]) => name.startsWith('Reference-Q8.gguf') && /^GGUF file, [\d.]+ bits/.test(kind)), JSON.stringify(kinds));
  await clinic.isAccessible('finetune-models');
});

test('the form of a new run is still there after a lock', async () => {
  await pane.open();
  await pane.chooseBase('Ward-2M');
  await pane.chooseData('modality');
  for (const [key, value] of Object.entries(SHORT)) await pane.set(key, value);
  await pane.startNoteReads(/12 steps/);
  const form = await pane.form();
  await journey.lock();
  await journey.signIn(PASSWORD);
  await pane.startNoteReads(/12 steps/);
  assert.deepEqual(await pane.form(), form);
  assert.equal(form.base, 'Ward-2M');
});

test('a run on the added model, repeated, gives the same losses to the last bit and says so', async () => {
  await journey.press('Start');
  await pane.reaches(1, /^done$/, SLOW_MS);
  await pane.openRecord(1);
  await journey.press('Repeat this run');
  await pane.reaches(2, /^done$/, SLOW_MS);
  await pane.openRecord(2);
  await journey.reads(/Repeats run 1\. The losses of all 12 steps that both have are the same to the last bit\./);
  await backToTheMachine();
});

test('a run is stopped and kept: it has an adapter of the steps it did', async () => {
  await pane.set('steps', ENDLESS_STEPS);
  await pane.set('rank', '16');
  await pane.startNoteReads(/100,000 steps/);
  await journey.press('Start');
  await pane.stepAtLeast(3);
  await journey.press('Stop and keep');
  await pane.reaches(3, /^kept early$/);
  await pane.openRecord(3);
  await journey.reads(/Steps \d+ ?of 100,000.*Export/s);
  await clinic.isAccessible('finetune-kept');
});

test('two runs lie over each other, with all in which they differ', async () => {
  // A new adapter does nothing yet, so the first loss is that of the base in both.
  await pane.compareWith(1);
  await journey.reads(/Run 3 and run 1 Their losses are the same to the last bit up to step 1 and differ from there on\./);
  const rows = await pane.differences();
  assert.deepEqual(rows.map(([label, one, other]) => [label, one, other]), [['Rank', '16', '8'], ['Warm-up', '3000', '0'], ['Steps', ENDLESS_STEPS, '12']]);
  await clinic.isAccessible('finetune-overlay');
  await backToTheMachine();
  await pane.openRecord(2);
  await pane.compareWith(1);
  await journey.reads(/the same to the last bit\. .*Every setting and every hash is the same\./);
  await backToTheMachine();
});

test('a run is exported as adapter, as folder and as GGUF, each proven; nothing is overwritten', async () => {
  await pane.openRecord(1);
  for (const [format, name] of [['peft', 'run-1-adapter'], ['safetensors', 'run-1-merged'], ['gguf', 'run-1-merged-q8_0.gguf']]) {
    await pane.export(format);
    await journey.reads(new RegExp(`${name.replaceAll('.', '\\.')}, [\\d.]+ .B, .*held-out answers read from it are the same, word for word`), SLOW_MS);
    assert.ok(existsSync(join(clinic.folder, name)), name);
  }
  assert.ok(statSync(join(clinic.folder, 'run-1-merged-q8_0.gguf')).size > 1e6);
  await clinic.isAccessible('finetune-exported');
  await pane.export('peft');
  await journey.reads(/run-1-adapter is there already — choose a new name/);
  await clinic.isAccessible('finetune-export-refused');
  await backToTheMachine();
});

test('a run is cancelled after asking: its line stays, nothing of it can go on', async () => {
  await journey.press('Start');
  await pane.stepAtLeast(2);
  await journey.press('Cancel');
  await journey.reads(/Cancel run 4 at step \d+\?/);
  await journey.press('Keep running');
  await pane.stepAtLeast((await pane.current()).step + 1);
  await journey.press('Cancel');
  await journey.press('Cancel run');
  await pane.reaches(4, /^cancelled$/);
  await pane.openRecord(4);
  await journey.reads(/Run 4 .*cancelled/);
  assert.doesNotMatch(await journey.text(), /Export|Release to Suggest/);
  await backToTheMachine();
});
