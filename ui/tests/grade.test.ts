// The screen Grade in the whole window on the fake backend: the whole path by keyboard, and every state.

import { render, screen as page, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../src/App.svelte';
import { FakeBackend, HALVORSEN, MY_GRADING, openFor, PACKET_CODE, PASSWORD } from '../src/lib/api/fake';
import type { ErrorView, GradeEntryRequest } from '../src/lib/api/generated';
import { PRESENTATIONS } from '../src/lib/errors/classification';
import { UNSEEN_MS } from '../src/lib/state/grade/case-desk.svelte';

const DISK_FULL: ErrorView = { code: 'diskFull', message: 'no space is left', detail: null };
let backend: FakeBackend;
let now = 0;

const settled = async () => {
  for (let times = 0; times < 4; times += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    await tick();
  }
};
const plain = (element: Element | null) => element?.textContent?.replaceAll('\u00A0', ' ').replace(/\s+/g, ' ').trim() ?? '';
const text = () => plain(document.querySelector('#grade-screen'));
const button = (name: string | RegExp) => page.getByRole<HTMLButtonElement>('button', { name });
const requests = () => backend.callsOf('recordGrade').map(([request]) => request as GradeEntryRequest);
const caption = () => plain(document.querySelector('.cap'));
const chosen = () => page.getAllByRole('radio').filter((radio) => radio.getAttribute('aria-checked') === 'true').map((radio) => radio.id);

async function open(): Promise<void> {
  render(App, { backend });
  await settled();
  now += UNSEEN_MS;
}
async function press(key: string, modifiers: KeyboardEventInit = {}): Promise<boolean> {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers });
  (document.activeElement ?? document.body).dispatchEvent(event);
  await settled();
  return event.defaultPrevented;
}
async function record(...keys: string[]): Promise<void> {
  for (const key of keys) await press(key);
  await press('Enter');
  now += UNSEEN_MS;
}
async function write(words: string): Promise<void> {
  const field = document.activeElement as HTMLInputElement;
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
  backend.view = openFor(HALVORSEN);
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  Element.prototype.scrollIntoView = vi.fn();
});
afterEach(() => {
  document.body.innerHTML = '';
  vi.restoreAllMocks();
});

describe('a case', () => {
  it('shows the diagnosis, both plans, the scale, and says what is hidden', async () => {
    await open();
    expect(caption()).toBe('Case 143 of 300 4 flagged 2 skipped');
    expect(text()).toContain('adenocarcinoma of the right upper lobe');
    expect(plain(document.querySelector('header'))).toContain('Blinded: the model and the other grader are hidden');
    expect(page.getByRole('img', { name: 'Progress: case 143 of 300. 142 recorded, 4 flagged, 2 skipped, 158 to do.' })).toBeTruthy();
    expect(document.querySelectorAll('.ruler path').length).toBeLessThan(8);
    expect(within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: /^Grade/ }).textContent).toContain('158');
    expect(button(/^Record/).disabled).toBe(true);
    expect(text()).toContain('Choose 1 to 5 first');
    await expectNoFaults();
  });

  it('is graded by two keys, and the next one is there', async () => {
    await open();
    await press('2');
    expect(chosen()).toEqual(['grade-2']);
    expect(document.activeElement?.id).toBe('grade-2');
    expect(plain(button(/^Record/))).toBe('Record 2, next case↵');
    await record();
    expect(requests()[0]).toMatchObject({ position: 142, grade: 2 });
    expect(caption()).toContain('Case 144 of 300');
    expect(chosen()).toEqual([]);
    expect(document.activeElement?.id).toBe('grade-case');
    expect(plain(page.getByRole('status'))).toBe('Recorded 2. Case 144 of 300');
    expect(caption()).toContain('1 this session');
  });

  it('is not graded by a held key, a double press, or keys in a text field', async () => {
    await open();
    await press('3');
    await press('Enter', { repeat: true });
    expect(requests()).toEqual([]);
    await press('Enter');
    await press('4');
    await press('Enter');
    expect(requests()).toHaveLength(1);
    now += UNSEEN_MS;
    await press('c');
    await press('5');
    await press('z');
    expect(chosen()).toEqual(['grade-4']);
    expect(backend.callsOf('withdrawGrade')).toEqual([]);
  });

  it('takes a comment, which Escape leaves and Enter records', async () => {
    await open();
    await press('1');
    await press('c');
    expect(document.activeElement?.id).toBe('grade-comment');
    await write('both ablative');
    await press('Escape');
    expect(document.activeElement?.id).toBe('grade-case');
    await press('f');
    expect(button(/^Flag/).getAttribute('aria-pressed')).toBe('true');
    await press('c');
    await record();
    expect(requests()[0]).toMatchObject({ grade: 1, comment: 'both ablative', isFlagged: true });
    expect(page.getByRole<HTMLInputElement>('textbox', { name: 'Comment, optional' }).value).toBe('');
  });

  it('is skipped with a reason, by key', async () => {
    await open();
    await press('s');
    expect(document.activeElement?.id).toBe('grade-skip');
    await expectNoFaults();
    await press('Enter');
    expect(requests()).toEqual([]);
    await press('Escape');
    expect(document.querySelector('#grade-skip')).toBeNull();
    await press('s');
    await click('Not my field');
    expect(document.activeElement?.id).toBe('grade-skip');
    await record();
    expect(requests()[0]).toMatchObject({ grade: null, skipReason: 'Not my field' });
    expect(caption()).toContain('3 skipped');
  });

  it('is taken back by Z, with what was chosen', async () => {
    await open();
    await record('4');
    expect(plain(button(/^Undo/))).toBe('Undo case 143Z');
    await press('z');
    expect(caption()).toContain('Case 143 of 300');
    expect(chosen()).toEqual(['grade-4']);
  });

  it('that is recorded shows its grade and is corrected', async () => {
    await open();
    await press('ArrowLeft');
    expect(caption()).toContain('Case 142 of 300');
    expect(text()).toContain('Recorded 2, minor deviation');
    expect(plain(button(/^Next/))).toBe('Next case↵');
    await expectNoFaults();
    await press('3');
    expect(plain(button(/^Record/))).toBe('Record 3 instead of 2↵');
    now += UNSEEN_MS;
    await record();
    expect(requests()[0]).toMatchObject({ position: 141, grade: 3, replaces: '142' });
    expect(caption()).toContain('Case 143 of 300');
  });

  it('leaves Enter to the button that has the focus', async () => {
    await open();
    await press('2');
    button(/^Skip/).focus();
    expect(await press('Enter')).toBe(false);
    expect(requests()).toEqual([]);
  });

  it('stays when the disk is full, says so, and is recorded afterwards', async () => {
    await open();
    backend.failures = { recordGrade: DISK_FULL };
    await record('2');
    expect(text()).toContain('Case 143 is not recorded yet. What you chose stays here');
    expect(plain(page.getByRole('alert'))).toContain(PRESENTATIONS.diskFull.happened);
    expect(chosen()).toEqual(['grade-2']);
    await expectNoFaults();
    backend.failures = {};
    await click('Try again');
    expect(caption()).toContain('Case 144 of 300');
    expect(page.queryByRole('alert')).toBeNull();
  });

  it('that was recorded in another window is shown as it stands', async () => {
    await open();
    backend.recordElsewhere(2, 'grading', 142, 5);
    await record('2');
    expect(text()).toContain('This case was recorded meanwhile');
    expect(text()).toContain('Recorded 5, not acceptable');
    expect(plain(button(/^Record/))).toBe('Record 2 instead of 5↵');
  });

  it('leaves no text behind when the window is locked', async () => {
    await open();
    await press('2');
    await press('l', { ctrlKey: true });
    expect(document.body.textContent).not.toContain('adenocarcinoma');
    expect(backend.callsOf('keepDraft').at(-1)?.[0]).toBe('grade');
  });
});

describe('a whole list', () => {
  it('is graded without a mouse', async () => {
    backend.myGradingList = [{ ...MY_GRADING, state: 'calibrating', examples: 2, calibrated: 0, total: 12, recorded: 0, skipped: 0, flagged: 0 }];
    await open();
    expect(caption()).toBe('Calibration, not counted: 1 of 2 After each of your grades the senior oncologist’s is shown');
    await record('3');
    expect(plain(page.getByRole('group', { name: 'Feedback' }))).toBe('3YoursSignificant deviation 1Senior oncologistInterchangeable Identical.');
    expect(plain(button(/^Next/))).toBe('Next example↵');
    await expectNoFaults();
    await record();
    await record('1');
    expect(text()).toContain('Senior oncologist, the same');
    await record();
    expect(caption()).toContain('Case 1 of 12');
    for (let position = 0; position < 12; position += 1) await record(String((position % 5) + 1));
    expect(requests().filter(({ stage }) => stage === 'grading').map(({ position, grade }) => [position, grade])).toEqual(Array.from({ length: 12 }, (_, position) => [position, (position % 5) + 1]));
    expect(text()).toContain('All 12 recorded. You can still correct until the discussion begins.');
    await expectNoFaults();
    await press('ArrowLeft');
    expect(caption()).toContain('Case 12 of 12');
  });
});

describe('the examples', () => {
  it('lie beside the case, those of the chosen grade stand out, and E closes them', async () => {
    await open();
    await press('3');
    await press('e');
    const drawer = page.getByRole('complementary', { name: 'Reference examples' });
    expect(document.activeElement).toBe(drawer);
    expect(plain(drawer)).toContain('Ten reference examples');
    const items = () => within(drawer).getAllByRole('listitem');
    expect(items().filter((item) => item.querySelector('.on'))).toHaveLength(2);
    expect(plain(items()[4]!)).toContain('Grade 3, the grade you chose: Rectum, cT3 cN1, before surgery');
    expect(plain(items()[4]!)).toContain('25 gray RBE-weighted in 5 fractions proton generated');
    await expectNoFaults();
    within(drawer).getByRole('button', { name: '5' }).click();
    await settled();
    expect(items()).toHaveLength(2);
    await press('e');
    expect(page.queryByRole('complementary', { name: 'Reference examples' })).toBeNull();
    expect(document.activeElement?.id).toBe('grade-3');
    await press('e');
    await press('Escape');
    expect(page.queryByRole('complementary', { name: 'Reference examples' })).toBeNull();
  });

  it('say why they are hidden', async () => {
    backend.myGradingList = [{ ...MY_GRADING, state: 'calibrating', calibrated: 2 }];
    await open();
    await click(/^Examples/);
    expect(text()).toContain('The examples are shown after your calibration: 2 of 10 are graded.');
  });
});

describe('a screen without a case', () => {
  it('says what to do where there is no study, and opens a packet', async () => {
    backend.myGradingList = [];
    await open();
    expect(text()).toContain('Nothing to grade. A study of grades appears here once the physicist has named you');
    await expectNoFaults();
    await click('Open a packet');
    const dialog = within(page.getByRole('dialog', { name: 'Open a packet' }));
    dialog.getByLabelText('Code of the packet').focus();
    await write(PACKET_CODE);
    dialog.getByRole('button', { name: 'Choose the file' }).click();
    await settled();
    expect(page.queryByRole('dialog')).toBeNull();
    expect(caption()).toContain('Calibration, not counted: 1 of 10');
  });

  it.each([
    ['elsewhere', 'Your cases are in a grading packet.'],
    ['closed', 'The discussion has begun.'],
  ] as const)('says what %s means', async (state, words) => {
    backend.myGradingList = [{ ...MY_GRADING, state }];
    await open();
    expect(text()).toContain(words);
    await expectNoFaults();
  });

  it('says that the discussion has begun when the last grade begins it', async () => {
    backend.myGradingList = [{ ...MY_GRADING, total: 143 }];
    const recordGrade = backend.recordGrade.bind(backend);
    backend.recordGrade = async (request) => {
      const answer = await recordGrade(request);
      return { ...answer, row: { ...answer.row, state: 'closed' } };
    };
    await open();
    await record('2');
    expect(text()).toContain('The discussion has begun. All 143 of your grades are recorded');
    await press('ArrowLeft');
    expect(page.queryByRole('radiogroup')).toBeNull();
    expect(page.queryByRole('button', { name: /^Look at/ })).toBeNull();
  });

  it('says that it waits when the vault takes long, and takes no second key', async () => {
    await open();
    backend.silent.add('recordGrade');
    await record('2');
    await press('3');
    await press('Enter');
    expect(text()).toContain('Waiting for the vault');
    expect([chosen(), requests().length]).toEqual([['grade-2'], 1]);
  });

  it('sends a packet back with a password', async () => {
    backend.myGradingList = [{ ...MY_GRADING, state: 'finished', recorded: 300, isPacket: true }];
    await open();
    page.getByLabelText('Your password').focus();
    await write(PASSWORD);
    await expectNoFaults();
    backend.failures = { returnPacket: { code: 'wrongPassword', message: 'no', detail: null } };
    await click('Return the packet');
    expect(text()).toContain('This is not your password');
    backend.failures = {};
    await click('Return the packet');
    expect(text()).toContain('thorax-cases-j-halvorsen.isocenter-packet is written');
  });

  it('says what went wrong, and tries again', async () => {
    backend.failures = { myGradings: DISK_FULL };
    await open();
    expect(plain(page.getByRole('alert'))).toContain(PRESENTATIONS.diskFull.happened);
    backend.failures = {};
    await click('Try again');
    expect(caption()).toContain('Case 143 of 300');
  });

  it('changes to another study of grades', async () => {
    backend.myGradingList = [MY_GRADING, { ...MY_GRADING, grading: 3, name: 'Head and neck, pilot', total: 20, recorded: 4 }];
    await open();
    const select = page.getByLabelText<HTMLSelectElement>('Study of grades');
    select.value = '3';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
    expect(caption()).toContain('Case 5 of 20');
    await expectNoFaults();
  });
});
