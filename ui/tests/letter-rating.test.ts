// Letters, rating, in the whole window on the fake backend: the whole path by keyboard, and every state.

import { render, screen as page, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../src/App.svelte';
import { AMARI, FakeBackend, HALVORSEN, MY_LETTER_STUDY, openFor } from '../src/lib/api/fake';
import type { ErrorView, LetterRatingRequest } from '../src/lib/api/generated';
import { PRESENTATIONS } from '../src/lib/errors/classification';
import { UNSEEN_MS } from '../src/lib/state/grade/case-desk.svelte';

const DISK_FULL: ErrorView = { code: 'diskFull', message: 'no space is left', detail: null };
let backend: FakeBackend;
let now = 0;

const settled = async () => {
  for (let times = 0; times < 5; times += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    await tick();
  }
};
const plain = (element: Element | null | undefined) => element?.textContent?.replaceAll('\u00A0', ' ').replace(/\s+/g, ' ').trim() ?? '';
const text = () => plain(document.querySelector('#rating-screen'));
const bar = () => plain(document.querySelector('header'));
const button = (name: string | RegExp) => page.getByRole<HTMLButtonElement>('button', { name });
const record = () => document.querySelector<HTMLButtonElement>('#rating-record')!;
const chosen = () => page.getAllByRole('radio').filter((radio) => radio.getAttribute('aria-checked') === 'true').map((radio) => radio.id);
const inSight = () => document.querySelector('.dim1.on')?.id;
const requests = () => backend.callsOf('recordLetterRating').map(([request]) => request as LetterRatingRequest);

async function open(person = HALVORSEN): Promise<void> {
  backend.view = openFor(person);
  render(App, { backend });
  await settled();
  within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: /^Letters/ }).click();
  await settled();
  const tab = page.queryByRole('button', { name: 'Rate' });
  tab?.click();
  await settled();
  now += UNSEEN_MS;
}
async function press(key: string, modifiers: KeyboardEventInit = {}): Promise<boolean> {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers });
  (document.activeElement ?? document.body).dispatchEvent(event);
  await settled();
  return event.defaultPrevented;
}
async function rate(...keys: string[]): Promise<void> {
  for (const key of keys) await press(key);
  await press('Enter');
  now += UNSEEN_MS;
}
async function write(words: string): Promise<void> {
  const field = document.activeElement as HTMLTextAreaElement;
  field.value = words;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
}
async function click(name: string | RegExp): Promise<void> {
  button(name).click();
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
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  Element.prototype.scrollIntoView = vi.fn();
});
afterEach(() => {
  document.body.innerHTML = '';
  vi.restoreAllMocks();
});

describe('a letter', () => {
  it('shows the source with its plan, the checks with exceptions first, the letter with its mark, and says what is hidden', async () => {
    await open();
    expect(bar()).toBe('Letters Letter study 1 9 of 12 left Blinded: the author is hidden Keys?');
    const source = page.getByRole('region', { name: 'Source' });
    expect(plain(source)).toContain('Plan Modality XphotonDose 54 GyFractions 3Per fraction 18 Gy');
    const checks = within(source).getAllByRole('listitem').map(plain);
    expect(checks[0]).toBe('Look: One statement is not in the source“fused in the last week of April”');
    expect(checks).toHaveLength(4);
    const letter = page.getByRole('region', { name: 'Letter 4 of 12' });
    expect(plain(letter)).toContain('Draft117 words Dear colleague,');
    expect([...letter.querySelectorAll('.mark')].map(plain)).toEqual(['The planning images were fused in the last week of April. (not in the source)']);
    expect(letter.querySelectorAll('.let > p')).toHaveLength(6);
    expect(page.getByRole('img', { name: 'Progress: letter 4 of 12. 3 rated, 1 flagged, 9 to do.' })).toBeTruthy();
    expect(within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: /^Letters/ }).textContent).toContain('9');
    expect([record().disabled, plain(document.querySelector('#rating-left'))]).toEqual([true, 'four left to rate']);
    await expectNoFaults();
  });

  it('that contradicts its facts says so in the letter and among the checks, by more than colour', async () => {
    await open();
    await press('ArrowRight');
    const source = page.getByRole('region', { name: 'Source' });
    expect(within(source).getAllByRole('listitem').map(plain)[0]).toBe('Contradicts: Side contradicts the facts: right in the letter, left in the facts“rechten Brust”');
    const mark = document.querySelector('.mark.contradicted');
    expect(plain(mark)).toBe('der rechten Brust (contradicts the source)');
    expect(mark?.querySelector('svg')).toBeTruthy();
    await expectNoFaults();
  });

  it('is rated by four keys, and the next one is there', async () => {
    await open();
    expect(page.getAllByRole('radiogroup').map((group) => group.id)).toEqual(['dimension-0', 'dimension-1', 'dimension-2', 'dimension-3']);
    expect(page.getByRole('radiogroup', { name: 'Clear reads well for a colleague' })).toBeTruthy();
    await press('2');
    expect([chosen(), inSight()]).toEqual([['dimension-0-2'], 'dimension-1']);
    expect(plain(page.getAllByRole('status')[0])).toBe('Correct: 2, fair');
    expect(document.activeElement?.id).toBe('dimension-1');
    await press('4');
    await press('3');
    expect(plain(document.querySelector('#rating-left'))).toBe('one left to rate');
    await press('Enter');
    expect(requests()).toEqual([]);
    await press('3');
    expect([record().disabled, plain(record()), document.activeElement?.id]).toEqual([false, 'Record, next↵', 'dimension-3-3']);
    await rate();
    expect(requests()[0]).toMatchObject({ position: 3, scores: [2, 4, 3, 3], replaces: null });
    expect(page.getByRole('region', { name: 'Letter 5 of 12' })).toBe(document.activeElement);
    expect([chosen(), bar()]).toEqual([[], expect.stringContaining('8 of 12 left')]);
  });

  it('takes the arrows for its dimensions and leaves a rated one as it is', async () => {
    await open();
    await press('3');
    await press('ArrowUp');
    expect([inSight(), document.activeElement?.id]).toEqual(['dimension-0', 'dimension-0-3']);
    await press('ArrowUp');
    await press('ArrowDown');
    await press('ArrowDown');
    expect(inSight()).toBe('dimension-2');
    expect(chosen()).toEqual(['dimension-0-3']);
  });

  it('is rated by the mouse as well, and keeps the dimension that was clicked', async () => {
    await open();
    within(page.getByRole('radiogroup', { name: /^Useful/ })).getByRole('radio', { name: /^4/ }).click();
    await settled();
    expect([chosen(), inSight()]).toEqual([['dimension-3-4'], 'dimension-3']);
  });

  it('is not rated by a held key, a double press, or keys in the comment', async () => {
    await open();
    await press('3', { repeat: true });
    expect(chosen()).toEqual([]);
    for (const key of ['1', '2', '3', '4']) await press(key);
    await press('Enter');
    for (const key of ['1', '2', '3', '4']) await press(key);
    await press('Enter');
    expect(requests()).toHaveLength(1);
    await press('c');
    expect(document.activeElement?.id).toBe('rating-comment');
    await press('1');
    await press('z');
    await press('ArrowUp');
    expect([backend.callsOf('withdrawLetterRating'), chosen()[0]]).toEqual([[], 'dimension-0-1']);
  });

  it('takes a comment and a flag: Escape leaves the comment, Enter records from it, Shift and Enter does not', async () => {
    await open();
    for (const key of ['1', '1', '1', '1']) await press(key);
    await press('f');
    expect(button(/^Flag/).getAttribute('aria-pressed')).toBe('true');
    await press('c');
    await write('invented date');
    await press('Escape');
    expect(document.activeElement?.id).toBe('dimension-3-1');
    await press('c');
    await press('Enter', { shiftKey: true });
    expect(requests()).toEqual([]);
    await rate();
    expect(requests()[0]).toMatchObject({ comment: 'invented date', isFlagged: true });
    expect(page.getByRole<HTMLTextAreaElement>('textbox', { name: /^Comment/ }).value).toBe('');
  });

  it('leaves Enter to the button that has the focus', async () => {
    await open();
    for (const key of ['1', '1', '1', '1']) await press(key);
    button(/^Flag/).focus();
    expect(await press('Enter')).toBe(false);
    expect(requests()).toEqual([]);
  });

  it('keeps what was chosen while others are looked at', async () => {
    await open();
    await press('2');
    await press('ArrowLeft');
    expect(text()).toContain('Letter 3 of 12');
    await press('ArrowRight');
    expect(chosen()).toEqual(['dimension-0-2']);
  });

  it('that is recorded shows what stands, and is corrected', async () => {
    await open();
    await press('ArrowLeft');
    expect(text()).toContain('Recorded 3 Feb, 11:05. Another rating corrects it; this one is kept in the history.');
    expect(plain(record())).toBe('Next letter↵');
    await press('1');
    expect(plain(page.getByRole('radiogroup', { name: /^Correct/ }).querySelector('.was'))).toBe('recorded 4');
    expect(plain(record())).toBe('Record the correction↵');
    await expectNoFaults();
    now += UNSEEN_MS;
    await rate();
    expect(requests()[0]).toMatchObject({ position: 2, scores: [1, 2, 3, 4], replaces: '3' });
    expect(text()).toContain('Letter 4 of 12');
  });

  it('is taken back by Z, with what was chosen', async () => {
    await open();
    await rate('4', '4', '4', '4');
    expect(plain(button(/^Undo/))).toBe('Undo letter 4Z');
    await press('z');
    expect(text()).toContain('Letter 4 of 12');
    expect(chosen()).toHaveLength(4);
    expect(bar()).toContain('9 of 12 left');
  });

  it('stays when the disk is full, says so, and is recorded afterwards', async () => {
    await open();
    backend.failures = { recordLetterRating: DISK_FULL };
    await rate('2', '2', '2', '2');
    expect(text()).toContain('Letter 4 is not recorded yet. What you chose stays here');
    expect(plain(page.getByRole('alert'))).toContain(PRESENTATIONS.diskFull.happened);
    await expectNoFaults();
    backend.failures = {};
    await click('Try again');
    expect(text()).toContain('Letter 5 of 12');
    expect(page.queryByRole('alert')).toBeNull();
  });

  it('that was rated in another window is shown as it stands', async () => {
    await open();
    backend.rateElsewhere(1, 3, [1, 1, 1, 1]);
    await rate('2', '2', '2', '2');
    expect(text()).toContain('This letter was rated meanwhile, in another window.');
    expect(chosen()).toEqual(['dimension-0-2', 'dimension-1-2', 'dimension-2-2', 'dimension-3-2']);
    expect(document.querySelectorAll('.was')).toHaveLength(4);
    expect(plain(record())).toBe('Record the correction↵');
    await expectNoFaults();
  });

  it('waits for the vault and takes no second key', async () => {
    await open();
    backend.silent.add('recordLetterRating');
    await rate('2', '2', '2', '2');
    await press('4');
    await press('Enter');
    expect(text()).toContain('Waiting for the vault');
    expect([chosen()[3], requests().length]).toEqual(['dimension-3-2', 1]);
  });

  it('leaves no text behind when the window is locked', async () => {
    await open();
    await press('2');
    await press('l', { ctrlKey: true });
    expect(document.body.textContent).not.toContain('adenocarcinoma');
  });
});

describe('a whole study', () => {
  it('is rated without a mouse', async () => {
    backend.myLetterStudyList = [{ ...MY_LETTER_STUDY, total: 5, rated: 0, flagged: 0 }];
    await open();
    for (let position = 0; position < 5; position += 1) await rate(...[0, 1, 2, 3].map((at) => String(((position + at) % 4) + 1)));
    expect(requests().map(({ position, scores }) => [position, scores])).toEqual(Array.from({ length: 5 }, (_, position) => [position, [0, 1, 2, 3].map((at) => ((position + at) % 4) + 1)]));
    expect(text()).toContain('All 5 rated. You can still correct a rating until the physicist locks the study.');
    expect(bar()).toContain('All 5 rated');
    await expectNoFaults();
    await press('ArrowLeft');
    expect(text()).toContain('Letter 5 of 5');
  });

  it('with one dimension and with eight goes the same way', async () => {
    const [first] = backend.letterScale.dimensions;
    backend.letterScale = { ...backend.letterScale, dimensions: Array.from({ length: 8 }, (_, index) => ({ ...first!, label: `Dimension ${index + 1}` })) };
    await open();
    await rate('1', '2', '3', '4', '4', '3', '2', '1');
    expect(requests()[0]?.scores).toEqual([1, 2, 3, 4, 4, 3, 2, 1]);
  });
});

describe('a screen without a letter', () => {
  it('says what to do where there is no study', async () => {
    backend.myLetterStudyList = [];
    await open();
    expect(text()).toContain('No letter to rate. A letter study appears here once the physicist has named you');
    expect(bar()).not.toContain('Blinded');
    await expectNoFaults();
  });

  it('says that the study is locked', async () => {
    backend.myLetterStudyList = [{ ...MY_LETTER_STUDY, state: 'closed', rated: 12 }];
    await open();
    expect(text()).toContain('“Letter study 1” is locked. Your 12 ratings are recorded and stay as they are.');
    await expectNoFaults();
    await press('ArrowLeft');
    expect(page.queryByRole('radiogroup')).toBeNull();
  });

  it('says that it reads, what went wrong, and tries again', async () => {
    backend.silent.add('myLetterStudies');
    await open();
    expect(text()).toContain('Reading your letter studies');
    document.body.innerHTML = '';
    backend.silent.clear();
    backend.failures = { myLetterStudies: DISK_FULL };
    await open();
    expect(plain(page.getByRole('alert'))).toContain(PRESENTATIONS.diskFull.happened);
    backend.failures = {};
    await click('Try again');
    expect(text()).toContain('Letter 4 of 12');
  });

  it('says why a letter could not be read, and reads it again', async () => {
    await open();
    backend.failures = { letterItem: DISK_FULL };
    await press('ArrowLeft');
    expect(plain(page.getByRole('alert'))).toContain(PRESENTATIONS.diskFull.happened);
    backend.failures = {};
    await click('Try again');
    expect(page.queryByRole('alert')).toBeNull();
  });

  it('changes to another letter study', async () => {
    backend.myLetterStudyList = [MY_LETTER_STUDY, { ...MY_LETTER_STUDY, study: 2, name: 'German letters', total: 6, rated: 1 }];
    await open();
    const select = page.getByLabelText<HTMLSelectElement>('Letter study');
    select.value = '2';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
    expect(text()).toContain('Letter 2 of 6');
  });
});

describe('the tab', () => {
  it('is there for an oncologist beside writing, and its choice survives a look at another screen', async () => {
    await open(AMARI);
    await press('2');
    within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: 'Suggest' }).click();
    await settled();
    within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: /^Letters/ }).click();
    await settled();
    expect(chosen()).toEqual(['dimension-0-2']);
  });
});
