// The Adjudicate screen in the whole window on the fake backend: by hand, by key, by screen reader.

import { render, screen as page, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../src/App.svelte';
import { ADJUDICATION, CLOSED_BECAUSE, FakeBackend, HALVORSEN, openFor, PASSWORD, PEOPLE } from '../src/lib/api/fake';
import { PRESENTATIONS } from '../src/lib/errors/classification';
import { AdjudicateScreen } from '../src/lib/state/adjudicate/adjudicate-screen.svelte';

const SENIOR = PEOPLE.find(({ role }) => role === 'seniorOncologist')!;
let backend: FakeBackend;

const settled = async () => {
  for (let times = 0; times < 5; times += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    await tick();
  }
};
const plain = (element: Element | null | undefined) => element?.textContent?.replaceAll('\u00A0', ' ').replace(/\s+/g, ' ').trim() ?? '';
const text = () => plain(document.querySelector('#adjudicate-screen'));
const button = (name: string | RegExp) => page.getByRole<HTMLButtonElement>('button', { name });
const options = () => within(page.getByRole('listbox', { name: 'Cases more than one point apart' })).getAllByRole('option');
const chosen = (group: string | RegExp) => within(page.getByRole('radiogroup', { name: group })).queryAllByRole('radio', { checked: true }).map(plain);

async function open(): Promise<void> {
  render(App, { backend });
  await settled();
  within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: /Adjudicate/ }).click();
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
async function type(label: string | RegExp, value: string): Promise<void> {
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
function everybodyIsHere(): void {
  for (const { account } of PEOPLE) backend.present.add(account);
}

beforeEach(() => {
  backend = new FakeBackend();
  backend.view = openFor(SENIOR);
});
afterEach(() => {
  document.body.innerHTML = '';
  vi.restoreAllMocks();
});

describe('the discrepancies', () => {
  it('are listed with a sentence for each drawing', async () => {
    await open();
    expect(plain(document.querySelector('header.top'))).toContain('23 of 300 regimens differ by more than one point');
    expect(options()).toHaveLength(23);
    expect(plain(options()[0])).toContain('Grader A 2, grader B 4, 2 apart, open.');
    expect(plain(options()[10])).toContain('Grader A 2, grader B 4, 2 apart, consensus 3, signed.');
    expect(plain(options()[11])).toContain('consensus 5, not signed yet.');
    expect(plain(page.getByRole('heading', { level: 2, name: /^Oropharynx, cT2 cN1, p16\+/ }))).toBeTruthy();
    await expectNoFaults();
  });

  it('are drawn a few at a time, however many there are', async () => {
    backend.adjudications.set(2, { ...ADJUDICATION, flagged: Array.from({ length: 5000 }, (_, index) => ({ ...ADJUDICATION.flagged[0]!, item: index + 1 })) });
    await open();
    expect(options().length).toBeLessThan(60);
    expect(options()[0]?.getAttribute('aria-setsize')).toBe('5000');
  });

  it('are filtered by the segments and by a cell of the table, which says that it is pressed', async () => {
    await open();
    await click('Open 9');
    expect(options()).toHaveLength(9);
    await click('All 23');
    await click('A 2, B 4: 6 cases');
    expect(options()).toHaveLength(6);
    expect(button('A 2, B 4: 6 cases').getAttribute('aria-pressed')).toBe('true');
    expect(text()).toContain('Listed: 2 by A, 4 by B.');
    await press('Escape');
    expect(options()).toHaveLength(23);
  });

  it('state agreement in a sentence, or why kappa is undefined', async () => {
    await open();
    expect(text()).toContain('206 regimens got the same grade, 277 lie within one point. Weighted kappa before discussion: 0.78 (0.72–0.83).');
    backend.adjudications.set(2, { ...ADJUDICATION, kappaQuadratic: { value: null, low: null, high: null, undefined: 'no variation' } });
    document.body.innerHTML = '';
    await open();
    expect(text()).toContain('Weighted kappa before discussion is undefined: no variation.');
  });

  it('show both plans with what differs by how much', async () => {
    await open();
    const generated = within(page.getByRole('table', { name: 'The delivered plan above the generated one' })).getAllByRole('row').at(-1)!;
    expect(plain(generated)).toContain('−10 Gy');
    expect(plain(generated)).toContain('−5');
    expect(text()).toContain('No surgery in the text: gross disease is underdosed.');
  });
});

describe('recording', () => {
  it('goes by keys alone: A, B, consensus, reasons, Ctrl Enter', async () => {
    everybodyIsHere();
    await open();
    await press('a');
    expect(text()).toContain('now 1 to 5');
    await press('4');
    await press('b');
    await press('4');
    await press('4');
    expect([chosen(/^Adjusted grade of A/), chosen(/^Adjusted grade of B/), chosen('Consensus')]).toEqual([['4'], ['4'], ['4']]);
    expect(plain(document.querySelector('#settle-note'))).toBe('A reason or words is missing.');
    await press('r');
    expect(document.activeElement).toBe(page.getByLabelText('Dose'));
    (document.activeElement as HTMLElement).click();
    await settled();
    await press('Enter', { ctrlKey: true });
    expect(backend.callsOf('settleDiscrepancy')).toHaveLength(1);
    expect(plain(page.getByRole('heading', { level: 2, name: /^Prostate/ }))).toBe('Prostate, grade group 3, cT3b, C-0018');
    expect(document.activeElement).toBe(page.getByRole('heading', { level: 2, name: /^Prostate/ }));
    expect(plain(document.querySelector('#settle-note'))).toContain('C-0211: consensus 4 recorded.');
    await press('ArrowDown');
    expect(page.queryByRole('heading', { level: 2, name: /^Bone metastasis/ })).toBeTruthy();
  });

  it('leaves digits and letters alone while words are written, but records from there', async () => {
    everybodyIsHere();
    await open();
    await press('a');
    await press('4');
    await press('b');
    await press('4');
    await press('4');
    const words = page.getByLabelText<HTMLTextAreaElement>('In words');
    words.focus();
    await type('In words', 'Underdosed.');
    await press('2');
    expect(chosen('Consensus')).toEqual(['4']);
    await press('Enter', { ctrlKey: true });
    expect(backend.callsOf('settleDiscrepancy')[0]?.[0]).toMatchObject({ words: 'Underdosed.', consensus: 4 });
  });

  it('is kept as it is written, on every case', async () => {
    const kept = vi.spyOn(AdjudicateScreen.prototype, 'keepDraft');
    await open();
    await press('ArrowDown');
    await type('In words', 'cT3b is high risk.');
    expect(kept.mock.lastCall?.[0]).toContain('"item":2');
    expect(kept.mock.lastCall?.[0]).toContain('cT3b is high risk.');
  });

  it('stands off with who is missing, until they have signed in by password', async () => {
    await open();
    expect(button(/^Record consensus/).disabled).toBe(true);
    expect(plain(document.querySelector('#settle-note'))).toContain('Dr J. Halvorsen, Dr L. Amari and a physicist are not signed in.');
    for (const name of ['S. Tanaka', 'Dr J. Halvorsen', 'Dr L. Amari']) {
      await click(`Sign in ${name}`);
      expect(document.activeElement).toBe(page.getByLabelText(`Password of ${name}`));
      await type(`Password of ${name}`, name === 'S. Tanaka' ? 'wrong' : PASSWORD);
      if (name === 'S. Tanaka') {
        await expectNoFaults();
        await click('Sign in');
        expect(plain(page.getByRole('alert'))).toBe('This is not the password of S. Tanaka.');
        await type(`Password of ${name}`, PASSWORD);
      }
      await click('Sign in');
      expect(page.queryByRole('dialog')).toBeNull();
    }
    expect(plain(document.querySelector('#settle-note'))).not.toContain('not signed in');
    await click('Dr L. Amari leaves');
    expect(plain(document.querySelector('#settle-note'))).toContain('Dr L. Amari is not signed in.');
  });

  it('shows what was settled with its signatures, strikes void ones, and changes it with a reason', async () => {
    everybodyIsHere();
    await open();
    options()[10]!.click();
    await settled();
    const now = page.getByRole('article', { name: /^Settled: consensus 3/ });
    expect(plain(now)).toContain('Prof. A. Lindqvist, senior oncologist');
    const before = page.getByRole('article', { name: /^Replaced: consensus 4/ });
    expect(plain(before)).toContain('void');
    expect(before.querySelector('s')).toBeTruthy();
    expect(before.querySelector('li [title]')?.getAttribute('title')).toHaveLength(64);
    expect(plain(before.querySelector('li [title]'))).toHaveLength(12);
    await expectNoFaults();
    await click('Change with a reason');
    expect(chosen('Consensus')).toEqual(['3']);
    await press('5');
    await type('Why changed', 'Seen again with the images.');
    await click(/^Record change 5/);
    expect(backend.callsOf('settleDiscrepancy')[0]?.[0]).toMatchObject({ consensus: 5, replaces: 'd-11', changeReason: 'Seen again with the images.' });
    expect(page.getAllByRole('article', { name: /^Replaced/ })).toHaveLength(2);
  });

  it('signs by password what the person has not signed', async () => {
    await open();
    expect(text()).toContain('3 decisions not yet signed by you.');
    await click('Sign as Prof. A. Lindqvist');
    await type('Password of Prof. A. Lindqvist', PASSWORD);
    await click('Sign');
    expect(backend.callsOf('signPanel')).toEqual([[2, 'a-lindqvist', PASSWORD]]);
    expect(text()).not.toContain('not yet signed by you');
    expect(page.getByRole('button', { name: 'Sign as Prof. A. Lindqvist' })).toHaveProperty('disabled', true);
  });
});

describe('a grader at the panel', () => {
  it('votes privately, sees of others only that they voted, and records nothing', async () => {
    backend.view = openFor(HALVORSEN);
    await backend.castPanelVote(2, 1, 2);
    backend.view = openFor(SENIOR);
    await backend.castPanelVote(2, 1, 4);
    backend.view = openFor(HALVORSEN);
    await open();
    expect(chosen('Your private vote')).toEqual(['2']);
    expect(text()).toContain('Prof. A. Lindqvist has voted');
    expect(page.queryByRole('radiogroup', { name: 'Consensus' })).toBeNull();
    expect(page.queryByRole('button', { name: /^Record consensus/ })).toBeNull();
    await press('Enter', { ctrlKey: true });
    expect(backend.callsOf('settleDiscrepancy')).toEqual([]);
    await expectNoFaults();
  });
});

describe('when there is nothing to discuss', () => {
  it('says why it is closed, and nothing else', async () => {
    backend.discussionList = backend.discussionList.filter(({ grading }) => grading === 3);
    await open();
    expect(text()).toBe(CLOSED_BECAUSE);
    expect(backend.callsOf('discrepancy')).toEqual([]);
    await expectNoFaults();
  });

  it('says that both agree', async () => {
    backend.adjudications.set(2, { ...ADJUDICATION, flagged: [] });
    await open();
    expect(text()).toContain('No case to discuss. Both graders lie within one point on all 300.');
    await expectNoFaults();
  });

  it('says that there is no study of grades', async () => {
    backend.discussionList = [];
    await open();
    expect(text()).toContain('No study of grades yet.');
  });

  it('says that it is read, and what went wrong', async () => {
    backend.failures = { adjudication: { code: 'vaultDamaged', message: 'page 12', detail: null } };
    await open();
    expect(text()).toContain(PRESENTATIONS.vaultDamaged.happened);
    backend.failures = {};
    await click(PRESENTATIONS.vaultDamaged.button);
    expect(options()).toHaveLength(23);
    document.body.innerHTML = '';
    backend.silent.add('discussions');
    await open();
    expect(text()).toBe('Reading the studies of grades');
  });

  it('shows a locked one to read only', async () => {
    backend.adjudications.set(2, { ...ADJUDICATION, isLocked: true });
    await open();
    expect(text()).toContain('Locked. What was settled can be read; nothing changes any more.');
    expect(page.queryByRole('button', { name: /^Record/ })).toBeNull();
    expect(page.queryByRole('button', { name: /^Sign/ })).toBeNull();
  });
});
