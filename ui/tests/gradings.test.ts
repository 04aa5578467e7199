// Studies of grades in the whole window on the fake backend, for whoever keeps them; and the grades in Results.

import { render, screen as page, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../src/App.svelte';
import { DISCUSSED, DRAFT, FakeBackend, GRADING_OPTIONS, GRADING_RESULTS, openFor, PASSWORD, TANAKA, undefinedStatistic } from '../src/lib/api/fake';
import { PRESENTATIONS } from '../src/lib/errors/classification';

let backend: FakeBackend;

const settled = async () => {
  for (let times = 0; times < 5; times += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    await tick();
  }
};
const plain = (element: Element | null | undefined) => element?.textContent?.replaceAll('\u00A0', ' ').replace(/\s+/g, ' ').trim() ?? '';
const text = () => plain(document.querySelector('#gradings-screen'));
const button = (name: string | RegExp) => page.getByRole<HTMLButtonElement>('button', { name });
const cells = (row: Element | undefined) => [...(row?.querySelectorAll('th, td') ?? [])].map(plain).join(' ');
const rowsOf = (table: string | RegExp) => within(page.getByRole('table', { name: table })).getAllByRole('row').map(cells);

async function open(place: string | RegExp = 'Studies of grades'): Promise<void> {
  render(App, { backend });
  await settled();
  within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: place }).click();
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
async function set(label: string | RegExp, value: string): Promise<void> {
  const field = page.getByLabelText<HTMLInputElement>(label);
  field.value = value;
  field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));
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

describe('the form of a new study of grades', () => {
  it('chooses the fine-tuned arms, says what is missing, and makes it', async () => {
    await open();
    await click('New study of grades');
    expect(page.getByLabelText<HTMLInputElement>('LLaMA-2-7B, fine-tuned').checked).toBe(true);
    expect(page.getByLabelText<HTMLInputElement>('LLaMA-2-7B, base').checked).toBe(false);
    expect(plain(document.querySelector('#grading-note'))).toBe('Give it a name');
    await expectNoFaults();
    await set('Name', 'Third');
    await set('Cases', '791');
    expect(plain(document.querySelector('#grading-note'))).toBe('Study 2 has 791 cases with a regimen: too few for 791 and 10 further ones as examples');
    await set('Cases', '30');
    expect(plain(document.querySelector('#grading-note'))).toBe('63 grades for each grader, hidden repeats included');
    await set('Grader B', 'j-halvorsen');
    expect(plain(document.querySelector('#grading-note'))).toBe('Grader A and grader B must be two people');
    await set('Grader B', 'l-amari');
    await set('Definition of grade 3', '');
    expect(plain(document.querySelector('#grading-note'))).toBe('Grade 3 needs a name and a definition');
    await click('Back to the wording of Wang et al.');
    await click('Make study of grades');
    expect(backend.callsOf('makeGrading')[0]?.[0]).toMatchObject({ name: 'Third', study: 2, models: ['llama2-tuned', 'mistral-tuned'], temperature: 0.1, cases: 30, examples: 10, repeatPercent: 5, seed: 42, graders: ['j-halvorsen', 'l-amari'], analysis: '' });
    expect(plain(page.getByRole('heading', { level: 2 }))).toBe('Third');
  });

  it('leads to Results where no study is finished', async () => {
    backend.gradingList = [];
    backend.gradingOptionsView = { ...GRADING_OPTIONS, studies: [] };
    await open();
    expect(text()).toContain('No study of grades yet.');
    await click('New study of grades');
    expect(text()).toContain('No finished study. Its stored regimens are what is graded');
    await click('Open Results');
    expect(plain(page.getByRole('heading', { level: 1 }))).toBe('Results');
  });

  it('names who is missing', async () => {
    backend.gradingOptionsView = { ...GRADING_OPTIONS, graders: GRADING_OPTIONS.graders.slice(0, 1) };
    await open();
    await click('New study of grades');
    expect(plain(document.querySelector('#grading-note'))).toContain('Two graders are needed');
  });
});

describe('a draft', () => {
  it('says what is missing before it may be opened', async () => {
    await open();
    expect(text()).toContain('3 of 10 examples have no grade yet');
    expect(button('Freeze and open').disabled).toBe(true);
    await expectNoFaults();
  });

  it('is frozen and opened after one question', async () => {
    backend.gradingList = [{ ...DRAFT, examplesGiven: 10 }];
    await open();
    await click('Freeze and open');
    const dialog = page.getByRole('dialog');
    expect(plain(dialog)).toContain('After that nothing of the protocol changes but by an amendment');
    expect(document.activeElement).toBe(within(dialog).getByRole('button', { name: 'Not yet' }));
    within(dialog).getByRole('button', { name: 'Freeze and open' }).click();
    await settled();
    expect(backend.callsOf('openGrading')).toEqual([[4]]);
    expect(document.activeElement).not.toBe(document.body);
    expect(text()).toContain('Frozen since 2026-03-10 09:15');
  });

  it('takes another wording, and goes back to the one of Wang et al.', async () => {
    backend.gradingList = [{ ...DRAFT, examplesGiven: 10 }];
    await open();
    await set('Name of grade 2', 'Small deviation');
    expect(text()).toContain('The new wording of the scale is not kept yet.');
    expect(button('Freeze and open').disabled).toBe(true);
    await click('Keep this wording');
    expect(backend.callsOf('setGradingScale')[0]?.[1]).toMatchObject({ grades: [{}, { grade: 2, name: 'Small deviation', group: 'acceptable' }, {}, {}, {}] });
    expect(text()).toContain('The wording is kept.');
    await click('Back to the wording of Wang et al.');
    expect(page.getByLabelText<HTMLInputElement>('Name of grade 2').value).toBe('Minor deviation');
  });

  it('says the program’s sentence when the scale was frozen meanwhile, and keeps what was typed', async () => {
    await open();
    backend.setGrading(4, { state: 'open' });
    await set('Name of grade 2', 'Small deviation');
    await click('Keep this wording');
    expect(text()).toContain('the scale is frozen since 2026-03-03 08:05 — amend it with a reason');
    expect(page.getByLabelText<HTMLInputElement>('Name of grade 2').value).toBe('Small deviation');
  });

  it('is removed after one question', async () => {
    await open();
    await click('Remove this draft');
    await click('Remove the draft');
    expect(backend.callsOf('removeGrading')).toEqual([[4]]);
    expect(text()).not.toContain('Proton study');
  });
});

describe('an open one', () => {
  const choose = async () => {
    await open();
    await click(/^Boost study/);
  };

  it('tells how far each grader is, in counts only', async () => {
    await choose();
    expect(rowsOf('Graders')[2]).toContain('Dr L. Amari, packet is out 10 of 10 128 of 315');
    expect(page.getByRole('progressbar', { name: 'Cases recorded by Dr L. Amari' }).getAttribute('aria-valuenow')).toBe('128');
    expect(button('Lock with password').disabled).toBe(true);
    expect(text()).toContain('The discussion has not begun.');
    await expectNoFaults();
  });

  it('writes a packet and shows its code once', async () => {
    await choose();
    await click('Packet again for Dr L. Amari');
    expect(backend.callsOf('exportPacket')).toEqual([[3, 'l-amari']]);
    expect(plain(page.getByRole('dialog'))).toContain('W4HT9QMC2KXR7PDEB3NV6ZFA');
    await expectNoFaults();
    await click('It is written down');
    expect(document.body.textContent).not.toContain('W4HT');
  });

  it('says when the clipboard was refused', async () => {
    await choose();
    await click('Packet again for Dr L. Amari');
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('refused'));
    await click('Copy the code');
    expect(plain(page.getByRole('dialog'))).toContain('write the code down');
  });

  it('merges a packet and shows the conflicts', async () => {
    await choose();
    await click('Merge a packet');
    expect(plain(page.getByRole('dialog'))).toContain('187 new grades here.');
    expect(within(page.getByRole('dialog')).getAllByRole('row').map(cells).at(-1)).toBe('C-0143 2026-03-08 10:02, counts 2026-03-08 11:47');
    await expectNoFaults();
  });

  it('does nothing when the dialog of the system was cancelled', async () => {
    backend.exportedPacket = null;
    backend.packetMerge = null;
    await choose();
    await click('Packet again for Dr L. Amari');
    await click('Merge a packet');
    expect(page.queryByRole('dialog')).toBeNull();
  });

  it('shows why a packet was refused', async () => {
    await choose();
    backend.failures = { mergePacket: { code: 'badInput', message: 'this packet was merged on 2026-03-09 — it is merged once', detail: null } };
    await click('Merge a packet');
    expect(text()).toContain('it is merged once');
  });

  it('is amended with a reason: a definition, a replaced grader, one taken out', async () => {
    await choose();
    await click('Amend');
    expect(button('Amend the protocol').disabled).toBe(true);
    expect(plain(document.querySelector('#amend-note'))).toBe('Word the definition anew');
    await set('Definition', 'Usually of modality and fractionation; potentially unsafe.');
    expect(plain(document.querySelector('#amend-note'))).toBe('Give the reason: it stands in the report');
    await set('Reason', 'Read in two ways.');
    await expectNoFaults();
    await click('Amend the protocol');
    expect(backend.callsOf('amendGrading')[0]).toEqual([3, { kind: 'clarifyGrade', grade: 3, name: 'Significant deviation', definition: 'Usually of modality and fractionation; potentially unsafe.' }, 'Read in two ways.']);
    expect(text()).toContain('Read in two ways.');
    await click('Amend');
    page.getByLabelText<HTMLInputElement>(/^Replace a grader/).click();
    await settled();
    await set('Grader', 'l-amari');
    await set('Who comes', 'm-okoye');
    await set('Reason', 'On leave.');
    await click('Amend the protocol');
    expect(backend.callsOf('amendGrading')[1]?.[1]).toEqual({ kind: 'replaceGrader', account: 'l-amari', by: 'm-okoye' });
    await click('Amend');
    page.getByLabelText<HTMLInputElement>(/^Take a grader out/).click();
    await settled();
    await set('Reason', 'Left the department.');
    await click('Amend the protocol');
    expect(backend.callsOf('amendGrading')[2]?.[1]).toEqual({ kind: 'removeGrader', account: 'j-halvorsen' });
    expect(rowsOf('Graders')[1]).toContain('taken out');
  });
});

describe('one that was discussed', () => {
  it('is locked by password, and its results open', async () => {
    backend.gradingList = [{ ...DISCUSSED, settled: 23 }];
    await open();
    expect(text()).toContain('23 regimens more than one point apart, 23 settled by the panel.');
    await click('Lock with password');
    await set('Password of S. Tanaka', 'wrong');
    await click('Lock the study');
    expect(plain(page.getByRole('alert'))).toBe('This is not the password of S. Tanaka.');
    await set('Password of S. Tanaka', PASSWORD);
    await click('Lock the study');
    expect(page.queryByRole('dialog')).toBeNull();
    expect(text()).toContain('Both graders find 65 to 74 of 100 regimens acceptable.');
  });

  it('says what is open before the lock', async () => {
    backend.gradingList = [DISCUSSED];
    await open();
    expect(text()).toContain('9 of 23 discrepancies are not settled.');
    expect(button('Lock with password').disabled).toBe(true);
  });
});

describe('a locked one', () => {
  const choose = async () => {
    await open();
    await click(/^Regimen study 1/);
  };

  it('states the finding, the shares with Wilson intervals, agreement, repeats, pace, panel and blinding', async () => {
    await choose();
    expect(text()).toContain('Demonstration. Made-up cases');
    expect(rowsOf('Acceptable regimens')[1]).toBe('LLaMA-2-7B fine-tuned before 34.5 of 100, 35 % 26 to 44 % 65 of 100, 65 % 55 to 74 %');
    expect(rowsOf('Grades by grader')[1]).toBe('LLaMA-2-7B fine-tuned Dr J. Halvorsen A before 34 31 17 11 7 0 2.26');
    expect(rowsOf('Agreement before the discussion')).toContain('κ, quadratic 0.78 0.73 to 0.83');
    expect(rowsOf('Agreement before the discussion')).toContain('Bias, A minus B −0.04 −0.13 to +0.05');
    expect(rowsOf('The same grader, the same case twice').at(-1)).toBe('Dr L. Amari 15 of 15 15 of 15 undefined: no variation');
    expect(rowsOf('Pace and drift')[1]).toBe('Dr J. Halvorsen 14.2 s 19.8 s 11.1 s −0.12 (−0.33 to +0.09) 3 6');
    expect(text()).toContain('23 regimens more than one point apart, 23 settled; 29 grades moved; 1 dissent.');
    expect(text()).toContain(GRADING_RESULTS.blinding);
    expect(text()).toContain(GRADING_RESULTS.protocolSha256);
    await expectNoFaults();
  });

  it('says that a number is undefined and why, never 0', async () => {
    const undefinedWhy = undefinedStatistic('one grader');
    const none = { count: 0, n: 0, share: null, low: null, high: null };
    const agreement = { n: 0, missing: 0, exact: none, withinOne: none, kappa: undefinedWhy, kappaLinear: undefinedWhy, kappaQuadratic: undefinedWhy, ac2: undefinedWhy, bias: undefinedWhy };
    backend.gradingResultsView = { ...GRADING_RESULTS, agreement, repeats: [], pace: [{ ...GRADING_RESULTS.pace[0]!, medianS: null, firstThirdS: null, lastThirdS: null, drift: undefinedStatistic('fewer than three cases') }] };
    await choose();
    expect(rowsOf('Agreement before the discussion').slice(1)).toEqual(['The same grade, 0 of 0 undefined ', 'Within one point, 0 of 0 undefined ', 'Cohen’s κ undefined: one grader', 'κ, linear undefined: one grader', 'κ, quadratic undefined: one grader', 'Gwet’s AC2, quadratic undefined: one grader', 'Bias, A minus B undefined: one grader']);
    expect(rowsOf('Pace and drift')[1]).toBe('Dr J. Halvorsen undefined undefined undefined undefined: fewer than three cases 3 6');
    expect(text()).toContain('No hidden repeats.');
  });

  it('shows its figures as tables with T, and is exported with Ctrl E', async () => {
    await choose();
    expect(page.getByRole('img', { name: /^Grades before the discussion/ })).toBeTruthy();
    await press('t');
    expect(rowsOf(/^Grades before the discussion/)[1]).toBe('LLaMA-2-7B fine-tuned Dr J. Halvorsen (A), grade 1 34 of 100 ');
    await press('e', { ctrlKey: true });
    expect(backend.callsOf('exportGrading')).toEqual([[1]]);
    expect(text()).toContain('are in regimen-study-1');
  });

  it('cannot be amended, and nothing else is exported', async () => {
    await choose();
    expect(page.queryByRole('button', { name: 'Amend' })).toBeNull();
    await click(/^Boost study/);
    await press('e', { ctrlKey: true });
    expect(backend.callsOf('exportGrading')).toEqual([]);
  });
});

describe('reading and failing', () => {
  it('says what went wrong and tries again', async () => {
    backend.failures = { gradings: { code: 'vaultDamaged', message: 'page 12', detail: null } };
    await open();
    expect(text()).toContain(PRESENTATIONS.vaultDamaged.happened);
    backend.failures = {};
    await click(PRESENTATIONS.vaultDamaged.button);
    expect(text()).toContain('Proton study');
  });

  it('says that it is read, and shows a page that failed beside its list', async () => {
    backend.silent.add('gradings');
    await open();
    expect(text()).toBe('Reading the studies of grades');
    document.body.innerHTML = '';
    backend.silent.clear();
    backend.failures = { gradingProtocol: { code: 'internal', message: 'x', detail: null } };
    await open();
    expect(text()).toContain(PRESENTATIONS.internal.happened);
    expect(button(/^Boost study/)).toBeTruthy();
  });
});

describe('the grades in Results', () => {
  it('stand beside the study once a study of grades is locked, as a figure and as a table', async () => {
    backend.gradingsOf.set(2, [1]);
    await open('Results');
    const section = page.getByRole('region', { name: 'Grades of Regimen study 1, before discussion' });
    expect(plain(section)).toContain('Both graders find 65 to 74 of 100 regimens acceptable.');
    expect(within(section).getByRole('img', { name: /before discussion/ })).toBeTruthy();
    await expectNoFaults();
    await press('t');
    expect(within(section).getAllByRole('row')).toHaveLength(31);
  });

  it('are absent before the lock, and say when they could not be read', async () => {
    await open('Results');
    expect(backend.callsOf('gradingsOfStudy')).toEqual([[2]]);
    expect(page.queryByRole('region', { name: /^Grades of/ })).toBeNull();
    document.body.innerHTML = '';
    backend.failures = { gradingsOfStudy: { code: 'internal', message: 'x', detail: null } };
    await open('Results');
    expect(plain(document.querySelector('#results-screen'))).toContain(PRESENTATIONS.internal.happened);
    expect(plain(document.querySelector('#results-screen'))).toContain('Fine-tuned lies above base');
  });
});
