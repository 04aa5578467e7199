// The fine-tune pane and the Models section in the whole window on the fake backend: empty, loading, failed and filled, by hand and by key.

import { render, screen as page, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../src/App.svelte';
import { BLOCKED, BROKEN_BASE, DEMO_BASE, EVALUATION, FAILED, FakeBackend, FINISHED, HALVORSEN, openFor, PAUSED, PREPARATION, PROGRESS, RELEASED, RUNNING, RUNS, runRow, TANAKA } from '../src/lib/api/fake';
import type { ErrorView } from '../src/lib/api/generated';
import { PRESENTATIONS } from '../src/lib/errors/classification';

const FAILURE: ErrorView = { code: 'vaultDamaged', message: 'page 12 does not match its seal', detail: null };
let backend: FakeBackend;

const settled = async () => {
  for (let times = 0; times < 4; times += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    await tick();
  }
};
const button = (name: string | RegExp) => page.getByRole<HTMLButtonElement>('button', { name });
const plain = (element: Element | null) => element?.textContent?.replaceAll('\u00A0', ' ').replace(/\s+/g, ' ').trim() ?? '';
const text = () => plain(document.body);
const form = () => page.getByRole('region', { name: 'New fine-tune' });
const machine = () => document.querySelector('#machine-pane')!;

async function open(section: 'Fine-tune' | 'Models' = 'Fine-tune'): Promise<void> {
  render(App, { backend });
  await settled();
  within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: 'Settings' }).click();
  await settled();
  within(page.getByRole('navigation', { name: 'Settings' })).getByRole('link', { name: section }).click();
  await settled();
}
async function click(name: string | RegExp): Promise<void> {
  button(name).click();
  await settled();
}
async function press(key: string): Promise<void> {
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await settled();
}
async function fill(label: string | RegExp, value: string): Promise<void> {
  const field = page.getByLabelText<HTMLInputElement>(label, { selector: 'input' });
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
}
async function choose(label: string | RegExp, value: string): Promise<void> {
  const select = page.getByLabelText<HTMLSelectElement>(label, { selector: 'select' });
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}
async function expectNoFaults(): Promise<void> {
  document.documentElement.lang = 'en';
  document.title = 'Isocenter';
  // Contrast needs a layout; tokens.test.ts computes it from the values.
  const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual([]);
}

beforeEach(() => {
  backend = new FakeBackend();
  backend.view = openFor(TANAKA);
  // The design page's and the browser's own; happy-dom scrolls nothing.
  Element.prototype.scrollIntoView = vi.fn();
});
afterEach(() => {
  document.body.innerHTML = '';
  vi.restoreAllMocks();
});

describe('the sections of Settings', () => {
  it('are four for a physicist, and Settings stays the open entry of the sidebar', async () => {
    await open();
    const sections = within(page.getByRole('navigation', { name: 'Settings' })).getAllByRole('link');
    expect(sections.map(plain)).toEqual(['General', 'Checks', 'Models', 'Fine-tune']);
    expect(sections[3]?.getAttribute('aria-current')).toBe('page');
    const main = within(page.getByRole('navigation', { name: 'Main' }));
    expect(main.getAllByRole('link').map(plain)).toEqual(['Curate 214, 214 waiting', 'Results', 'Studies of grades', 'Adjudicate', 'Suggest', 'Letters', 'Letter studies', 'Settings', 'Audit log']);
    expect(main.getByRole('link', { name: 'Settings' }).getAttribute('aria-current')).toBe('page');
  });

  it('leave models and fine-tunes out for who may not have them', async () => {
    backend.view = openFor(HALVORSEN);
    render(App, { backend });
    await settled();
    within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: 'Settings' }).click();
    await settled();
    expect(within(page.getByRole('navigation', { name: 'Settings' })).getAllByRole('link').map(plain)).toEqual(['General', 'Checks']);
    expect(backend.callsOf('watchRuns')).toEqual([]);
  });

  it('make an entry of its own where there are no settings', async () => {
    backend.view = { kind: 'open', person: null, isDemonstration: true, places: ['curate', 'suggest', 'fineTune'], idleMinutes: 5, waiting: [] };
    render(App, { backend });
    await settled();
    within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: 'Fine-tune' }).click();
    await settled();
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Fine-tune');
    expect(form()).toBeTruthy();
  });
});

describe('the form of a new run', () => {
  it('shows bases with what they take, data, settings, memory and checks, and can start', async () => {
    await open();
    expect(page.getByRole<HTMLInputElement>('radio', { name: /^Mistral-7B, takes 7\.7.GB, 2 runs/ }).checked).toBe(true);
    for (const words of ['Cohort B, regimen, 7,903 cases', '6,322 to train, 790 to validate, 791 kept aside for the test', '7.7 of 20 GB. Fits.', 'No answer is cut: the longest case has 312 of 1,024 tokens', '1,188 steps, about 2 h 10 min']) expect(plain(form())).toContain(words);
    expect(button('Start').disabled).toBe(false);
    await expectNoFaults();
  });

  it('has a control for every key of the contract', async () => {
    await open();
    for (const { key } of backend.description.fields) expect(document.querySelectorAll(`[data-setting="${key}"]`), key).toHaveLength(1);
    expect(document.querySelectorAll('[data-setting]')).toHaveLength(24);
  });

  it('sends what was chosen, by mouse and by arrow key', async () => {
    await open();
    page.getByRole('radio', { name: /^LLaMA-3-8B/ }).click();
    await settled();
    const rank = page.getByRole('radiogroup', { name: 'Rank' });
    within(rank).getByRole('radio', { name: '16' }).focus();
    await press('ArrowRight');
    await fill('Learning rate', '1e-4');
    await choose('Layers', '["q_proj", "k_proj", "v_proj", "o_proj"]');
    await click('Start');
    expect(backend.callsOf('startRun')).toEqual([
      [{ model: 'llama-3-8b', dataSet: 'cohort-b/regimen', leftOut: [], settings: [{ key: 'rank', value: '32' }, { key: 'target_modules', value: '["q_proj", "k_proj", "v_proj", "o_proj"]' }, { key: 'lr', value: '0.0001' }] }],
    ]);
    expect(within(rank).getByRole('radio', { name: '32' }).getAttribute('aria-checked')).toBe('true');
  });

  it('says what is wrong with a field and why Start is off, and goes back to defaults', async () => {
    await open();
    await fill('Dropout', '1.4');
    expect(text()).toContain('From 0 to below 1');
    expect(button('Start').disabled).toBe(true);
    expect(plain(document.querySelector('#start-note'))).toBe('Dropout: from 0 to below 1');
    await expectNoFaults();
    await click('Back to defaults');
    expect(button('Start').disabled).toBe(false);
  });

  it('names every problem by its cases, offers the ways out, and starts once they are taken', async () => {
    backend.preparation = ({ settings, leftOut }) => (settings.some(({ key }) => key === 'quantize') && leftOut.length === 3 ? PREPARATION : BLOCKED);
    await open();
    const checks = within(page.getByRole('list', { name: 'Checks' }));
    expect(checks.getAllByRole('listitem').map((item) => plain(item.querySelector('p')))).toEqual([
      'Stops the start: The answers of 3 cases would be cut.',
      'Stops the start: It needs 18.9 GB and 17.4 GB are free.',
      '2 cases have the same text as another one.',
      'The text of 1 training case also stands in the test.',
      'Every case has an answer to learn',
    ]);
    expect(checks.getByRole('button', { name: 'Show what is learned of C-06611' })).toBeTruthy();
    expect(button('Start').disabled).toBe(true);
    await expectNoFaults();
    await click('Show');
    expect(document.activeElement?.textContent).toBe('C-00417');
    await click('Leave these 3 cases out');
    expect(text()).toContain('3 cases left out by decision.');
    await choose('Base held', 'q8_0');
    expect(button('Start').disabled).toBe(false);
  });

  it('offers one click to a setting that fits', async () => {
    backend.preparation = ({ settings }) => (settings.length > 0 ? PREPARATION : BLOCKED);
    backend.description = { ...backend.description, fields: backend.description.fields.map((field) => (field.key === 'quantize' ? { ...field, defaultValue: 'none' } : field)) };
    await open();
    expect(text()).toContain('Too much: 17.4 GB are free.');
    page.getAllByRole('button', { name: 'Hold the base in 4 bits: 7.7 GB' })[0]!.click();
    await settled();
    expect(text()).toContain('Fits.');
    expect(backend.callsOf('prepareRun').at(-1)).toEqual([expect.objectContaining({ settings: [{ key: 'quantize', value: 'nf4' }] })]);
  });

  it('shows what is learned of a case, with special tokens by name, and steps with the arrow keys', async () => {
    await open();
    await click('See what is learned');
    const dialog = within(page.getByRole('dialog', { name: 'What is learned' }));
    expect(plain(dialog.getByRole('region', { name: 'The case as the model reads it' }))).toMatch(/^<s>\[INST\] What is the radiation therapy prescription .*\[\/INST\]learned: plan 54 Gy/);
    expect(text()).toContain('96 tokens, 31 of them learned.');
    await expectNoFaults();
    await press('ArrowRight');
    expect(text()).toContain('2 of 7,903');
    await fill('Case', 'C-06611');
    dialog.getByRole('button', { name: 'Show' }).click();
    await settled();
    expect(backend.callsOf('previewExample').at(-1)?.[1]).toEqual({ kind: 'case', case: 'C-06611' });
    await click(/^Close/);
    expect(page.queryByRole('dialog')).toBeNull();
  });

  it('says what it waits for when there is nothing, and leads on', async () => {
    backend.baseModelList = [];
    backend.dataSetList = [];
    backend.history = [];
    await open();
    for (const words of ['No model yet.', 'No cases to learn from.', 'No run yet.', 'Add a model first']) expect(text()).toContain(words);
    await expectNoFaults();
    await click('Open Curate');
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Curate');
  });

  it('shows a broken model with its reason and does not let it be chosen', async () => {
    backend.baseModelList = [BROKEN_BASE, DEMO_BASE];
    await open();
    expect(page.getByRole<HTMLInputElement>('radio', { name: /^Mistral-7B-v0\.3/ }).disabled).toBe(true);
    expect(text()).toContain(PRESENTATIONS.modelIncomplete.happened);
    expect(page.getByRole<HTMLInputElement>('radio', { name: /^LLaMA demo/ }).checked).toBe(true);
  });

  it.each(['baseModels', 'dataSets', 'listRuns', 'prepareRun', 'watchRuns'] as const)('says why when %s fails, and tries again', async (command) => {
    backend.failures = { [command]: FAILURE };
    await open();
    expect(page.getAllByRole('alert').map(plain).join(' ')).toContain(PRESENTATIONS.vaultDamaged.happened);
    backend.failures = {};
    await click('Try again');
    expect(page.queryByRole('alert')).toBeNull();
  });

  it('says that it reads while it reads', async () => {
    for (const name of ['baseModels', 'listRuns'] as const) backend.silent.add(name);
    await open();
    expect(text()).toContain('Reading models and data');
    expect(text()).toContain('Reading the runs');
    await expectNoFaults();
  });
});

describe('a run that has the machine', () => {
  beforeEach(() => {
    backend.running = PROGRESS;
    backend.history = RUNS;
    backend.preparation = { ...PREPARATION, startsAfter: 14 };
  });

  it('shows where it is, what is left, its curve in one sentence, and puts the next one behind it', async () => {
    await open();
    for (const words of ['Run 14', 'LLaMA-3-8B, regimen, rank 16', '742of 1,188', '54 min', 'ends ', '7.3s a step', 'still falling', 'pass 2 of 3', 'checkpoint saved at step 700']) expect(plain(machine())).toContain(words);
    expect(page.getByRole('img', { name: /^Loss against step: the smoothed training loss is 0\.\d\d at step 742 of 1,188, the validation loss 0\.\d\d and still falling\.$/ })).toBeTruthy();
    expect(page.getByRole('progressbar', { name: 'Steps' }).getAttribute('aria-valuetext')).toBe('step 742 of 1188');
    expect(button('Start after run 14').disabled).toBe(false);
    expect(plain(page.getByRole('contentinfo'))).toContain('LLaMA-3-8B, training');
    await expectNoFaults();
  });

  it('reaches learning rate, gradient norm and pace, and each as a table with T', async () => {
    await open();
    for (const [name, sentence] of [['Learning rate', /^Learning rate against step: 0\.0\d+ at/], ['Gradient norm', /^Gradient norm before clipping/], ['Pace', /^Tokens read a second/]] as const) {
      await click(name);
      expect(page.getByRole('img', { name: sentence })).toBeTruthy();
    }
    await click('Loss');
    await press('t');
    const table = within(page.getByRole('region', { name: /^Loss against step.*As a table\.$/ }));
    expect(table.getAllByRole('columnheader').map(plain)).toEqual(['Step', 'training, smoothed', 'validation, every 100 steps']);
    expect(table.getAllByRole('row').length).toBeGreaterThan(20);
    await expectNoFaults();
    await press('t');
    expect(page.getByRole('img', { name: /^Loss against step/ })).toBeTruthy();
  });

  it('shows memory once it has been measured', async () => {
    await open();
    expect(page.queryByRole('button', { name: 'Memory' })).toBeNull();
    backend.tell({ kind: 'stepped', run: 14, point: { ...PROGRESS.points.at(-1)!, step: 743 }, elapsedS: 5_408, leftS: 3_232, secondsPerStep: 7.3, residentGb: 9.6 });
    await vi.waitFor(() => expect(button('Memory')).toBeTruthy());
    await click('Memory');
    expect(page.getByRole('img', { name: /^Memory of the process against step: 9\.6 GB/ })).toBeTruthy();
  });

  it('pauses, and the resting run offers to go on', async () => {
    await open();
    await click('Pause');
    expect(backend.callsOf('pauseRun')).toEqual([[14]]);
    expect(plain(machine())).toContain('paused');
    await expectNoFaults();
    await click('Resume');
    expect(backend.callsOf('resumeRun')).toEqual([[14]]);
  });

  it('stops and keeps', async () => {
    await open();
    await click('Stop and keep');
    expect(backend.callsOf('stopRun')).toEqual([[14]]);
    expect(plain(machine())).toContain('kept early');
  });

  it('asks before it cancels', async () => {
    await open();
    await click('Cancel');
    expect(text()).toContain('Cancel run 14 at step 742?');
    await expectNoFaults();
    await click('Keep running');
    expect(backend.callsOf('cancelRun')).toEqual([]);
    await click('Cancel');
    await click('Cancel run');
    expect(backend.callsOf('cancelRun')).toEqual([[14]]);
  });

  it('goes on behind the lock, and is there after signing in', async () => {
    await open();
    await press('l');
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'l', ctrlKey: true, bubbles: true, cancelable: true }));
    await settled();
    expect(page.queryByRole('region', { name: 'New fine-tune' })).toBeNull();
    backend.tell({ kind: 'ended', row: { ...RUNNING, state: 'finished', hasAdapter: true } });
    backend.running = null;
    backend.history = [{ ...RUNNING, state: 'finished', hasAdapter: true }, ...RUNS.slice(1)];
    await backend.signIn('s-tanaka', backend.password);
    document.body.innerHTML = '';
    await open();
    expect(plain(machine())).toContain('done');
  });

  it('trains in the list too, although it was waiting when the list was read', async () => {
    backend.history = [{ ...RUNNING, state: 'queued' }, ...RUNS.slice(1)];
    await open();
    const [, row] = within(page.getByRole('table', { name: 'Runs' })).getAllByRole('row');
    expect(plain(row!)).toMatch(/training$/);
  });

  it('stands in the status bar from the first screen on', async () => {
    render(App, { backend });
    await settled();
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Curate');
    expect(plain(page.getByRole('contentinfo'))).toContain('LLaMA-3-8B, training');
  });

  it('waits in a queue and can be taken out of it', async () => {
    backend.history = [runRow(15, DEMO_BASE, 'queued'), ...RUNS];
    await open();
    await click('Take out run 15');
    expect(text()).toContain('Take run 15 out of the queue?');
    await click('Take out');
    expect(backend.callsOf('cancelRun')).toEqual([[15]]);
  });
});

describe('the runs', () => {
  it('stand newest first with what they reached and where they stand', async () => {
    backend.history = RUNS;
    await open();
    const rows = within(page.getByRole('table', { name: 'Runs' })).getAllByRole('row').slice(1).map(plain);
    expect(rows[1]).toBe('13Mistral-7B320.450.742 h 14 mindone');
    expect(rows[2]).toMatch(/in use$/);
    expect(rows[4]).toMatch(/Resume$/);
    expect(rows[5]).toMatch(/out of memory$/);
  });

  it('say at once why the newest failed, and offer to go on where that is possible', async () => {
    backend.history = [{ ...FAILED, stepsDone: 4, canResume: true, failure: { code: 'badInput', message: 'the base is another one — put it back', detail: null } }, FINISHED];
    await open();
    expect(text()).toContain('The base is another one — put it back');
    expect(page.getAllByRole('button', { name: 'Resume' })).toHaveLength(1);
    await expectNoFaults();
  });

  it('show an interrupted one first, with why as far as it is known', async () => {
    backend.history = [{ ...PAUSED, state: 'interrupted' }, FINISHED];
    await open();
    expect(text()).toContain('The program ended in the middle of it without a trace: power, an end from outside, or lack of memory. It goes on from its last checkpoint, or begins again where there is none yet, with the same losses as if nothing had happened.');
    document.body.innerHTML = '';
    backend.history = [{ ...PAUSED, state: 'interrupted', interruption: 'lackOfMemory' }, FINISHED];
    await open();
    expect(text()).toContain('ended programs for lack of memory since the run began: most likely this one');
    document.body.innerHTML = '';
    backend.history = [{ ...PAUSED, canResume: false }, FINISHED];
    await open();
    expect(text()).toContain('something it needs is no longer where it was');
    expect(button('Resume').disabled).toBe(true);
  });
});

describe('the record of a run', () => {
  beforeEach(() => {
    backend.history = [FINISHED, RELEASED, FAILED];
  });

  it('has figures, settings, hashes, forecast against measured, and goes back with Escape', async () => {
    await open();
    await click('Open the record of run 13');
    for (const words of ['1,188of 1,188', '7.7 GB forecast, 7.4 GB measured (+4 %)', 'rank = 32', 'base model', '41,943,040 numbers, 16 cases a step']) expect(text()).toContain(words);
    expect(document.activeElement?.textContent).toBe('Run 13');
    await expectNoFaults();
    await press('Escape');
    expect(document.activeElement).toBe(button('Open the record of run 13'));
  });

  it('lays another run over it and names what differs', async () => {
    await open();
    await click('Open the record of run 13');
    await choose('Compare with', '12');
    expect(text()).toContain('Their losses differ from the first step on.');
    expect(page.getByRole('img', { name: 'Loss of run 13 and run 12 against step: best validation loss 0.45 and 0.43.' })).toBeTruthy();
    expect(within(page.getByRole('table', { name: 'In what the runs differ' })).getAllByRole('row').map(plain)).toEqual(['They differ inRun 13Run 12', 'Rank3216', 'Adapter9f2c41d07ab30ab39f2c41d7']);
    await expectNoFaults();
  });

  it('compares with the base on held-out cases, with the hashes of both sides and the proof', async () => {
    backend.history = [{ ...FINISHED, heldOut: null }];
    await open();
    await click('Open the record of run 13');
    await click('Compare with the base');
    backend.evaluations[0]!.send({ kind: 'reading' }, { kind: 'answered', done: 132, of: 400 });
    await settled();
    expect(text()).toContain('132 of 400 answers');
    await expectNoFaults();
    backend.evaluations[0]!.send({ kind: 'done', evaluation: EVALUATION });
    backend.evaluations[0]!.end();
    await settled();
    for (const words of ['200 of 791 cases', 'ROUGE-1 recall0.180.17–0.200.760.74–0.78+0.58', 'The adapter does something: logits differ by up to 11.4 over 8 prompts', 'The base is the base']) expect(text()).toContain(words);
    expect(text()).not.toContain('not compared yet');
    await expectNoFaults();
  });

  it('raises an alarm when the adapter does nothing or the base did not come back', async () => {
    backend.history = [{ ...FINISHED, heldOut: null }];
    await open();
    await click('Open the record of run 13');
    await click('Compare with the base');
    backend.evaluations[0]!.send({ kind: 'done', evaluation: { ...EVALUATION, probe: { prompts: 8, tunedAgainstBase: 0, baseAgainstBase: 0.5 } } });
    backend.evaluations[0]!.end();
    await settled();
    expect(text()).toContain('The adapter changes nothing: no logit differs from the base');
    expect(text()).toContain('The base did not come back: its logits differ by up to 0.500 after the adapter');
  });

  it('stops a comparison, and says why one failed', async () => {
    await open();
    await click('Open the record of run 13');
    await click('Compare again');
    await click('Stop');
    expect(text()).toContain('Stopped. Nothing of it was kept.');
    await click('Compare again');
    backend.evaluations[1]!.fail({ code: 'busy', message: 'run 14 has the machine', detail: null });
    await settled();
    expect(page.getByRole('alert').textContent).toContain(PRESENTATIONS.busy.happened);
  });

  it('names who started it only where somebody is named', async () => {
    const { runDetail } = backend;
    vi.spyOn(backend, 'runDetail').mockImplementation(async (run) => ({ ...(await runDetail.call(backend, run)), startedBy: '' }));
    await open();
    await click('Open the record of run 13');
    const started = [...document.querySelectorAll('dt')].find((name) => plain(name) === 'Started');
    expect(plain(started?.nextElementSibling ?? null)).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
  });

  it('releases after asking, and withdraws after asking', async () => {
    await open();
    await click('Open the record of run 13');
    expect(text()).toContain('Suggest answers regimen on Mistral-7B with run 12 now.');
    await click('Release to Suggest');
    expect(backend.callsOf('releaseRun')).toEqual([]);
    expect(text()).toContain('On 200 held-out cases, ROUGE-1 recall: run 13 0.74 (95 % interval 0.72–0.76), its base 0.18.');
    expect(document.activeElement).toBe(button('Not now'));
    await press('Escape');
    expect([document.activeElement, page.queryByRole('button', { name: 'Release run 13' })]).toEqual([button('Release to Suggest'), null]);
    expect(page.getByRole('heading', { name: 'Run 13' })).toBeTruthy();
    await click('Release to Suggest');
    await expectNoFaults();
    await click('Release run 13');
    expect(backend.callsOf('releaseRun')).toEqual([[13]]);
    expect(text()).toContain('Suggest uses this adapter now');
    await click('Withdraw');
    await click('Withdraw run 13');
    expect(backend.callsOf('withdrawRelease')).toEqual([['mistral-7b', 'regimen']]);
  });

  it('exports and says how it was proven, or why it was refused', async () => {
    await open();
    await click('Open the record of run 13');
    await choose('What to export', 'gguf');
    await click('Export');
    expect(backend.callsOf('exportRun')).toEqual([[13, 'gguf']]);
    expect(text()).toContain('32 held-out answers read from it are the same, word for word, as from the same weights in memory.');
    backend.exportReport = { name: 'run-13.gguf', bytes: 4_100_000_000, sha256: 'ab', answersCompared: 32, answersChangedByRounding: 2 };
    await click('Export');
    expect(text()).toContain('Rounding to fewer bits changed 2 of them against base and adapter.');
    backend.failures = { exportRun: { code: 'diskFull', message: 'no room', detail: null } };
    await click('Export');
    expect(page.getByRole('alert').textContent).toContain(PRESENTATIONS.diskFull.happened);
    await expectNoFaults();
  });

  it('asks as many held-out cases as are wanted', async () => {
    await open();
    await click('Open the record of run 13');
    await choose('Held-out cases to compare on', '50');
    await click('Compare again');
    expect(backend.callsOf('evaluateRun')).toEqual([[13, 50]]);
  });

  it('puts its settings into the form', async () => {
    await open();
    await click('Open the record of run 13');
    await click('Put its settings into the form');
    expect(within(page.getByRole('radiogroup', { name: 'Rank' })).getByRole('radio', { name: '32' }).getAttribute('aria-checked')).toBe('true');
    expect(text()).toContain('1 case left out by decision. Take it back');
  });

  it('repeats the run', async () => {
    await open();
    await click('Open the record of run 13');
    await click('Repeat this run');
    expect(backend.callsOf('repeatRun')).toEqual([[13]]);
    expect(page.getByRole('table', { name: 'Runs' })).toBeTruthy();
  });

  it('says of a repeated run whether its losses are the same to the last bit', async () => {
    backend.history = [{ ...FINISHED, run: 15, repeats: 13 }, FINISHED];
    await open();
    await click('Open the record of run 15');
    expect(text()).toContain('Repeats run 13. The losses of all 1,188 steps that both have are the same to the last bit.');
  });

  it('of a failed run says why and offers neither release nor export', async () => {
    await open();
    await click('Open the record of run 9');
    expect(text()).toContain('Step 4 needed 21.3 GB; the machine has 20.');
    expect(page.queryByRole('button', { name: 'Release to Suggest' })).toBeNull();
    expect(page.queryByRole('button', { name: 'Export' })).toBeNull();
    await expectNoFaults();
  });

  it('says why it could not be read', async () => {
    backend.failures = { runDetail: FAILURE };
    await open();
    await click('Open the record of run 13');
    expect(page.getAllByRole('alert').map(plain).join(' ')).toContain(PRESENTATIONS.vaultDamaged.happened);
  });
});

describe('the models', () => {
  it('stand with licence, hash, and what Suggest uses on each', async () => {
    await open('Models');
    for (const words of ['Mistral-7B', 'folder, BF16', '7.24 billion', '32,768 tokens', 'apache-2.0', 'The model names no licence', 'regimen: run 12 in use']) expect(text()).toContain(words);
    await expectNoFaults();
  });

  it('are hashed on request', async () => {
    await open('Models');
    await click('Read it: LLaMA-2-7B');
    expect(backend.callsOf('hashBaseModel')).toEqual([['llama-2-7b']]);
    expect(text()).toContain('41d07ab39f2c');
  });

  it('are taken off the list after asking; those that came with the program never', async () => {
    await open('Models');
    expect(page.queryByRole('button', { name: 'Take off LLaMA demo' })).toBeNull();
    await click('Take off LLaMA-3-8B');
    expect(backend.callsOf('removeBaseModel')).toEqual([]);
    await click('Take off');
    expect(backend.callsOf('removeBaseModel')).toEqual([['llama-3-8b']]);
    expect(text()).toContain('LLaMA-3-8B is off the list; its files are where they were');
  });

  it('are added by folder or file, and a refusal says why', async () => {
    backend.addedModel = { ...DEMO_BASE, id: 'new', name: 'New-8B', isDemonstration: false };
    await open('Models');
    await click('Add a GGUF file');
    expect(text()).toContain('New-8B is on the list');
    backend.failures = { addBaseModel: { code: 'modelUnsupported', message: 'qwen2', detail: null } };
    await click('Add a folder');
    expect(page.getByRole('alert').textContent).toContain(PRESENTATIONS.modelUnsupported.happened);
  });

  it('say that there are none, and why they could not be read', async () => {
    backend.baseModelList = [];
    await open('Models');
    expect(text()).toContain('No model yet.');
    await expectNoFaults();
    document.body.innerHTML = '';
    backend.failures = { baseModels: FAILURE };
    await open('Models');
    expect(page.getByRole('alert').textContent).toContain(PRESENTATIONS.vaultDamaged.happened);
  });
});
