// The Results screen in the whole window on the fake backend: empty, running, paused, failed and filled, by hand and by key.

import { render, screen as page, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../src/App.svelte';
import { AMARI, FakeBackend, openFor, STUDIES, STUDY_OPTIONS, STUDY_PROGRESS, studyRow, TANAKA } from '../src/lib/api/fake';
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
const plain = (element: Element | null) => element?.textContent?.replaceAll('\u00A0', ' ').replace(/\s+/g, ' ').trim() ?? '';
const cells = (row: Element) => [...row.querySelectorAll('span')].map(plain).filter((part) => part !== '').join(' ');
const text = () => plain(document.querySelector('#results-screen'));
const button = (name: string | RegExp) => page.getByRole<HTMLButtonElement>('button', { name });

async function open(): Promise<void> {
  render(App, { backend });
  await settled();
  within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: 'Results' }).click();
  await settled();
}
async function click(name: string | RegExp): Promise<void> {
  button(name).click();
  await settled();
}
async function press(key: string, modifiers: KeyboardEventInit = {}): Promise<void> {
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers }));
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
  Element.prototype.scrollIntoView = vi.fn();
});
afterEach(() => {
  document.body.innerHTML = '';
  vi.restoreAllMocks();
});

describe('a finished study', () => {
  it('states a finding above its scan, and prints Table 1 with p, its floor and n', async () => {
    await open();
    expect(text()).toContain('Fine-tuned lies above base at all 10 temperatures');
    const table = within(page.getByRole('table', { name: 'Highest value and median over the scan' }));
    const rows = table.getAllByRole('row').map((row) => [...row.querySelectorAll('td, th')].map(plain).join(' '));
    expect(rows[1]).toBe('LLaMA demo Regimen, ROUGE-1 recall 0.12 (0.08) 0.71 (0.67) 0.00098 0.003 40');
    expect(rows[4]).toContain('no difference n/a 40');
    expect(text()).toContain('10 pairs; the smallest p they allow is 0.00098');
    expect(text()).toContain('Demonstration. Made-up cases or small models');
    await expectNoFaults();
  });

  it('shows the figures of the chosen task, and the matrix of the chosen model', async () => {
    await open();
    await click('Modality');
    expect(page.queryByRole('img', { name: /confusion-modality-llama-tuned/ })).toBeTruthy();
    await click('Mistral demo');
    expect(page.queryByRole('img', { name: /confusion-modality-llama-tuned/ })).toBeNull();
    expect(page.queryByRole('img', { name: /confusion-modality-mistral-tuned/ })).toBeTruthy();
    expect(text()).toContain('Brier');
    expect(text()).toContain('Always the most frequent answer (photon), accuracy');
  });

  it('says a value where the focus is, walks by arrows, and opens the cases with Enter', async () => {
    await open();
    const values = within(page.getByRole('group', { name: /^Values: Temperature scan/ })).getAllByRole('button');
    expect(values.map((value) => value.getAttribute('tabindex'))).toEqual(['0', '-1', '-1', '-1']);
    values[0]!.focus();
    await settled();
    expect(text()).toContain('LLaMA demo fine-tuned, Sampling temperature 0.1: 0.710');
    await press('ArrowRight');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('LLaMA demo fine-tuned, Sampling temperature 0.2: 0.710');
    await press('Enter');
    expect(backend.callsOf('studyCases')[0]?.[1]).toMatchObject({ kind: 'number', temperature: 0.2 });
    const drawer = within(page.getByRole('region', { name: 'Cases' }));
    expect(drawer.getAllByRole('listitem').map(cells)).toEqual(['C-00014 0.20', 'C-00003 0.91']);
    await click('Best first');
    expect(drawer.getAllByRole('listitem').map(cells)[0]).toBe('C-00003 0.91');
    await expectNoFaults();
    drawer.getByRole('button', { name: /C-00014/ }).click();
    await settled();
    expect(text()).toContain('could not be read');
    expect(text()).toContain('invasive ductal carcinoma of the left breast');
    await press('Escape');
    await press('Escape');
    expect(page.queryByRole('region', { name: 'Cases' })).toBeNull();
    expect(document.activeElement?.getAttribute('aria-label')).toBe('LLaMA demo fine-tuned, Sampling temperature 0.2: 0.710');
  });

  it('leads from a number of the table to its cases', async () => {
    await open();
    await click(/^Cases behind LLaMA demo fine-tuned, Regimen: 0.71/);
    expect(backend.callsOf('studyCases')).toHaveLength(1);
  });

  it('shows every figure as a table with T', async () => {
    await open();
    await press('t');
    expect(page.queryByRole('group', { name: /^Values: Temperature scan/ })).toBeNull();
    expect(within(page.getByRole('table', { name: /^Temperature scan/ })).getAllByRole('row')).toHaveLength(5);
    await expectNoFaults();
  });

  it('shows coverage against accuracy beside the regimen only', async () => {
    await open();
    await press('t');
    const rows = within(page.getByRole('table', { name: /^Coverage against accuracy/ })).getAllByRole('row');
    expect([...rows[1]!.querySelectorAll('td')].map(plain)).toEqual(['LLaMA demo fine-tuned', 'at least 7 of 10 agree, coverage 0.680', '0.566 (0.506–0.623)', '']);
    await expectNoFaults();
    await click('Modality');
    expect(page.queryByRole('table', { name: /^Coverage against accuracy/ })).toBeNull();
  });

  it('is exported, compared and removed by who runs studies', async () => {
    await open();
    await press('e', { ctrlKey: true });
    expect(text()).toContain('are in study-2');
    const compare = page.getByLabelText<HTMLSelectElement>('Compare with');
    compare.value = '1';
    compare.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
    const differing = within(page.getByRole('table', { name: 'In what the studies differ' })).getAllByRole('row').at(-1)!;
    expect([...differing.querySelectorAll('td')].map(plain)).toEqual(['Seed', '42', '7']);
    await expectNoFaults();
    await click(/^Close$/);
    await click('Remove study');
    await click('Remove the study');
    expect(backend.callsOf('removeStudy')).toEqual([[2]]);
  });

  it('heads the table of a confusion matrix by truth and answer, and tells counts from intervals', async () => {
    await open();
    await click('Modality');
    await press('t');
    const heads = (name: string | RegExp) => within(page.getByRole('table', { name })).getAllByRole('columnheader').map(plain);
    expect(heads(/^Modality, truth and answer/)).toEqual(['Truth', 'Answer', 'Answers', 'Cases']);
    expect(heads(/^Temperature scan/)).toEqual(['Model', 'Measured', 'Value', 'Cases']);
    const unread = button(/^Unreadable answers of LLaMA demo base/).closest('tr')!;
    expect([...unread.querySelectorAll('td')].map(plain)).toEqual(['LLaMA demo base, answers that could not be read', '212 of 400', '', '400']);
  });

  it('leaves the form of a new study with Escape, with its words kept and the focus back', async () => {
    await open();
    await click('New study');
    expect(document.activeElement).toBe(page.getByLabelText('Name'));
    const seed = page.getByLabelText<HTMLInputElement>('Seed');
    seed.value = 'x';
    seed.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    expect([seed.getAttribute('aria-invalid'), plain(document.getElementById('study-seed-note'))]).toEqual(['true', 'A whole number from 0 to 4,294,967,295']);
    await expectNoFaults();
    await press('Escape');
    expect(document.querySelector('#new-study')).toBeNull();
    expect(document.activeElement).toBe(button('New study'));
    await click('New study');
    expect(page.getByLabelText<HTMLInputElement>('Seed').value).toBe('x');
    await click('Cancel');
    expect(document.querySelector('#new-study')).toBeNull();
  });

  it('is only read by a physician', async () => {
    backend.view = openFor(AMARI);
    await open();
    expect(text()).toContain('Fine-tuned lies above base');
    for (const name of [/^Export/, 'Remove study', 'New study']) expect(page.queryByRole('button', { name })).toBeNull();
    await press('e', { ctrlKey: true });
    expect(backend.callsOf('exportStudy')).toEqual([]);
  });
});

describe('a study without results', () => {
  it('says what to do where there is none', async () => {
    backend.studyList = [];
    await open();
    expect(text()).toContain('No study yet. Make one to ask base and fine-tuned models');
    await expectNoFaults();
    await click('New study');
    expect(page.getByRole('heading', { level: 2, name: 'New study' })).toBeTruthy();
  });

  it('tells a physician that the physicist makes one', async () => {
    backend.studyList = [];
    backend.view = openFor(AMARI);
    await open();
    expect(text()).toContain('The physicist makes one');
    expect(page.queryByRole('button', { name: 'New study' })).toBeNull();
  });

  it.each([
    [19, 'less than a minute left'],
    [50, 'about 1 min left'],
    [4_000, 'about 1 h 07 min left'],
  ])('tells what is left never to the second: %d s', async (leftS, words) => {
    backend.studyList = [studyRow(3, { state: 'running', stored: 0 })];
    backend.runningStudy = { ...STUDY_PROGRESS, leftS };
    await open();
    expect(text()).toContain(`12.4 a second, ${words}`);
  });

  it('shows how far it is, how fast and how long, and pauses', async () => {
    backend.studyList = [studyRow(3, { state: 'running', stored: 0 }), ...STUDIES];
    backend.runningStudy = STUDY_PROGRESS;
    await open();
    expect(text()).toContain('Asks LLaMA demo, fine-tuned: regimen');
    expect(text()).toContain('1,210 of 4,836 answers, 12.4 a second, about 5 min left');
    expect(page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('1210');
    expect(text()).toContain('Locking the window pauses the study');
    await expectNoFaults();
    await click('Pause');
    expect(text()).toContain('It is paused. Every whole answer is stored');
    await click('Go on');
    expect(backend.callsOf('startStudy')).toEqual([[3]]);
  });

  it.each([
    ['pausedByLock', 'The vault was locked in the middle of it'],
    ['interrupted', 'The program ended in the middle of it'],
    ['failed', 'It failed. What was stored is kept'],
    ['ready', 'It has not been started'],
  ] as const)('says what %s means', async (state, words) => {
    backend.studyList = [studyRow(3, { state, stored: 10, failure: state === 'failed' ? 'the disk is full' : null })];
    await open();
    expect(text()).toContain(words);
    if (state === 'failed') expect(text()).toContain('the disk is full');
  });

  it('says what went wrong, and tries again', async () => {
    backend.failures = { studies: FAILURE };
    await open();
    expect(text()).toContain(PRESENTATIONS.vaultDamaged.happened);
    backend.failures = {};
    await click(PRESENTATIONS.vaultDamaged.button);
    expect(text()).toContain('Fine-tuned lies above base');
  });

  it('says that it is being read', async () => {
    backend.silent.add('studies');
    await open();
    expect(text()).toContain('Reading the studies');
  });
});

describe('the form of a new study', () => {
  it('explains what stands in the way, then makes the study and starts it', async () => {
    await open();
    await click('New study');
    expect(plain(document.querySelector('#study-note'))).toBe('Give the study a name');
    expect(button('Start study').disabled).toBe(true);
    await expectNoFaults();
    const name = page.getByLabelText<HTMLInputElement>('Name');
    name.value = 'Third';
    name.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    expect(plain(document.querySelector('#study-note'))).toBe('362 answers');
    await click('Start study');
    expect(backend.callsOf('makeStudy')[0]?.[0]).toMatchObject({ name: 'Third', cohort: '1' });
    expect(backend.callsOf('startStudy')).toEqual([[3]]);
    expect(plain(page.getByRole('heading', { level: 2 }))).toBe('Third');
  });

  it('says why a model cannot be chosen, and that a base has no adapter yet', async () => {
    await open();
    await click('New study');
    expect(text()).toContain('the tokenizer is missing');
    expect(page.getByLabelText<HTMLInputElement>(/^Broken/).disabled).toBe(true);
    page.getByLabelText<HTMLInputElement>(/^Mistral-7B/).click();
    await settled();
    expect(page.getAllByLabelText<HTMLInputElement>('and fine-tuned, by').map(({ checked }) => checked)).toEqual([true, false]);
  });

  it('leads to Curate where no cohort is frozen', async () => {
    backend.studyOptionsView = { ...STUDY_OPTIONS, cohorts: [] };
    await open();
    await click('New study');
    expect(text()).toContain('No frozen cohort.');
    await click('Open Curate');
    expect(plain(page.getByRole('heading', { level: 1 }))).toBe('Curate');
  });
});
