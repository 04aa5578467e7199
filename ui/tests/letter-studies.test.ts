// Letter studies in the whole window on the fake backend, for whoever keeps them.

import { render, screen as page, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../src/App.svelte';
import { armRatings, FakeBackend, LETTER_DIMENSIONS, LETTER_STUDIES, LETTER_STUDY_OPTIONS, letterResults, openFor, PASSWORD, raterProgress, TANAKA } from '../src/lib/api/fake';
import type { ErrorView, LetterStudyRequest } from '../src/lib/api/generated';
import { PRESENTATIONS } from '../src/lib/errors/classification';

const DISK_FULL: ErrorView = { code: 'diskFull', message: 'no space is left', detail: null };
const [DRAFTING, OPEN, LOCKED] = LETTER_STUDIES;
let backend: FakeBackend;

const settled = async () => {
  for (let times = 0; times < 5; times += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    await tick();
  }
};
const plain = (element: Element | null | undefined) => element?.textContent?.replaceAll('\u00A0', ' ').replace(/\s+/g, ' ').trim() ?? '';
const text = () => plain(document.querySelector('#letter-studies-screen'));
const note = () => plain(document.querySelector('#letter-study-note'));
const button = (name: string | RegExp) => page.getByRole<HTMLButtonElement>('button', { name });
const cells = (row: Element | undefined) => [...(row?.querySelectorAll('th, td') ?? [])].map(plain).join(' ');
const rowsOf = (table: string | RegExp) => within(page.getByRole('table', { name: table })).getAllByRole('row').map(cells);
const MAKE = 'Make study, draft letters';

async function open(): Promise<void> {
  render(App, { backend });
  await settled();
  within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: 'Letter studies' }).click();
  await settled();
}
async function click(name: string | RegExp): Promise<void> {
  button(name).click();
  await settled();
}
async function check(name: string | RegExp): Promise<void> {
  page.getByRole('checkbox', { name }).click();
  await settled();
}
async function press(key: string, modifiers: KeyboardEventInit = {}): Promise<void> {
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers }));
  await settled();
}
async function set(label: string | RegExp, value: string): Promise<void> {
  const field = page.getByLabelText<HTMLInputElement>(label);
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
}
async function expectNoFaults(): Promise<void> {
  document.documentElement.lang = 'en';
  document.title = 'Isocenter';
  const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual([]);
}

beforeEach(() => {
  backend = new FakeBackend();
  backend.view = openFor(TANAKA);
});
afterEach(() => {
  document.body.innerHTML = '';
  vi.restoreAllMocks();
});

describe('the list', () => {
  it('shows each study with its state and how far it is', async () => {
    await open();
    expect(within(page.getByRole('navigation', { name: 'Letter studies' })).getAllByRole('button').map(plain)).toEqual(['German letters, pilot not all drafted, 14 of 36 letters', 'Letters after chemoradiation open, 57 of 72 ratings', 'Letter study 1 locked, 72 of 72 ratings']);
    await expectNoFaults();
  });

  it('says what to do where there is none, that it reads, and what failed', async () => {
    backend.letterStudyList = [];
    await open();
    expect(text()).toContain('No letter study yet.');
    await expectNoFaults();
    document.body.innerHTML = '';
    backend.silent.add('letterStudies');
    await open();
    expect(text()).toContain('Reading the letter studies');
    document.body.innerHTML = '';
    backend.silent.clear();
    backend.letterStudyList = LETTER_STUDIES;
    backend.failures = { letterStudies: DISK_FULL };
    await open();
    expect(plain(page.getByRole('alert'))).toContain(PRESENTATIONS.diskFull.happened);
    backend.failures = {};
    await click('Try again');
    expect(text()).toContain('German letters, pilot');
  });
});

describe('the form of a new letter study', () => {
  it('says whose words the scale is, what is missing, and what it comes to', async () => {
    await open();
    await click('New letter study');
    expect(document.activeElement?.id).toBe('letter-study-name');
    expect(text()).toContain('These words are this application’s own, because the wording of the published four-point scale is not known.');
    expect([note(), button(MAKE).disabled]).toEqual(['Give it a name; 1 more to correct', true]);
    expect(page.queryByText('A letter study needs a name')).toBeNull();
    await expectNoFaults();
    await set('Name', 'Pilot');
    expect(note()).toBe('Choose who rates');
    await check(/^Dr J. Halvorsen/);
    await check(/^Dr L. Amari/);
    expect(note()).toBe('60 letters for each rater');
    await check(/^LLaMA-3-8B/);
    expect(note()).toBe('36 letters for each rater');
  });

  it('makes the study and drafts its letters', async () => {
    await open();
    await click('New letter study');
    await set('Name', ' Pilot ');
    await check(/^Prof. A. Lindqvist/);
    await set('Held-out patients', '5');
    await set('Dimension 4', 'Tone');
    await set('Word for point 4', 'ready to send');
    await set('Temperature', '0,3');
    await click(MAKE);
    const [request] = backend.callsOf('makeLetterStudy')[0] as [LetterStudyRequest];
    expect(request).toMatchObject({ name: 'Pilot', models: ['letters-demo', 'llama3-8b'], arms: ['base', 'tuned', 'physician'], letters: 5, raters: ['a-lindqvist'], temperature: 0.3, seed: 42 });
    expect(request.scale).toMatchObject({ points: ['poor', 'fair', 'good', 'ready to send'], isDefault: false });
    expect(request.scale.dimensions[3]).toEqual({ label: 'Tone', question: 'saves time over writing it' });
    expect(backend.callsOf('draftLetterStudy')).toEqual([[4]]);
    expect(plain(page.getByRole('heading', { level: 2 }))).toBe('Pilot');
    expect(text()).toContain('Reads the model');
  });

  it('says that the words are its own only while they are', async () => {
    await open();
    await click('New letter study');
    await set('Name', 'Pilot');
    await check(/^Dr L. Amari/);
    await set('Word for point 1', 'bad');
    await click('Back to Isocenter’s own words');
    await click(MAKE);
    expect((backend.callsOf('makeLetterStudy')[0]?.[0] as LetterStudyRequest).scale).toEqual(LETTER_STUDY_OPTIONS.scale);
  });

  it('marks each fault where it is', async () => {
    await open();
    await click('New letter study');
    page.getByLabelText('Name').dispatchEvent(new FocusEvent('blur'));
    await check(/^Dr L. Amari/);
    await check(/^Dr L. Amari/);
    await set('Held-out patients', '25');
    await set('Temperature', '11');
    await set('Seed', 'x');
    await set('Dimension 2', 'correct');
    await set('Word for point 3', '');
    for (const words of ['A letter study needs a name', 'Choose who rates', 'A whole number from 1 to 24', 'A number from 0 to 10', 'A whole number from 0 to 4,294,967,295', 'This name stands above already', 'A word is missing']) expect(text()).toContain(words);
    for (const label of ['Name', 'Held-out patients', 'Temperature', 'Seed', 'Dimension 2', 'Word for point 3']) expect(page.getByLabelText(label).getAttribute('aria-invalid')).toBe('true');
    expect(note()).toBe('Give it a name; 5 more to correct');
    await expectNoFaults();
  });

  it('says which model has no adapter, and asks none where only physicians write', async () => {
    await open();
    await click('New letter study');
    await set('Name', 'Pilot');
    await check(/^Dr L. Amari/);
    await check(/^Letters demo/);
    await check(/^LLaMA-3-8B/);
    expect(note()).toBe('Choose a model, or leave its arms out');
    await check(/^Mistral-7B/);
    expect(note()).toBe('None of them has an adapter for letters: leave the fine-tuned arm out, or tune one first');
    await check(/^Fine-tuned/);
    expect(note()).toBe('24 letters for each rater');
    await check(/^Base/);
    expect(page.getByRole<HTMLInputElement>('checkbox', { name: /^Mistral-7B/ }).disabled).toBe(true);
    expect(note()).toBe('12 letters for each rater');
    await click(MAKE);
    expect(backend.callsOf('makeLetterStudy')[0]?.[0]).toMatchObject({ models: [], arms: ['physician'] });
  });

  it('takes from one to eight dimensions', async () => {
    await open();
    await click('New letter study');
    for (let times = 0; times < 4; times += 1) await click('Another dimension');
    expect([button('Another dimension').disabled, document.activeElement?.id]).toEqual([true, 'letter-dimension-7']);
    expect(text()).toContain('A name is missing');
    for (let times = 0; times < 7; times += 1) await click(/^Leave out dimension 1/);
    expect(button(/^Leave out dimension 1/).disabled).toBe(true);
    expect(document.activeElement?.id).toBe('letter-dimension-0');
  });

  it('is left with Escape or Cancel, and keeps what was typed', async () => {
    await open();
    await click('New letter study');
    await set('Name', 'Pilot');
    await press('Escape');
    expect(document.querySelector('#new-letter-study')).toBeNull();
    await click('New letter study');
    expect(page.getByLabelText<HTMLInputElement>('Name').value).toBe('Pilot');
    await click('Cancel');
    expect(plain(page.getByRole('heading', { level: 2 }))).toBe('German letters, pilot');
  });

  it('leads to Letters where none is held out, and says why nothing could be made', async () => {
    backend.letterStudyOptionsView = { ...LETTER_STUDY_OPTIONS, letters: 0 };
    await open();
    await click('New letter study');
    expect(text()).toContain('No held-out letter. A study needs past letters whose patients no model has learned from');
    await expectNoFaults();
    await click('Open Letters');
    expect(plain(page.getByRole('heading', { level: 1 }))).toBe('Letters');
    document.body.innerHTML = '';
    backend.failures = { letterStudyOptions: DISK_FULL };
    await open();
    await click('New letter study');
    expect(plain(page.getByRole('alert'))).toContain(PRESENTATIONS.diskFull.happened);
  });
});

describe('a study whose letters are drafted', () => {
  it('goes on where it stopped, tells how far it is, and opens', async () => {
    await open();
    expect(text()).toContain('14 of 36 letters, kept as they were drafted');
    await click('Go on drafting');
    expect(backend.callsOf('draftLetterStudy')).toEqual([[3]]);
    backend.letterDraftings[0]!.send({ kind: 'drafted', done: 20, total: 36, model: 'Letters demo, base' });
    await settled();
    expect(text()).toContain('Drafting: Letters demo, base');
    expect(page.getByRole('progressbar', { name: 'Letters drafted' }).getAttribute('aria-valuenow')).toBe('20');
    expect(page.queryByRole('button', { name: 'Remove this study' })).toBeNull();
    await expectNoFaults();
    backend.letterDraftings[0]!.end();
    await settled();
    expect(text()).toContain('The letters are fixed and the raters rate.');
    expect(document.activeElement).not.toBe(document.body);
  });

  it('stops behind the letter in work, and goes on again', async () => {
    await open();
    await click('Go on drafting');
    backend.letterDraftings[0]!.send({ kind: 'drafted', done: 15, total: 36, model: 'Letters demo, base' });
    await settled();
    await click('Stop');
    expect(backend.callsOf('cancelLetterDraft')).toHaveLength(1);
    expect(text()).toContain('15 of 36 letters, kept as they were drafted');
    await click('Go on drafting');
    expect(backend.callsOf('draftLetterStudy')).toHaveLength(2);
  });

  it('says why it ended, and keeps what is there', async () => {
    await open();
    await click('Go on drafting');
    backend.letterDraftings[0]!.fail({ code: 'notEnoughMemory', message: 'the model needs 5 GB', detail: null });
    await settled();
    expect(plain(page.getByRole('alert'))).toContain(PRESENTATIONS.notEnoughMemory.happened);
    expect(text()).toContain('14 of 36 letters, kept as they were drafted');
    await expectNoFaults();
    await click('Try again');
    expect(backend.callsOf('draftLetterStudy')).toHaveLength(2);
  });

  it('lets one study be drafted at a time, wherever one looks', async () => {
    backend.letterStudyList = [{ ...DRAFTING!, study: 9, name: 'Another' }, DRAFTING!];
    await open();
    await click('Go on drafting');
    await click(/^German letters/);
    expect(text()).toContain('The letters of another study are drafted; one at a time.');
    expect(button('Go on drafting').disabled).toBe(true);
    await click(/^Another/);
    expect(text()).toContain('Reads the model');
  });

  it('stops when the window is locked', async () => {
    await open();
    await click('Go on drafting');
    await press('l', { ctrlKey: true });
    expect(backend.callsOf('cancelLetterDraft')).toHaveLength(1);
  });

  it('is removed after one question, while nothing is rated', async () => {
    await open();
    await click('Remove this study');
    const dialog = within(page.getByRole('dialog', { name: 'Remove “German letters, pilot”?' }));
    expect(document.activeElement).toBe(dialog.getByRole('button', { name: 'Keep it' }));
    await expectNoFaults();
    dialog.getByRole('button', { name: 'Keep it' }).click();
    await settled();
    expect(backend.callsOf('removeLetterStudy')).toEqual([]);
    await click('Remove this study');
    await click('Remove the study');
    expect(backend.callsOf('removeLetterStudy')).toEqual([[3]]);
    expect(plain(page.getByRole('heading', { level: 2 }))).toBe('Letters after chemoradiation');
    expect(page.queryByRole('button', { name: 'Remove this study' })).toBeNull();
  });
});

describe('an open study', () => {
  it('tells how far each rater is, in counts only', async () => {
    backend.letterStudyList = [OPEN!];
    await open();
    expect(rowsOf('Raters').slice(1)).toEqual(['Dr J. Halvorsen 36 of 36 ', 'Dr L. Amari 21 of 36 ']);
    expect(text()).toContain('15 ratings of 72 are still missing; every rater has to rate every letter first.');
    expect(backend.callsOf('letterStudyResults')).toEqual([]);
    await expectNoFaults();
  });

  it('that nobody has rated cannot be locked, but removed', async () => {
    backend.letterStudyList = [{ ...OPEN!, raters: raterProgress(0, 0) }];
    await open();
    expect(button('Lock with password').disabled).toBe(true);
    expect(button('Remove this study').disabled).toBe(false);
  });

  it('cannot be locked while a rating is missing, as the program refuses it', async () => {
    backend.letterStudyList = [{ ...OPEN!, raters: raterProgress(36, 35) }];
    await open();
    expect(text()).toContain('1 rating of 72 is still missing; every rater has to rate every letter first.');
    expect(button('Lock with password').disabled).toBe(true);
    await expect(backend.lockLetterStudy(OPEN!.study, PASSWORD)).rejects.toMatchObject({ code: 'badInput' });
  });

  it('is locked by password once everything is rated, its numbers open, and the focus goes on at the study in the list', async () => {
    backend.letterStudyList = [{ ...OPEN!, raters: raterProgress(36, 36) }];
    await open();
    expect(text()).toContain('Every rater has rated every letter.');
    await click('Lock with password');
    expect(plain(page.getByRole('dialog'))).toContain('You sign that every rater has rated every letter.');
    await expectNoFaults();
    await set('Password of S. Tanaka', 'wrong');
    await click('Lock the study');
    expect(plain(page.getByRole('alert'))).toBe('This is not the password of S. Tanaka.');
    await set('Password of S. Tanaka', PASSWORD);
    await click('Lock the study');
    expect(page.queryByRole('dialog')).toBeNull();
    expect(rowsOf('Ratings, Correct')).toHaveLength(4);
    expect(document.activeElement?.getAttribute('aria-current')).toBe('true');
    expect(plain(document.activeElement)).toContain('locked');
  });
});

describe('a locked study', () => {
  beforeEach(() => void (backend.letterStudyList = [LOCKED!]));

  it('shows for each dimension what the test says, the ratings, mean with interval, and median', async () => {
    await open();
    expect(text()).toContain('Fine-tuned letters were rated higher than base: one-sided Wilcoxon signed-rank test over 12 letters, 1 without a difference, 4 tied, p = 0.003.');
    expect(page.getByRole('img', { name: 'Correct, Letters demo, fine-tuned: 1 rated 1, poor; 3 rated 2, fair; 11 rated 3, good; 9 rated 4, as it is' })).toBeTruthy();
    expect(rowsOf('Ratings, Correct')[2]).toBe('Letters demo, fine-tuned 13119 3.17 2.93 to 3.39 3 24');
    expect(rowsOf('Ratings, Complete')[3]).toContain('3.5 24');
    expect(within(page.getByRole('list', { name: 'Points' })).getAllByRole('listitem').map(plain)).toEqual(['1, poor', '2, fair', '3, good', '4, as it is', 'this application’s own words; the published ones are not known']);
    await expectNoFaults();
  });

  it('draws each part as wide as its share and leaves out what was never given', async () => {
    backend.letterResultsView = { ...letterResults(LOCKED!), dimensions: [{ ...LETTER_DIMENSIONS[0]!, arms: [armRatings('tuned', [0, 5, 0, 15], 4)] }] };
    await open();
    const parts = [...page.getByRole('img', { name: /^Correct/ }).querySelectorAll('rect')].map((part) => [part.getAttribute('class')?.split(' ')[0], Number(part.getAttribute('x')), Number(part.getAttribute('width'))]);
    expect(parts).toEqual([['p2', 0, 79], ['p4', 80, 240]]);
  });

  it('shows the counts as tables with T', async () => {
    await open();
    await press('t');
    expect(rowsOf('Ratings, Correct').slice(0, 2)).toEqual(['Written by 1, poor 2, fair 3, good 4, as it is Mean 95 % interval Median n', 'Letters demo, base 9 8 5 2 2.00 1.76 to 2.22 2 24']);
    expect(page.queryByRole('img', { name: /^Correct/ })).toBeNull();
    await expectNoFaults();
  });

  it('shows agreement and what was measured, and says what each number is', async () => {
    await open();
    expect(rowsOf('Agreement of the raters')[1]).toBe('Correct Dr J. Halvorsen and Dr L. Amari 36 64 % 97 % 0.66 0.75');
    expect(rowsOf('Measured without a rater')).toEqual([
      'Written by Letters ROUGE-1 ROUGE-2 ROUGE-L Unsupported Contradicted Missing Words edited',
      'Letters demo, base 12 0.31 0.09 0.20 17.1 % 3.8 % 4.3 148.3',
      'Letters demo, fine-tuned 12 0.62 0.40 0.55 3.4 % 0.4 % 0.9 41.6',
      'Physician’s own 12 undefined undefined undefined 2.1 % 0 % 1.2 undefined',
    ]);
    expect(text()).toContain('Claims that a fact denies, of all claims of the arm.');
    expect(text()).toContain('Words to insert, delete or replace to get the physician’s own letter');
  });

  it('says that a number is undefined, never 0', async () => {
    await open();
    expect(rowsOf('Ratings, Useful')[3]).toBe('Physician’s own no rating undefined undefined undefined 0');
    expect(text()).toContain('No test: there are no pairs of fine-tuned and base ratings to compare.');
    expect(rowsOf('Agreement of the raters').at(-1)).toBe('Useful Dr J. Halvorsen and Dr L. Amari 36 64 % 97 % undefined undefined');
    document.body.innerHTML = '';
    const results = letterResults(LOCKED!);
    backend.letterResultsView = { ...results, dimensions: results.dimensions.map((dimension) => ({ ...dimension, agreement: [] })) };
    await open();
    expect(text()).toContain('Undefined: agreement needs two raters who rated the same letters.');
  });

  it('is exported with Ctrl E, and says as what', async () => {
    await open();
    await press('e', { ctrlKey: true });
    expect(backend.callsOf('exportLetterStudy')).toEqual([[1]]);
    expect(text()).toContain('are in letter-study-1. The tables hold comments and texts of patients.');
    await click('Close this');
    backend.exportedLetterStudy = null;
    await click(/^Export/);
    expect(text()).not.toContain('are in');
    backend.failures = { exportLetterStudy: DISK_FULL };
    await click(/^Export/);
    expect(plain(page.getByRole('alert'))).toContain(PRESENTATIONS.diskFull.happened);
  });

  it('says why the numbers could not be computed, and tries again', async () => {
    backend.failures = { letterStudyResults: DISK_FULL };
    await open();
    expect(plain(page.getByRole('alert'))).toContain(PRESENTATIONS.diskFull.happened);
    backend.failures = {};
    await click('Try again');
    expect(rowsOf('Ratings, Correct')).toHaveLength(4);
  });

  it('cannot be removed', async () => {
    await open();
    expect(page.queryByRole('button', { name: 'Remove this study' })).toBeNull();
  });
});
