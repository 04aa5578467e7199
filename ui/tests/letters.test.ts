// The screen Letters in the whole window on the fake backend: the whole path by keyboard, and every state.

import { render, screen as page, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../src/App.svelte';
import { AMARI, BREAST_LETTER, DEMONSTRATION, FakeBackend, HALVORSEN, letterRow, openFor, TANAKA } from '../src/lib/api/fake';
import type { ErrorView } from '../src/lib/api/generated';
import { PRESENTATIONS } from '../src/lib/errors/classification';
import { KEYMAP } from '../src/lib/keys/keymap';

const DISK_FULL: ErrorView = { code: 'diskFull', message: 'no space is left', detail: null };
let backend: FakeBackend;

const settled = async () => {
  for (let times = 0; times < 6; times += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    await tick();
  }
};
const plain = (element: Element | null) => element?.textContent?.replaceAll('\u00A0', ' ').replaceAll('\u200B', '').replace(/\s+/g, ' ').trim() ?? '';
const all = () => plain(document.querySelector('#letters-screen'));
const signing = () => page.getByRole('region', { name: /Before signing|Signed/ });
const part = (kind: string) => document.getElementById(`section-${kind}`)!;
const field = (kind: string) => document.getElementById(`write-${kind}`) as HTMLTextAreaElement | null;
const button = (name: string | RegExp, within_: HTMLElement = document.body) => within(within_).getByRole<HTMLButtonElement>('button', { name });
const rows = () => page.getAllByRole('option', { name: /^L-/ });

async function open(): Promise<void> {
  render(App, { backend });
  await settled();
  page.getByRole('link', { name: /^Letters/ }).click();
  await settled();
}
async function openLetter(): Promise<void> {
  await open();
  page.getByRole('option', { name: /L-0007/ }).click();
  await settled();
}
async function press(key: string, modifiers: KeyboardEventInit = {}): Promise<boolean> {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers });
  (document.activeElement ?? document.body).dispatchEvent(event);
  await settled();
  return event.defaultPrevented;
}
async function write(words: string): Promise<void> {
  const at = document.activeElement as HTMLTextAreaElement;
  at.value = words;
  at.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
}
async function click(name: string | RegExp, inside?: HTMLElement): Promise<void> {
  button(name, inside).click();
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
  backend.view = openFor(AMARI);
  Element.prototype.scrollIntoView = vi.fn();
});
afterEach(() => {
  document.body.innerHTML = '';
  vi.restoreAllMocks();
});

describe('the screen', () => {
  it('has Write and Rate for an oncologist, Rate alone for a resident, Write alone for the physicist and the demonstration', async () => {
    await open();
    const tabs = page.getByRole('group', { name: 'What to do with letters' });
    expect(within(tabs).getAllByRole('button').map((tab) => plain(tab))).toEqual(['Write', 'Rate']);
    document.body.innerHTML = '';
    backend.view = openFor(HALVORSEN);
    await open();
    expect(page.queryByRole('group', { name: 'What to do with letters' })).toBeNull();
    expect(document.querySelector('#letters-screen')).toBeNull();
    expect(backend.callsOf('letters')).toHaveLength(1);
    for (const view of [openFor(TANAKA), { ...DEMONSTRATION, places: ['letters' as const] }]) {
      document.body.innerHTML = '';
      backend.view = view;
      await open();
      expect(page.queryByRole('group', { name: 'What to do with letters' })).toBeNull();
      expect(rows().length).toBe(7);
    }
  });

  it('says how letters come in while there are none', async () => {
    backend.letterList = [];
    await open();
    expect(all()).toContain('once the physicist has imported');
    expect(page.queryByRole('button', { name: 'Import letters' })).toBeNull();
    await expectNoFaults();
  });

  it('says what went wrong, and reads again', async () => {
    backend.failures = { letters: DISK_FULL };
    await open();
    expect(all()).toContain(PRESENTATIONS.diskFull.happened);
    backend.failures = {};
    await click('Try again');
    expect(rows().length).toBe(7);
  });

  it('lists its keys', async () => {
    await open();
    await press('?');
    const dialog = plain(page.getByRole('dialog', { name: 'Keys' }));
    for (const action of ['draftLetter', 'redraftSection', 'editSection', 'lockSection', 'blockAfter', 'confirmBlock', 'signLetter'] as const) expect(dialog).toContain(KEYMAP[action].does);
  });
});

describe('the list', () => {
  it('draws of 2,400 letters what is in view, and is walked by keys', async () => {
    backend.letterList = Array.from({ length: 2400 }, (_, index) => letterRow(index + 1));
    await open();
    expect(rows().length).toBeLessThan(40);
    expect(all()).toContain('2,400 letters');
    expect(rows()[0]?.getAttribute('aria-setsize')).toBe('2400');
    const list = page.getByRole('listbox', { name: 'Letters' });
    list.focus();
    await press('ArrowDown');
    await press('ArrowDown');
    await press('ArrowUp');
    expect(list.getAttribute('aria-activedescendant')).toBe('letter-2');
    await press('Enter');
    expect(backend.callsOf('letter')).toEqual([[2]]);
    await press('a');
    expect(document.activeElement?.id).toBe('letter-options');
  });

  it('is searched, and says when nothing fits', async () => {
    await open();
    const search = page.getByRole('searchbox', { name: 'Search' }) as HTMLInputElement;
    search.focus();
    search.value = 'gross';
    search.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    expect(rows().map((row) => row.id)).toEqual([`letter-${BREAST_LETTER.letter}`]);
    await click(/^Signed/);
    expect(all()).toContain('No letter fits.');
    await click(/^Show all/);
    expect(rows().length).toBe(7);
    await expectNoFaults();
  });

  it('gives the physicist import with its report, split and training pairs', async () => {
    backend.view = openFor(TANAKA);
    await open();
    await click('Import letters');
    const report = page.getByRole('dialog', { name: 'Letters imported' });
    expect(plain(report)).toContain('22 letters taken');
    expect(plain(report)).toContain('The PDF is a picture without text. Export the letter as text');
    expect(plain(report)).toContain('Three tracked changes were taken as accepted.');
    await expectNoFaults();
    await click(/^Close/, report);
    await click('Split');
    await click('Split by patient');
    expect(backend.callsOf('splitLetters')).toEqual([[1, 15, 20]]);
    await click('Training pairs');
    expect(all()).toContain('84 pairs to learn from, 14 for validation and 21 held out are in letter-pairs.');
  });
});

describe('a letter', () => {
  it('is drafted, settled, signed and exported by keyboard', async () => {
    await openLetter();
    await press('Enter', { ctrlKey: true });
    expect(plain(part('diagnoses'))).toContain('cT1b cN0 cM0');
    expect(button(/^Sign letter/).disabled).toBe(true);
    expect(plain(signing())).toContain('3 points to settle first');
    await press('j');
    expect(document.querySelector('[data-current-block]')?.textContent).toContain('22 December 2025');
    expect(document.querySelector('[data-picked]')?.textContent).toContain('22 December 2025');
    await press('c');
    expect(document.activeElement?.id).toBe('confirm-reason');
    await press('Enter');
    expect(backend.callsOf('confirmLetterBlock')).toEqual([]);
    expect(button(/^Confirm/, signing()).disabled).toBe(true);
    await write('Seen in the planning system.');
    await press('Enter');
    expect(plain(signing())).toContain('Seen in the planning system.');
    expect(plain(document.activeElement)).toContain('left upper lobe');
    await press('e');
    expect(document.activeElement?.id).toBe('write-summaryAndAssessment');
    const words = field('summaryAndAssessment')!;
    expect(words.value.slice(words.selectionStart, words.selectionEnd)).toBe('left upper lobe');
    await write(words.value.replace('left upper lobe', 'right upper lobe'));
    await press('s', { ctrlKey: true });
    expect(field('summaryAndAssessment')).toBeNull();
    expect(document.activeElement?.id).toBe('section-summaryAndAssessment');
    expect(plain(part('summaryAndAssessment'))).toContain('Edited');
    await press('k');
    await press('c');
    await write('Asked for by the tumour board.');
    await press('Enter');
    expect(document.activeElement?.id).toBe('sign-letter');
    await press('s');
    const dialog = page.getByRole('dialog', { name: 'Sign the letter' });
    expect(plain(dialog)).toContain('2 statements on your word');
    expect(backend.callsOf('signLetter')).toEqual([]);
    await click('Sign letter', dialog);
    expect(plain(signing())).toContain('Dr L. Amari, 2026-01-27');
    await click('Export as PDF');
    expect(plain(signing())).toContain('Written to L-0007.pdf.');
    expect(page.queryByRole('button', { name: 'Lock' })).toBeTruthy();
    expect(within(part('closing')).queryAllByRole('button', { name: /Edit|Redraft|Lock/ })).toEqual([]);
    await click('Reopen');
    await click('Reopen', page.getByRole('dialog'));
    expect(button(/^Sign letter/).disabled).toBe(false);
  });

  it('shows the words while the model writes, and stops with Escape', async () => {
    backend.onLetterRun = () => undefined;
    await openLetter();
    await click(/^Draft letter/);
    const run = backend.letterRuns[0]!;
    run.finishSection('salutation');
    run.send({ kind: 'sectionText', section: 'diagnoses', text: 'Adenocarcinoma of the' });
    await settled();
    expect(plain(part('diagnoses'))).toContain('Adenocarcinoma of the');
    expect(part('diagnoses').querySelector('.caret')).toBeTruthy();
    expect(plain(part('closing'))).toContain('Waits for the model');
    expect(all()).toContain('Writing Diagnoses, 2 of 7');
    expect(within(part('salutation')).queryAllByRole('button', { name: /Edit|Lock/ })).toEqual([]);
    expect(page.getAllByRole('status').map(plain)).toContain('Salutation is drafted.');
    await expectNoFaults();
    await press('Escape');
    expect(backend.callsOf('cancelLetterDraft')).toHaveLength(1);
    expect(plain(part('salutation'))).toContain('Dear Dr Ferreira');
    expect(plain(part('diagnoses'))).toContain('Nothing written yet');
    expect(all()).toContain('Stopped; 1 section drafted');
  });

  it('keeps a section when its field is left', async () => {
    backend.draftWhole(7);
    await openLetter();
    part('closing').focus();
    await press('e');
    await write('Kind regards');
    expect(plain(part('closing'))).toContain('Not kept yet');
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    field('closing')!.blur();
    await settled();
    expect(backend.callsOf('writeLetterSection')).toEqual([[7, 7, 'closing', 'Kind regards']]);
    expect(plain(part('closing'))).toContain('Kind regards');
    expect(field('closing')).toBeNull();
  });

  it('is left with Escape, which keeps what was written', async () => {
    backend.draftWhole(7);
    await openLetter();
    part('closing').focus();
    await press('e');
    await write('Kind regards');
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    await press('Escape');
    expect(backend.letterBook(7).text).toContain('Kind regards');
    expect(document.activeElement?.id).toBe('section-closing');
  });

  it('asks before the model writes over a person’s words', async () => {
    backend.draftWhole(7).write('closing', 'Kind regards', '');
    await openLetter();
    part('closing').focus();
    await press('r');
    const dialog = page.getByRole('dialog', { name: 'Draft over what a person wrote?' });
    await click('Draft again', dialog);
    expect(backend.letterRuns[0]?.request.sections).toEqual(['closing']);
  });

  it('lets its keys sleep in the field', async () => {
    backend.draftWhole(7);
    await openLetter();
    part('closing').focus();
    await press('e');
    for (const key of ['r', 'l', 'j', 'c', 's', 'a']) expect(await press(key)).toBe(false);
    expect(field('closing')).toBeTruthy();
    expect(backend.callsOf('lockLetterSection')).toEqual([]);
  });

  it('keeps a section’s words in sight when another version was met, beside what stands', async () => {
    backend.draftWhole(7);
    await openLetter();
    part('closing').focus();
    await press('e');
    await write('Kind regards');
    backend.letterBook(7).write('closing', 'Yours sincerely', 'S. Tanaka');
    await press('s', { ctrlKey: true });
    expect(plain(part('closing'))).toContain('This section was changed meanwhile');
    expect(plain(part('closing'))).toContain('Yours sincerely');
    expect(field('closing')?.value).toBe('Kind regards');
    await expectNoFaults();
    await click('Keep mine instead');
    expect(backend.letterBook(7).text).toContain('Kind regards');
  });

  it('keeps a section’s words in sight when they could not be kept', async () => {
    backend.draftWhole(7);
    backend.failures = { writeLetterSection: DISK_FULL };
    await openLetter();
    part('closing').focus();
    await press('e');
    await write('Kind regards');
    await press('s', { ctrlKey: true });
    expect(plain(part('closing'))).toContain(PRESENTATIONS.diskFull.happened);
    expect(field('closing')?.value).toBe('Kind regards');
  });

  it('locks a section with L; a locked one offers neither words nor a draft', async () => {
    backend.draftWhole(7);
    await openLetter();
    part('closing').focus();
    await press('l');
    expect(plain(part('closing'))).toContain('Locked');
    expect(within(part('closing')).queryAllByRole('button', { name: /Edit|Redraft/ })).toEqual([]);
    await press('e');
    await press('r');
    expect(field('closing')).toBeNull();
    expect(backend.letterRuns).toHaveLength(0);
    await press('l');
    expect(plain(part('closing'))).not.toContain('Locked');
  });

  it('marks each claim by more than a colour, and says it to who listens', async () => {
    backend.draftWhole(7).confirm('summaryAndAssessment/durvalumab', 'Asked for.', '');
    await openLetter();
    const spoken = within(page.getByRole('region', { name: 'Text of the letter' })).getAllByRole('button', { name: /, (no source|against the facts|confirmed)$/ });
    expect(spoken.map(plain)).toEqual(['22 December 2025, no source', 'left upper lobe, against the facts', 'durvalumab, confirmed']);
    await expectNoFaults();
  });

  it('says coded facts in words and leaves the others in the language of the letter', async () => {
    backend.draftWhole(12);
    await open();
    page.getByRole('option', { name: /L-0012/ }).click();
    await settled();
    const facts = page.getByRole('region', { name: 'Facts' });
    const value = (name: RegExp) => button(name, facts).querySelector('.value > span');
    for (const line of ['Language German', 'Sex female', 'Kind Surgery', 'Side left']) expect(within(facts).getByRole('button', { name: line })).toBeTruthy();
    expect(value(/^Sex/)?.getAttribute('lang')).toBe('en');
    expect(value(/^Sex/)?.getAttribute('title')).toBe('stored as weiblich');
    expect(value(/^Treatment/)?.getAttribute('lang')).toBe('de');
    await expectNoFaults();
  });

  it('lights up the facts of a claim, and the claims of a fact', async () => {
    backend.draftWhole(7);
    await openLetter();
    button(/left upper lobe ?, against/).click();
    await settled();
    const facts = page.getByRole('region', { name: 'Facts' });
    expect(within(facts).getAllByRole('button', { pressed: true }).map(plain)).toEqual(['Side right', 'Site right upper lobe']);
    await click(/^Dose/, facts);
    expect([...document.querySelectorAll('.claim[data-lit]')].map(plain)).toEqual(['54 Gy']);
    expect(document.querySelector('[data-picked]')).toBeNull();
  });

  it('tells the physicist that an oncologist signs, and what the letter is used for', async () => {
    backend.view = openFor(TANAKA);
    const book = backend.draftWhole(7);
    for (const { key } of book.view(true).blocks) book.confirm(key, 'Seen.', '');
    await openLetter();
    expect(button(/^Sign letter/).disabled).toBe(true);
    expect(plain(signing())).toContain('An oncologist signs');
    expect(page.getByRole('combobox', { name: 'Used for' })).toBeTruthy();
  });

  it('lists what it leaves out and its versions, each to be read', async () => {
    backend.draftWhole(7);
    await openLetter();
    expect(plain(signing())).toContain('Not in the letter 1');
    await click(/^Versions/);
    await click(/^Read version 2/);
    const dialog = page.getByRole('dialog', { name: 'Version 2' });
    expect(plain(dialog)).toContain('Adenocarcinoma of the lung');
    expect(within(dialog).queryByRole('textbox')).toBeNull();
    await expectNoFaults();
  });

  it('offers an empty heading to be written or left out, not to be confirmed', async () => {
    backend.draftWhole(7).draft('recommendations', '', 'm', '');
    backend.letterBook(7).sections.get('recommendations')!.isLeftOut = false;
    await openLetter();
    await click(/^Empty section/);
    expect(within(signing()).queryByRole('button', { name: /^Confirm…/ })).toBeNull();
    await click('Leave it out');
    expect(plain(signing())).not.toContain('Empty section');
  });

  it('is kept out of the page once the window is locked', async () => {
    backend.draftWhole(7);
    await openLetter();
    await press('l', { ctrlKey: true });
    expect(document.body.textContent).not.toContain('Anders Holm');
  });
});
