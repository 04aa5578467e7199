// Reviewing a case: edges, identifiers, previews, undo; and going through the queue.

import { beforeEach, describe, expect, it } from 'vitest';

import { CASE, COHORT, FakeBackend, MARKS, ORIGINAL, queueRows } from '../src/lib/api/fake';
import type { ReviewCase } from '../src/lib/api/generated';
import { CurateScreen } from '../src/lib/state/curate-screen.svelte';
import { FreezeForm } from '../src/lib/state/freeze-form.svelte';
import { Review } from '../src/lib/state/review.svelte';

const settled = () => new Promise((resolve) => setTimeout(resolve));
let backend: FakeBackend;
beforeEach(() => {
  backend = new FakeBackend();
});
const reviewOf = (changes: Partial<ReviewCase> = {}) => new Review(backend, 'cohort-b', { ...CASE, ...changes });
const plan = (review: Review) => review.textOf(review.plans[0]!);

describe('the marks of a case', () => {
  it('cut the text into stretches that give the text again', () => {
    const review = reviewOf();
    expect(review.stretches.map(({ text }) => text).join('')).toBe(ORIGINAL);
    expect(review.stretches.filter(({ kind }) => kind === 'marked')).toHaveLength(MARKS.length);
  });

  it('give the left edge of the plan to the keys first', () => {
    expect(reviewOf().edge).toEqual({ id: 4, side: 'start' });
    expect(reviewOf({ marks: [] }).edge).toBeNull();
  });
});

describe('moving an edge', () => {
  it('takes the plan on and back by a word', () => {
    const review = reviewOf();
    expect(review.moveEdge('back')).toBe(true);
    expect(plan(review)).toMatch(/^radiotherapy\. Plan 54 Gy/);
    review.moveEdge('forward');
    review.moveEdge('forward');
    expect(plan(review)).toMatch(/^54 Gy/);
  });

  it('moves the right edge once it was taken', () => {
    const review = reviewOf();
    review.takeEdge(4, 'end');
    review.moveEdge('back');
    expect(plan(review)).toMatch(/with 5-FU and$/);
    review.moveEdge('forward');
    review.moveEdge('forward');
    expect(plan(review)).toMatch(/mitomycin\. Seen$/);
  });

  it('stops at the marks beside it and at its other edge', () => {
    const review = reviewOf();
    review.takeEdge(4, 'end');
    while (review.moveEdge('forward'));
    expect(plan(review)).toMatch(/Seen with$/);
    while (review.moveEdge('back'));
    expect(plan(review)).toBe('Plan');
    review.takeEdge(4, 'start');
    while (review.moveEdge('back'));
    expect(plan(review)).toBe('node. HIV negative, no earlier pelvic radiotherapy. Plan');
  });

  it('asks for the new text, and the last question wins', async () => {
    const review = reviewOf();
    review.moveEdge('forward');
    review.moveEdge('forward');
    await settled();
    expect(backend.callsOf('previewMarks')).toHaveLength(2);
    expect(review.cleaned).toContain('Plan 54 Seen with');
  });

  it('is not possible in a case that was decided or a cohort that is frozen', () => {
    expect(reviewOf({ state: 'accepted' }).moveEdge('forward')).toBe(false);
    expect(new Review(backend, 'cohort-b', CASE, 'frozen').moveEdge('forward')).toBe(false);
  });
});

describe('identifiers', () => {
  it('that are only possible ask, by the words of their kind', () => {
    const review = reviewOf();
    expect(review.questions.map((mark) => review.questionOf(mark))).toEqual(['Is “Virchow” a person here?']);
    expect(review.whyAcceptIsOff).toBe('K or M first');
  });

  it.each(['keep', 'mask'] as const)('are answered with %s', (answer) => {
    const review = reviewOf();
    expect(review.answer(answer)).toBe(true);
    expect(review.questions).toEqual([]);
    expect(review.whyAcceptIsOff).toBeNull();
    expect(review.marks.find(({ id }) => id === 3)?.isApplied).toBe(answer === 'mask');
  });

  it('that were taken up are answered before the question', () => {
    const review = reviewOf();
    review.takeUp(1);
    review.answer('keep');
    expect(review.marks.find(({ id }) => id === 1)?.isApplied).toBe(false);
    expect(review.questions).toHaveLength(1);
  });

  it('leave K and M to the plan when no question is open', () => {
    const review = reviewOf();
    review.answer('keep');
    review.answer('keep');
    expect(review.plans[0]?.isApplied).toBe(false);
    expect(review.edge).toBeNull();
    review.answer('mask');
    expect(review.plans[0]?.isApplied).toBe(true);
    expect(review.edge).toEqual({ id: 4, side: 'start' });
  });
});

describe('undo in a case', () => {
  it('takes back one change at a time, answers too', () => {
    const review = reviewOf();
    review.answer('mask');
    review.moveEdge('back');
    expect(review.isChanged).toBe(true);
    review.undo();
    expect(review.marks.find(({ id }) => id === 4)).toEqual(MARKS[3]);
    expect(review.questions).toEqual([]);
    review.undo();
    expect(review.questions).toHaveLength(1);
    expect(review.marks).toEqual(MARKS);
    expect(review.undo()).toBe(false);
  });
});

describe('the queue', () => {
  let curate: CurateScreen;
  beforeEach(async () => {
    curate = new CurateScreen(backend);
    await curate.open();
  });
  const openCase = () => curate.review?.loaded.case;

  it('opens on the first cohort and its first case', () => {
    expect(curate.cohort?.name).toBe('Cohort B');
    expect(openCase()).toBe('C-09127');
    expect(curate.waiting).toBe(214);
  });

  it('accepts with every mark as it stands, and goes on', async () => {
    await curate.accept();
    expect(backend.callsOf('decide')).toEqual([]);
    expect(curate.said).toBe('K or M first');
    curate.review!.answer('keep');
    curate.review!.moveEdge('back');
    const marks = curate.review!.decisions;
    await curate.accept();
    expect(backend.callsOf('decide')).toEqual([['cohort-b', 'C-09127', { kind: 'accept', marks, modality: null }]]);
    expect(openCase()).toBe('C-09133');
    expect(curate.rows).toHaveLength(213);
    expect(curate.said).toBe('Accepted: C-09127');
  });

  it('asks for a modality that nobody knows, and sends the one chosen', async () => {
    backend.caseView = { ...CASE, modality: null, marks: [] };
    await curate.show('C-09133');
    expect(curate.whyAcceptIsOff).toBe('Modality first');
    curate.review!.modality = 'electron';
    await curate.accept();
    expect(backend.callsOf('decide')[0]?.[2]).toEqual({ kind: 'accept', marks: [], modality: 'electron' });
  });

  it('drops for the reason of the number', async () => {
    curate.chooseReason();
    expect(curate.isChoosingReason).toBe(true);
    await curate.drop(4);
    expect(backend.callsOf('decide')[0]?.[2]).toEqual({ kind: 'drop', reason: 'planNotSeparable' });
    expect(curate.isChoosingReason).toBe(false);
    expect(openCase()).toBe('C-09133');
  });

  it('skips and goes back, to the ends and no further', async () => {
    await curate.step(1);
    expect(openCase()).toBe('C-09133');
    expect(curate.rows).toHaveLength(214);
    await curate.step(-1);
    await curate.step(-1);
    expect(openCase()).toBe('C-09127');
    expect(curate.said).toBe('This is the first case of the list');
  });

  it('takes back a decision after the case has gone', async () => {
    await curate.drop(5);
    expect(openCase()).toBe('C-09133');
    await curate.undo();
    expect(backend.callsOf('decide')[1]).toEqual(['cohort-b', 'C-09127', { kind: 'undo' }]);
    expect(openCase()).toBe('C-09127');
    expect(curate.rows).toHaveLength(214);
    expect(curate.canUndo).toBe(false);
  });

  it('takes back a change of the open case before any decision', async () => {
    await curate.drop(5);
    curate.review!.answer('mask');
    await curate.undo();
    expect(backend.callsOf('decide')).toHaveLength(1);
    expect(curate.review!.questions).toHaveLength(1);
  });

  it('does not decide twice on a double press', async () => {
    await Promise.all([curate.drop(1), curate.drop(1)]);
    expect(backend.callsOf('decide')).toHaveLength(1);
  });

  it('keeps the case when a decision is refused', async () => {
    backend.failures = { decide: { code: 'cohortFrozen', message: 'frozen meanwhile', detail: null } };
    await curate.drop(1);
    expect(curate.problem?.code).toBe('cohortFrozen');
    expect(openCase()).toBe('C-09127');
    expect(curate.rows).toHaveLength(214);
  });

  it('ends with nothing open', async () => {
    backend.queue = queueRows(1);
    await curate.list({ kind: 'queue' });
    await curate.drop(1);
    expect(curate.review).toBeNull();
    expect(curate.rows).toEqual([]);
  });

  it('lists the cases that left for a reason', async () => {
    await curate.list({ kind: 'dropped', step: 'selection', reason: 'no_clear_primary', words: 'no clear primary plan' });
    expect(curate.rows).toHaveLength(2586);
    expect(backend.callsOf('casesDroppedFor')).toEqual([['cohort-b', 'selection', 'no_clear_primary']]);
  });

  it('shows the list that was asked last', async () => {
    const slow = curate.list({ kind: 'dropped', step: 'selection', reason: 'no_clear_primary', words: 'no clear primary plan' });
    await Promise.all([slow, curate.list({ kind: 'queue' })]);
    expect(curate.rows).toHaveLength(214);
  });

  it('selects anew when a rule is switched', async () => {
    await curate.switchRule('icd9', false);
    expect(curate.cohort?.rules.find(({ id }) => id === 'icd9')?.isOn).toBe(false);
    expect(backend.callsOf('reviewQueue')).toHaveLength(2);
  });

  it('says where a file was saved, and nothing when the dialog was cancelled', async () => {
    await curate.saveFigure('svg');
    expect(curate.said).toBe('Saved as funnel.svg');
    await curate.saveIssues();
    expect(curate.said).toBe('Saved as rows-set-aside.csv');
  });
});

describe('freezing', () => {
  let curate: CurateScreen;
  let form: FreezeForm;
  beforeEach(async () => {
    curate = new CurateScreen(backend);
    await curate.open();
    form = new FreezeForm(backend, curate);
  });

  it('offers the sizes of the study and sends what is typed', async () => {
    form.seedText = '42';
    form.isStratified = false;
    await form.freeze();
    expect(backend.callsOf('freeze')).toEqual([['cohort-b', { seed: 42, testRegimen: 403, testIcd10: 377, isStratified: false }]]);
    expect(curate.cohort?.isFrozen).toBe(true);
    expect(curate.isReadOnly).toBe(true);
  });

  it.each([
    [15_724, 15_000, '403', '377'],
    [94, 90, '5', '5'],
    [6, 2, '1', '1'],
  ])('offers what fits %d cases, %d of them with a code', (selected, coded, regimen, icd10) => {
    curate.replace({ ...COHORT, funnel: COHORT.funnel.map((step, index) => ({ ...step, kept: index === 0 ? selected : coded })) });
    const small = new FreezeForm(backend, curate);
    expect([small.regimenText, small.icd10Text, small.isReady]).toEqual([regimen, icd10, true]);
    expect([small.largest('regimen'), small.largest('icd10')]).toEqual([selected - 1, coded - 1]);
    small.regimenText = String(coded);
    expect(small.testRegimen).toBe(coded);
  });

  it.each(['0', '7177', 'many', '3.5', ''])('refuses to hold out %j cases', async (text) => {
    form.icd10Text = text;
    expect(form.isReady).toBe(false);
    await form.freeze();
    expect(backend.callsOf('freeze')).toEqual([]);
  });

  it('keeps the form when it is refused', async () => {
    backend.failures = { freeze: { code: 'cohortFrozen', message: 'already', detail: null } };
    await form.freeze();
    expect(form.problem?.code).toBe('cohortFrozen');
    expect(curate.cohort).toEqual(COHORT);
  });
});
