// The Suggest screen in the whole window on the fake backend: what a physician does, and what a screen reader is told.

import { render, screen as page, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../src/App.svelte';
import { armEvents, BASE, DEMO_MODEL, FakeBackend, phase, RESEARCH_LABEL, runEvents, TUNED } from '../src/lib/api/fake';
import type { ErrorCode } from '../src/lib/api/generated';
import { PRESENTATIONS } from '../src/lib/errors/classification';

import { EXAMPLE_DIAGNOSIS } from '../src/lib/state/suggest/suggest-screen.svelte';

let backend: FakeBackend;
let copied: string[];

const settled = async () => {
  await new Promise((resolve) => setTimeout(resolve));
  await tick();
};
const diagnosis = () => page.getByLabelText<HTMLTextAreaElement>('Diagnosis', { selector: 'textarea' });
const button = (name: string) => page.getByRole<HTMLButtonElement>('button', { name });
const answer = () => page.getByRole('region', { name: 'Suggestion' });
const run = () => backend.runs.at(-1)!;

async function open(): Promise<void> {
  render(App, { backend });
  await settled();
}
async function type(text: string): Promise<void> {
  const field = diagnosis();
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await tick();
}
async function press(init: KeyboardEventInit & { key: string }, target: Element = document.body): Promise<void> {
  target.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }));
  await settled();
}
async function click(name: string): Promise<void> {
  button(name).click();
  await settled();
}
async function suggestAndFinish(): Promise<void> {
  await type('left breast cancer');
  await click('Suggest');
  run().send(...runEvents(run().request));
  run().end();
  await settled();
}

beforeEach(() => {
  backend = new FakeBackend();
  backend.view = { kind: 'noVault', places: ['suggest'] };
  copied = [];
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void copied.push(text));
});
afterEach(() => {
  document.body.innerHTML = '';
  vi.restoreAllMocks();
});

describe('before the first suggestion', () => {
  it('says what to do and offers an example', async () => {
    await open();
    expect(answer().textContent).toContain('Nothing to read yet.');
    await click('Use an example');
    expect(diagnosis().value).toBe(EXAMPLE_DIAGNOSIS);
    expect(document.activeElement).toBe(diagnosis());
  });

  it('shows the research label, the offline note and the machine', async () => {
    await open();
    const status = page.getByRole('contentinfo');
    for (const text of ['Research use only: every suggestion needs a physician’s judgement', 'Offline. Nothing leaves this machine', 'CPU, 2 threads', 'No model in memory', '5.2 of 16']) {
      expect(status.textContent).toContain(text);
    }
  });

  it('has no destination that does not exist', async () => {
    await open();
    expect(within(page.getByRole('navigation', { name: 'Main' })).getAllByRole('link')).toHaveLength(1);
  });

  it('keeps Suggest off and says why', async () => {
    await open();
    expect(button('Suggest').disabled).toBe(true);
    expect(page.getByText('Write a diagnosis first')).toBeTruthy();
    await type('left breast cancer');
    expect(button('Suggest').disabled).toBe(false);
  });

  it('refuses a temperature outside its range with a sentence', async () => {
    await open();
    await type('left breast cancer');
    const field = page.getByLabelText<HTMLInputElement>('Temperature');
    field.value = '10.5';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await tick();
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(page.getByText('Temperature from 0 to 10')).toBeTruthy();
    expect(button('Suggest').disabled).toBe(true);
  });

  it('says that the model is a demonstration', async () => {
    await open();
    expect(page.getByText('Demonstration model, trained on synthetic cases')).toBeTruthy();
  });

  it('names the run whose adapter answers, before and with the answer', async () => {
    backend.models = [{ ...DEMO_MODEL, released: [{ task: 'regimen', run: 3 }, { task: 'modality', run: 5 }, { task: 'icd10', run: 3 }] }];
    await open();
    const words = 'Fine-tuned here: regimen and ICD-10 code by run 3, modality by run 5';
    expect(page.getAllByText(words)).toHaveLength(1);
    await suggestAndFinish();
    expect(within(answer()).getByText(words)).toBeTruthy();
    await click('Base');
    expect(within(answer()).queryByText(words)).toBeNull();
  });

  it('looks for models again when there was none', async () => {
    backend.models = [];
    await open();
    expect(answer().textContent).toContain('No model to ask.');
    backend.models = [DEMO_MODEL];
    await click('Look again');
    expect(page.getByLabelText<HTMLSelectElement>('Model').value).toBe('demo-llama');
  });

  it('says why a model cannot be used', async () => {
    backend.models = [{ ...DEMO_MODEL, problem: { code: 'modelIncomplete', message: 'tokenizer.json is missing.', detail: null } }];
    await open();
    await type('left breast cancer');
    expect(page.getByText(/A file of the model is missing. tokenizer.json is missing./)).toBeTruthy();
    expect(button('Suggest').disabled).toBe(true);
  });
});

describe('asking', () => {
  it('sends the text, the model, the arms and the settings', async () => {
    await open();
    await type('left breast cancer');
    await press({ key: 'Enter', ctrlKey: true }, diagnosis());
    expect(run().request).toEqual({ diagnosis: 'left breast cancer', model: 'demo-llama', arms: 'tuned', temperature: 0.1, seed: 1, samples: 10, ownPlan: null });
  });

  it('says what it reads while the model loads', async () => {
    await open();
    await type('left breast cancer');
    await click('Suggest');
    run().send({ kind: 'started', job: 1 }, { kind: 'loading', model: 'demo-llama', megabytes: 4.2 });
    await tick();
    expect(answer().textContent?.replaceAll('\u00A0', ' ')).toContain('Reading demo-llama, 4.2 MB');
  });

  it('leaves the text field alone while words arrive', async () => {
    await open();
    await type('left breast cancer');
    const field = diagnosis();
    field.focus();
    field.setSelectionRange(4, 4);
    await press({ key: 'Enter', ctrlKey: true }, field);
    for (const event of armEvents('tuned', TUNED)) {
      run().send(event);
      await tick();
    }
    expect(diagnosis()).toBe(field);
    expect(document.activeElement).toBe(field);
    expect(field.selectionStart).toBe(4);
  });

  it('fills the facts as the text is read, with waiting in the meantime', async () => {
    await open();
    await type('left breast cancer');
    await click('Suggest');
    run().send({ kind: 'regimenText', arm: 'tuned', text: 'plan 40 Gy/ 15', phases: [] });
    await tick();
    expect(within(answer()).getAllByText('waiting').length).toBeGreaterThan(3);
    run().send({ kind: 'regimenText', arm: 'tuned', text: TUNED.text, phases: [phase(40, 15)] });
    await tick();
    expect(within(answer()).getByText('40 gray')).toBeTruthy();
    expect(within(answer()).getByText('2.67 gray')).toBeTruthy();
  });

  it('shows regimen, probabilities, code and the next candidates at the end', async () => {
    await open();
    await suggestAndFinish();
    const text = answer().textContent ?? '';
    for (const part of [TUNED.text, '66.7', '44.4', 'C50.912', 'Malignant neoplasm of unspecified site of left female breast', 'C50.412', 'D05.12', 'C50.911']) {
      expect(text).toContain(part);
    }
    expect(text).toContain('0.97');
    expect(text).toContain('<0.01');
    expect(within(answer()).queryByText('waiting')).toBeNull();
  });

  it('announces a finished answer once, with units and the code spelled', async () => {
    await open();
    await suggestAndFinish();
    const announcer = document.querySelector('#announcer');
    expect(announcer?.getAttribute('aria-live')).toBe('polite');
    expect(announcer?.querySelectorAll('p')).toHaveLength(1);
    expect(announcer?.textContent?.trim()).toBe(
      'Fine-tuned: primary, photon, 40 gray in 15 fractions. ICD-10 code C 5 0 point 9 1 2, Malignant neoplasm of unspecified site of left female breast. 8 of 10 samples agree. Checks: 2 need a look.',
    );
  });

  it('lists every phase of a plan with a boost', async () => {
    await open();
    await type('left breast cancer');
    await click('Suggest');
    run().send(...runEvents(run().request, { ...TUNED, phases: [phase(50, 25), phase(10, 5, 'electron', 'boost')] }));
    await settled();
    expect(page.getByRole('heading', { name: 'Suggested: primary plan and boost' })).toBeTruthy();
    expect(within(page.getByRole('table', { name: 'Phases of the plan' })).getAllByRole('row')).toHaveLength(3);
  });

  it('shows a notice on the diagnosis', async () => {
    await open();
    await type('Mammakarzinom links');
    await click('Suggest');
    run().send({ kind: 'notice', code: 'notEnglish', message: 'The text does not seem to be English.' });
    await tick();
    expect(page.getByText('The text does not seem to be English.')).toBeTruthy();
  });
});

describe('stopping and failing', () => {
  it('stops with Escape and says that the answer is not complete', async () => {
    await open();
    await type('left breast cancer');
    await click('Suggest');
    run().send({ kind: 'regimenText', arm: 'tuned', text: 'plan 40', phases: [] });
    await tick();
    expect(button('Stop')).toBeTruthy();
    await press({ key: 'Escape' });
    expect(backend.cancels).toBe(1);
    expect(answer().textContent).toContain('Stopped. What stands here is not complete.');
    expect(button('Copy').disabled).toBe(true);
    expect(button('Suggest')).toBeTruthy();
  });

  it('does not let the second click of a double click stop what the first started', async () => {
    await open();
    await type('left breast cancer');
    await click('Suggest');
    button('Stop').dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }));
    await settled();
    expect(backend.cancels).toBe(0);
  });

  it.each(Object.keys(PRESENTATIONS) as ErrorCode[])('shows %s in words and keeps the text', async (code) => {
    await open();
    await type('left breast cancer');
    await click('Suggest');
    run().fail({ code, message: 'what exactly', detail: null });
    await settled();
    expect(page.getByRole('alert').textContent).toContain(PRESENTATIONS[code].happened);
    expect(button(PRESENTATIONS[code].button)).toBeTruthy();
    expect(diagnosis().value).toBe('left breast cancer');
    expect(button('Copy').disabled).toBe(true);
  });

  it('tries again with the same question', async () => {
    await open();
    await type('left breast cancer');
    await click('Suggest');
    run().fail({ code: 'busy', message: 'one run at a time', detail: null });
    await settled();
    await click('Try again');
    expect(backend.runs).toHaveLength(2);
    expect(page.queryByRole('alert')).toBeNull();
  });

  it('shows an answer that could not be read as it is, and keeps Copy off', async () => {
    await open();
    await type('left breast cancer');
    await click('Suggest');
    run().send(...runEvents(run().request, { ...TUNED, text: 'The patient should be seen', phases: [] }));
    await settled();
    expect(answer().textContent).toContain('The patient should be seen');
    expect(within(answer()).getAllByText('not stated').length).toBe(6);
    expect(page.getByText('Accept is off: no plan could be read')).toBeTruthy();
    expect(button('Accept').disabled).toBe(true);
    expect(button('Copy').disabled).toBe(true);
  });
});

describe('fine-tuned and base', () => {
  it('are asked together side by side, and differences are marked on the base', async () => {
    await open();
    await press({ key: 'b' });
    await suggestAndFinish();
    expect(run().request.arms).toBe('both');
    const table = page.getByRole('table', { name: 'Fine-tuned beside base' });
    const marks = [...table.querySelectorAll('.diff')].map((mark) => mark.textContent?.replaceAll('\u00A0', ' '));
    expect(marks).toEqual(['50 Gy, differs', '25, differs', '2 Gy, differs', '10 Gy / 5 fx, photon, differs', 'Eelectron, differs', 'C50.919, differs']);
    expect(table.textContent?.replaceAll('\u00A0', ' ')).toContain('+10 Gy');
  });

  it('offer to ask the arm that was left out', async () => {
    await open();
    await suggestAndFinish();
    await click('Base');
    expect(answer().textContent).toContain('The base model was not asked about this diagnosis.');
    await click('Ask it now');
    expect(run().request.arms).toBe('base');
    run().send(...runEvents(run().request));
    await settled();
    expect(answer().textContent).toContain(BASE.text);
  });

  it('B turns side by side on and off, but not while typing', async () => {
    await open();
    const sideBySide = () => button('Side by side').getAttribute('aria-pressed');
    await press({ key: 'b' }, diagnosis());
    expect(sideBySide()).toBe('false');
    await press({ key: 'b' });
    expect(sideBySide()).toBe('true');
    await press({ key: 'b' });
    expect(sideBySide()).toBe('false');
  });

  it('leave only the base to a model that lacks an adapter', async () => {
    backend.models = [{ ...DEMO_MODEL, tasks: ['modality'] }];
    await open();
    expect(page.getByText('No adapter for regimen, ICD-10 code: only the base answers')).toBeTruthy();
    await suggestAndFinish();
    expect(backend.runs[0]?.request.arms).toBe('base');
    expect(answer().textContent).toContain(BASE.text);
    expect(button('Side by side').disabled).toBe(true);
  });
});

describe('copying', () => {
  it('is off until the plan is decided on, then copies what the program wrote', async () => {
    await open();
    await type('left breast cancer');
    await click('Suggest');
    expect(button('Copy').disabled).toBe(true);
    run().send(...runEvents(run().request));
    await settled();
    await press({ key: 'C', ctrlKey: true, shiftKey: true });
    expect(copied).toEqual([]);
    expect(page.getByText('Decide first: accept, edit or reject')).toBeTruthy();
    await press({ key: 'Y', ctrlKey: true, shiftKey: true });
    await press({ key: 'C', ctrlKey: true, shiftKey: true });
    expect(copied).toEqual([`Plan: as suggested\n\n${RESEARCH_LABEL}`]);
    expect(page.getByText('Copied, with the research label')).toBeTruthy();
  });

  it('is off when the text has changed since', async () => {
    await open();
    await suggestAndFinish();
    await type('right breast cancer');
    expect(button('Copy').disabled).toBe(true);
    expect(answer().textContent).toContain('The diagnosis has changed since this suggestion.');
  });
});

describe('α/β', () => {
  it('can be changed in place and says that it was', async () => {
    await open();
    await suggestAndFinish();
    await click('Change α/β');
    const field = page.getByLabelText<HTMLInputElement>('α/β in gray');
    expect(field.value).toBe('4');
    field.value = '10';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await tick();
    await click('set');
    const text = answer().textContent?.replaceAll('\u00A0', ' ') ?? '';
    expect(text).toContain('50.7');
    expect(text).toContain('α/β 10 Gy was set here; usual is 4 Gy');
  });
});

describe('the window', () => {
  it('clears text and suggestion together', async () => {
    await open();
    await suggestAndFinish();
    await click('Clear');
    expect(diagnosis().value).toBe('');
    expect(answer().textContent).toContain('Nothing to read yet.');
  });

  it('shows the keys with ? and gives the screen its keys back afterwards', async () => {
    await open();
    await press({ key: '?' });
    expect(page.getByRole('dialog', { name: 'Keys' }).textContent).toContain('Ctrl⇧C');
    await press({ key: 'b' });
    expect(button('Side by side').getAttribute('aria-pressed')).toBe('false');
    await click('Close');
    await press({ key: 'b' });
    expect(button('Side by side').getAttribute('aria-pressed')).toBe('true');
  });

  it('switches the theme', async () => {
    await open();
    await click('Dark');
    expect(document.documentElement.dataset.theme).toBe('dark');
    await click('System');
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });

  it.each(['empty', 'finished', 'side by side', 'failed'])('gives axe nothing to find when %s', async (state) => {
    await open();
    if (state === 'side by side') await press({ key: 'b' });
    if (state === 'finished' || state === 'side by side') await suggestAndFinish();
    if (state === 'failed') {
      await type('left breast cancer');
      await click('Suggest');
      run().fail({ code: 'diskFull', message: 'no space', detail: null });
      await settled();
    }
    document.documentElement.lang = 'en';
    document.title = 'Isocenter';
    // Contrast needs a layout; tokens.test.ts computes it from the values.
    const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map((violation) => violation.id)).toEqual([]);
  });
});
