// The state behind the rating of letters: what is recorded, what is kept, what comes next, and how the time is counted.

import { beforeEach, describe, expect, it } from 'vitest';

import { AMARI, FakeBackend, MY_LETTER_STUDY, openFor, PASSWORD, RATED_LETTERS } from '../src/lib/api/fake';
import type { ErrorView, LetterMark, LetterRatingRequest } from '../src/lib/api/generated';
import { modalityOf } from '../src/lib/letter/modality';
import { isContradicted, paragraphsOf } from '../src/lib/letter/paragraphs';
import { FocusClock, type Attention } from '../src/lib/state/grade/focus-clock';
import type { RatingDesk } from '../src/lib/state/letter-rating/rating-desk.svelte';
import { LetterRatingScreen } from '../src/lib/state/letter-rating/rating-screen.svelte';
import { ratingIn, withRating } from '../src/lib/state/letter-rating/kept-rating';
import { leftOf, leftToRate, ratingButton, ratingRuler } from '../src/lib/state/letter-rating/rating-words';
import { Workplace } from '../src/lib/state/workplace.svelte';

const DISK_FULL: ErrorView = { code: 'diskFull', message: 'no space is left', detail: null };

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

let backend: FakeBackend;
let screen: LetterRatingScreen;
let now = 0;
let isHere = true;
let attended: (() => void) | null = null;
const attention: Attention = {
  isHere: () => isHere,
  follow(changed) {
    attended = changed;
    return () => (attended = null);
  },
};
const look = (here: boolean) => {
  isHere = here;
  attended?.();
};
const desk = (): RatingDesk => screen.desk!;
const requests = () => backend.callsOf('recordLetterRating').map(([request]) => request as LetterRatingRequest);
async function open(): Promise<void> {
  screen = new LetterRatingScreen(backend, new FocusClock(() => now, attention));
  await screen.open();
  now += 1000;
}
async function rate(...scores: number[]): Promise<void> {
  for (const score of scores) desk().rate(score);
  await desk().record();
  now += 1000;
}

beforeEach(() => {
  backend = new FakeBackend();
  backend.view = openFor(AMARI);
  [now, isHere, attended] = [10_000, true, null];
});

describe('the list', () => {
  it('opens at the first letter that waits', async () => {
    await open();
    expect(desk().shown?.position).toBe(3);
    expect([screen.waiting, leftOf(desk().row)]).toEqual([9, '9 of 12 left']);
  });

  it('takes the study with work before one that is done, and goes back to the one that was chosen', async () => {
    backend.myLetterStudyList = [{ ...MY_LETTER_STUDY, study: 7, state: 'finished', rated: 12 }, MY_LETTER_STUDY];
    await open();
    expect(screen.chosen).toBe(1);
    await screen.choose(7);
    await screen.open();
    expect(screen.chosen).toBe(7);
  });

  it('has no desk where the study is locked', async () => {
    backend.myLetterStudyList = [{ ...MY_LETTER_STUDY, state: 'closed' }];
    await open();
    expect([screen.desk, screen.waiting]).toEqual([null, 0]);
    expect(backend.callsOf('letterDesk')).toEqual([]);
  });

  it('is nothing where there is none, and says what failed', async () => {
    backend.myLetterStudyList = [];
    await open();
    expect([screen.row, screen.desk, screen.waiting]).toEqual([null, null, 0]);
    backend.failures = { myLetterStudies: DISK_FULL };
    await screen.open();
    expect([screen.stage, screen.problem]).toEqual(['failed', DISK_FULL]);
  });

  it('has its place, what is left and its ruler in words', () => {
    expect([leftToRate(0), leftToRate(1), leftToRate(4)]).toEqual(['', 'one left to rate', 'four left to rate']);
    expect(leftOf({ ...MY_LETTER_STUDY, rated: 12 })).toBe('All 12 rated');
    expect(ratingRuler(1, ['flagged', 'graded', 'toDo'])).toBe('Progress: letter 2 of 3. 2 rated, 1 flagged, 1 to do.');
    expect([ratingButton({ kind: 'rate' }, false), ratingButton({ kind: 'goOn' }, true), ratingButton({ kind: 'correct' }, true)]).toEqual(['Record', 'Next letter', 'Record the correction']);
  });
});

describe('a rating', () => {
  it('goes from dimension to dimension, and is recorded with comment, flag and time', async () => {
    await open();
    expect(desk().dimension).toBe(0);
    for (const score of [2, 4, 3, 3]) desk().rate(score);
    expect([desk().dimension, desk().left]).toEqual([3, 0]);
    desk().write(' invented date ');
    desk().flag();
    await desk().record();
    expect(requests()).toEqual([{ study: 1, position: 3, scores: [2, 4, 3, 3], comment: 'invented date', isFlagged: true, focusMs: 1000, replaces: null }]);
    expect(desk().shown?.position).toBe(4);
    expect([desk().scores, desk().comment, desk().isFlagged, desk().dimension]).toEqual([[null, null, null, null], '', false, 0]);
    expect(desk().ticks[3]).toBe('flagged');
    expect(desk().said).toBe('Recorded. Letter 5 of 12');
    expect(screen.waiting).toBe(8);
  });

  it('is recorded only when every dimension has its point', async () => {
    await open();
    for (const score of [2, 4, 3]) desk().rate(score);
    expect(desk().intent).toEqual({ kind: 'none', left: 1 });
    await desk().record();
    expect(requests()).toEqual([]);
  });

  it('takes only points that the scale has', async () => {
    await open();
    desk().rate(5);
    desk().rate(0);
    expect(desk().left).toBe(4);
  });

  it('leads from the last dimension back to one that was left out', async () => {
    await open();
    desk().stepDimension(1);
    for (const score of [4, 3, 3]) desk().rate(score);
    expect(desk().dimension).toBe(0);
    desk().stepDimension(-1);
    expect(desk().dimension).toBe(0);
  });

  it('of a letter that has just come into sight is not taken', async () => {
    await open();
    for (const score of [1, 1, 1, 1]) desk().rate(score);
    await desk().record();
    for (const score of [1, 1, 1, 1]) desk().rate(score);
    await desk().record();
    expect(requests()).toHaveLength(1);
  });

  it('counts the time while somebody looks only', async () => {
    await open();
    look(false);
    now += 60_000;
    look(true);
    now += 500;
    screen.leave();
    now += 5000;
    await screen.open();
    await rate(2, 2, 2, 2);
    expect(requests()[0]?.focusMs).toBe(1500);
  });

  it('stays with what was chosen when it cannot be written, and is recorded afterwards', async () => {
    await open();
    backend.failures = { recordLetterRating: DISK_FULL };
    await rate(2, 4, 3, 3);
    expect([desk().problem, desk().failed, desk().shown?.position, desk().scores]).toEqual([DISK_FULL, 'record', 3, [2, 4, 3, 3]]);
    backend.failures = {};
    await desk().tryAgain();
    expect([desk().problem, desk().shown?.position, requests().length]).toEqual([null, 4, 2]);
  });

  it('of the last letter ends the list', async () => {
    backend.myLetterStudyList = [{ ...MY_LETTER_STUDY, total: 4 }];
    await open();
    await rate(2, 2, 2, 2);
    expect([desk().shown, desk().next, desk().row.state]).toEqual([null, null, 'finished']);
    await desk().step(-1);
    expect(desk().shown?.position).toBe(3);
  });
});

describe('what is chosen and not recorded', () => {
  it('is there again after other letters were looked at', async () => {
    await open();
    desk().rate(3);
    desk().write('look again');
    await desk().step(1);
    expect(desk().scores).toEqual([null, null, null, null]);
    await desk().step(-1);
    expect([desk().scores, desk().comment, desk().dimension]).toEqual([[3, null, null, null], 'look again', 1]);
  });

  it('is there again after another screen was open', async () => {
    await open();
    desk().rate(3);
    screen.leave();
    await screen.open();
    expect(desk().scores).toEqual([3, null, null, null]);
  });

  it('is gone, with every text, when the window is locked', async () => {
    await open();
    desk().write('a comment');
    const left = desk();
    screen.clear();
    expect([left.shown, left.comment, left.scores, screen.desk, screen.studies]).toEqual([null, '', [], null, []]);
  });
});

describe('what is chosen when the window is locked', () => {
  const kept = { study: 1, position: 3, choices: [{ position: 3, scores: [2, null, null, null], comment: 'look again', isFlagged: false, replaces: null }] };

  it('is kept in the vault with what was being written, and is there again for the same person', async () => {
    const workplace = new Workplace(backend);
    await workplace.open();
    await settled();
    await workplace.screens!.letterRating.open();
    const before = workplace.screens!.letterRating.desk!;
    before.rate(2);
    await before.step(1);
    before.rate(4);
    before.write('side?');
    await workplace.lock('requested');
    expect(before.kept).toBeNull();
    await workplace.session.signIn(AMARI.account, PASSWORD);
    await settled();
    const rating = workplace.screens!.letterRating;
    await rating.open();
    expect([rating.desk!.shown?.position, rating.desk!.scores, rating.desk!.comment]).toEqual([4, [4, null, null, null], 'side?']);
    await rating.desk!.step(-1);
    expect(rating.desk!.scores).toEqual([2, null, null, null]);
    expect(rating.desk!.left).toBe(3);
  });

  it('is kept again when the rating was not looked at in between', async () => {
    screen = new LetterRatingScreen(backend, new FocusClock(() => now, attention));
    screen.resumeAt(withRating('', kept));
    expect(screen.kept).toEqual(kept);
  });

  it('is let go where the letter was rated meanwhile, or the study has other dimensions', async () => {
    backend.rateElsewhere(1, 3, [1, 1, 1, 1]);
    screen = new LetterRatingScreen(backend, new FocusClock(() => now, attention));
    screen.resumeAt(withRating('', kept));
    await screen.open();
    expect([desk().shown?.position, desk().scores, desk().intent]).toEqual([3, [1, 1, 1, 1], { kind: 'goOn' }]);
    screen.clear();
    screen.resumeAt(withRating('', { ...kept, position: 99, choices: [{ ...kept.choices[0]!, position: 4, scores: [1] }] }));
    await screen.open();
    expect([desk().shown?.position, desk().scores]).toEqual([4, [null, null, null, null]]);
  });

  it('lies beside the letter in one draft, and a draft that cannot be read is none', () => {
    const work = JSON.stringify({ letter: 7, edits: [] });
    expect(JSON.parse(withRating(work, kept))).toEqual({ letter: 7, edits: [], rating: kept });
    expect(withRating(work, null)).toBe(work);
    expect(ratingIn(withRating(work, kept))).toEqual(kept);
    expect([ratingIn(work), ratingIn(''), ratingIn('{"rating":{"study":"1"}}'), ratingIn('null')]).toEqual([null, null, null, null]);
  });
});

describe('a recorded rating', () => {
  it('is corrected by naming the entry that stands', async () => {
    await open();
    await desk().show(1);
    expect(desk().scores).toEqual([3, 4, 2, 3]);
    expect(desk().intent).toEqual({ kind: 'goOn' });
    desk().choose(1, 1);
    expect([desk().intent, desk().dimension]).toEqual([{ kind: 'correct' }, 1]);
    now += 1000;
    await desk().record();
    expect(requests()[0]).toMatchObject({ position: 1, scores: [3, 1, 2, 3], replaces: '2' });
    expect(desk().shown?.position).toBe(3);
    await desk().show(1);
    expect([desk().recorded?.corrections, desk().scores]).toEqual([1, [3, 1, 2, 3]]);
  });

  it('changes its comment without another rating', async () => {
    await open();
    await desk().show(1);
    desk().write('as discussed');
    expect(desk().intent).toEqual({ kind: 'change' });
  });

  it('is left by Enter when nothing was changed', async () => {
    await open();
    await desk().show(1);
    now += 1000;
    await desk().record();
    expect([requests(), desk().shown?.position]).toEqual([[], 3]);
  });

  it('is taken back: the one in sight, else the one recorded last; what was chosen stands there again', async () => {
    await open();
    await rate(2, 4, 3, 3);
    expect(desk().undoes).toBe(3);
    await desk().undo();
    expect(backend.callsOf('withdrawLetterRating')).toEqual([[1, 3, '1001']]);
    expect([desk().shown?.position, desk().scores, desk().recorded, desk().ticks[3]]).toEqual([3, [2, 4, 3, 3], null, 'toDo']);
    expect(desk().said).toBe('Rating of letter 4 taken back');
    expect(screen.waiting).toBe(9);
    await desk().show(0);
    expect(desk().undoes).toBe(0);
  });

  it('that another window gave is reloaded, said, and corrected only when that is wanted', async () => {
    await open();
    for (const score of [2, 4, 3, 3]) desk().rate(score);
    backend.rateElsewhere(1, 3, [1, 1, 1, 1]);
    await desk().record();
    expect([desk().isMet, desk().recorded?.scores, desk().scores]).toEqual([true, [1, 1, 1, 1], [2, 4, 3, 3]]);
    expect(desk().intent).toEqual({ kind: 'correct' });
    now += 1000;
    await desk().record();
    expect(requests()[1]).toMatchObject({ scores: [2, 4, 3, 3], replaces: '1001' });
    expect(desk().isMet).toBe(false);
  });

  it('that was replaced elsewhere is not taken back unseen', async () => {
    await open();
    await desk().show(1);
    backend.rateElsewhere(1, 1, [4, 4, 4, 4]);
    await desk().undo();
    expect(desk().problem?.code).toBe('alreadyRecorded');
    await desk().tryAgain();
    expect([desk().problem, desk().recorded?.scores]).toEqual([null, [4, 4, 4, 4]]);
  });
});

describe('a letter on the page', () => {
  const mark = (start: number, end: number, verdict: LetterMark['verdict'] = 'unsupported'): LetterMark => ({ start, end, verdict });
  const cut = (text: string, ...marks: LetterMark[]) => paragraphsOf(text, marks).map((pieces) => pieces.map(({ text: piece, verdict }) => (verdict ? `${verdict}:${piece}` : piece)));

  it('is cut into paragraphs at empty lines, and keeps its line breaks', () => {
    expect(cut('Dear colleague,\n\nfirst\nsecond\n \n\nYours\n')).toEqual([['Dear colleague,'], ['first\nsecond'], ['Yours']]);
    expect(cut('')).toEqual([]);
  });

  it('shows each mark where it lies, also over a paragraph’s end', () => {
    expect(cut('one two three', mark(4, 7))).toEqual([['one ', 'unsupported:two', ' three']]);
    expect(cut('one\n\ntwo', mark(2, 6))).toEqual([['on', 'unsupported:e'], ['unsupported:t', 'wo']]);
  });

  it('prefers what contradicts, ignores what is traced and what lies outside', () => {
    expect(cut('abcdef', mark(0, 4), mark(2, 6, 'contradicted'))).toEqual([['unsupported:ab', 'contradicted:cd', 'contradicted:ef']]);
    expect(cut('abc', mark(0, 2, 'traced'), mark(7, 9), mark(1, 1))).toEqual([['abc']]);
    expect(cut('abc', mark(1, 99))).toEqual([['a', 'unsupported:bc']]);
  });

  it('keeps every character of every invented letter', () => {
    for (const { text, marks } of RATED_LETTERS) expect(paragraphsOf(text, marks).map((pieces) => pieces.map((piece) => piece.text).join('')).join('\n\n')).toBe(text);
  });

  it('tells a contradicted check from one without a source', () => {
    const [, german] = RATED_LETTERS;
    expect(isContradicted('rechten Brust', german!.text, german!.marks)).toBe(true);
    expect(isContradicted('ohne Hautreaktion', german!.text, german!.marks)).toBe(false);
    expect(isContradicted('', german!.text, german!.marks)).toBe(false);
  });

  it('knows a modality by its fact, in both languages', () => {
    const of = (id: string, value: string) => modalityOf({ id, label: '', value });
    expect(['Photonen', 'protons', 'Elektronen', 'Brachytherapie', 'carbon'].map((value) => of('courses.1.phases.1.modality', value))).toEqual(['photon', 'proton', 'electron', 'brachytherapy', null]);
    expect(of('courses.1.phases.1.dose', 'photon')).toBeNull();
  });
});
