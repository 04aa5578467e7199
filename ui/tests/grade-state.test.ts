// The state behind the screen Grade: what is recorded, what is kept, what comes next, and how the time is counted.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FakeBackend, HALVORSEN, MY_GRADING, openFor, PACKET_CODE, PASSWORD, TANAKA } from '../src/lib/api/fake';
import type { ErrorView, GradeEntryRequest } from '../src/lib/api/generated';
import { nextAfter } from '../src/lib/grade/order';
import { rulerPaths } from '../src/lib/grade/ruler';
import { paceWords, recordWords, rulerWords } from '../src/lib/grade/words';
import type { CaseDesk } from '../src/lib/state/grade/case-desk.svelte';
import { FocusClock, type Attention } from '../src/lib/state/grade/focus-clock';
import { gradeDraftFrom } from '../src/lib/state/grade/grade-draft';
import { GradeScreen } from '../src/lib/state/grade/grade-screen.svelte';
import { Workplace } from '../src/lib/state/workplace.svelte';

const DISK_FULL: ErrorView = { code: 'diskFull', message: 'no space is left', detail: null };
const settled = () => new Promise((resolve) => setTimeout(resolve));

let backend: FakeBackend;
let screen: GradeScreen;
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
const desk = (): CaseDesk => screen.desk!;
const requests = () => backend.callsOf('recordGrade').map(([request]) => request as GradeEntryRequest);
async function open(): Promise<void> {
  screen = new GradeScreen(backend, new FocusClock(() => now, attention));
  await screen.open();
  now += 1000;
}
async function grade(number: number): Promise<void> {
  desk().choose(number);
  await desk().record();
  now += 1000;
}

beforeEach(() => {
  backend = new FakeBackend();
  backend.view = openFor(HALVORSEN);
  [now, isHere, attended] = [10_000, true, null];
});
afterEach(() => vi.useRealTimers());

describe('the list', () => {
  it('opens at the first case that waits', async () => {
    await open();
    expect(screen.row?.name).toBe('Regimen study 2, set B');
    expect(desk().shown?.case).toBe('C-0143');
    expect(screen.waiting).toBe(158);
  });

  it('takes the study with work before one that is done', async () => {
    backend.myGradingList = [{ ...MY_GRADING, grading: 1, state: 'closed', recorded: 300 }, MY_GRADING];
    await open();
    expect(screen.chosen).toBe(2);
    await screen.choose(1);
    expect(screen.desk).toBeNull();
  });

  it('has no desk where the packet is out', async () => {
    backend.myGradingList = [{ ...MY_GRADING, state: 'elsewhere' }];
    await open();
    expect(screen.desk).toBeNull();
    expect(backend.callsOf('gradingDesk')).toEqual([]);
    expect(screen.waiting).toBe(0);
  });

  it('is nothing where there is none, and says what failed', async () => {
    backend.myGradingList = [];
    await open();
    expect([screen.row, screen.desk]).toEqual([null, null]);
    backend.failures = { myGradings: DISK_FULL };
    await screen.open();
    expect([screen.stage, screen.problem]).toEqual(['failed', DISK_FULL]);
  });

  it('leads on to the first that waits, after the case or from the start', () => {
    expect(nextAfter(['graded', 'toDo', 'graded', 'toDo'], 1)).toBe(3);
    expect(nextAfter(['toDo', 'graded', 'toDo'], 2)).toBe(0);
    expect(nextAfter(['graded', 'toDo'], 1)).toBeNull();
  });
});

describe('a grade', () => {
  it('is recorded with its comment, its flag and its time, and the next case is shown', async () => {
    await open();
    desk().choose(2);
    desk().write(' both are ablative ');
    desk().flag();
    await desk().record();
    expect(requests()).toEqual([{ grading: 2, stage: 'grading', position: 142, grade: 2, skipReason: '', comment: 'both are ablative', isFlagged: true, focusMs: 1000, replaces: null }]);
    expect(desk().shown?.position).toBe(143);
    expect([desk().grade, desk().comment, desk().isFlagged]).toEqual([null, '', false]);
    expect(desk().ticks[142]).toBe('flagged');
    expect(desk().said).toBe('Recorded 2. Case 144 of 300');
    expect(screen.waiting).toBe(157);
  });

  it('is not left before it is on disk', async () => {
    await open();
    let written: () => void = () => undefined;
    const record = backend.recordGrade.bind(backend);
    backend.recordGrade = async (request) => {
      await new Promise<void>((resolve) => (written = resolve));
      return record(request);
    };
    desk().choose(2);
    const recording = desk().record();
    await settled();
    expect([desk().shown?.position, desk().isBusy]).toEqual([142, true]);
    void desk().record();
    desk().choose(5);
    expect(desk().grade).toBe(2);
    written();
    await recording;
    expect(desk().shown?.position).toBe(143);
    expect(requests()).toHaveLength(1);
  });

  it('has the next case in hand before it is recorded', async () => {
    await open();
    await settled();
    expect(backend.callsOf('gradeCase')).toEqual([[2, 'grading', 142], [2, 'grading', 143]]);
    await grade(2);
    // Only the one after it is asked for.
    expect(backend.callsOf('gradeCase').slice(2)).toEqual([[2, 'grading', 144]]);
  });

  it('asks again for a case that could not be had in advance', async () => {
    await open();
    backend.failures = { gradeCase: DISK_FULL };
    await desk().show(10);
    expect([desk().problem, desk().shown?.position]).toEqual([DISK_FULL, 142]);
    backend.failures = {};
    await desk().tryAgain();
    expect(desk().shown?.position).toBe(143);
  });

  it('stays in sight when the disk is full, and is recorded afterwards', async () => {
    await open();
    backend.failures = { recordGrade: DISK_FULL };
    desk().write('kept');
    await grade(4);
    expect([desk().problem?.code, desk().failed]).toEqual(['diskFull', 'record']);
    expect([desk().shown?.position, desk().grade, desk().comment]).toEqual([142, 4, 'kept']);
    expect(desk().ticks[142]).toBe('toDo');
    backend.failures = {};
    await desk().tryAgain();
    expect([desk().problem, desk().shown?.position]).toEqual([null, 143]);
  });

  it('stays recorded when the next case cannot be read', async () => {
    await open();
    await settled();
    await grade(1);
    backend.failures = { gradeCase: DISK_FULL };
    await desk().show(150);
    backend.failures = {};
    expect(requests()).toHaveLength(1);
    expect(desk().problem).toEqual(DISK_FULL);
  });

  it('is not taken within 250 ms of showing the case', async () => {
    await open();
    desk().choose(2);
    await desk().record();
    desk().choose(2);
    now += 249;
    await desk().record();
    expect(requests()).toHaveLength(1);
    now += 1;
    await desk().record();
    expect(requests()).toHaveLength(2);
  });

  it('needs a choice', async () => {
    await open();
    expect(desk().intent).toEqual({ kind: 'none', why: 'Choose 1 to 5 first' });
    await desk().record();
    expect(requests()).toEqual([]);
  });

  it('goes nowhere once the window is locked', async () => {
    await open();
    desk().choose(2);
    const here = desk();
    const recording = here.record();
    screen.clear();
    await recording;
    expect([here.shown, screen.desk, here.comment]).toEqual([null, null, '']);
  });
});

describe('a recorded case', () => {
  it('shows its grade, and Enter goes on to the one that waits', async () => {
    await open();
    await desk().show(56);
    now += 1000;
    expect([desk().grade, desk().intent.kind, desk().next]).toEqual([2, 'goOn', 142]);
    await desk().record();
    expect(desk().shown?.position).toBe(142);
    expect(requests()).toEqual([]);
  });

  it('is corrected by another grade, which says what it replaces', async () => {
    await open();
    await desk().show(56);
    now += 1000;
    desk().choose(3);
    expect(recordWords(desk().intent, true, 'grading').label).toBe('Record 3 instead of 2');
    await desk().record();
    expect(requests()[0]).toMatchObject({ position: 56, grade: 3, replaces: '57' });
    expect(desk().shown?.position).toBe(142);
    expect(desk().pace.recorded).toBe(0);
  });

  it('keeps its skip when only the comment changes, and loses it to a grade', async () => {
    await open();
    await desk().show(72);
    now += 1000;
    desk().write('seen again');
    expect(desk().intent.kind).toBe('change');
    await desk().record();
    expect(requests()[0]).toMatchObject({ grade: null, skipReason: 'the texts are of two patients', comment: 'seen again' });
    await desk().show(112);
    now += 1000;
    desk().choose(1);
    expect(recordWords(desk().intent, true, 'grading').label).toBe('Record 1 instead of the skip');
    await desk().record();
    expect(requests()[1]).toMatchObject({ grade: 1, skipReason: '' });
  });

  it('that was recorded elsewhere is shown, with the own choice kept', async () => {
    await open();
    backend.recordElsewhere(2, 'grading', 142, 4);
    desk().write('mine');
    await grade(2);
    expect([desk().isMet, desk().shown?.position, desk().recorded?.grade, desk().grade, desk().comment]).toEqual([true, 142, 4, 2, 'mine']);
    expect(desk().ticks[142]).toBe('graded');
    expect(desk().intent).toEqual({ kind: 'correct', grade: 2, instead: 4 });
    await desk().record();
    expect(requests().at(-1)).toMatchObject({ grade: 2, replaces: '1001' });
    expect([desk().isMet, desk().shown?.position]).toEqual([false, 143]);
  });

  it('keeps what was chosen for another one while looking around', async () => {
    await open();
    desk().choose(5);
    desk().write('half a thought');
    await desk().step(-1);
    expect([desk().shown?.position, desk().grade]).toEqual([141, 2]);
    await desk().step(1);
    expect([desk().grade, desk().comment]).toEqual([5, 'half a thought']);
    await desk().show(0);
    await desk().step(-1);
    expect(desk().said).toBe('This is the first case of the list');
  });
});

describe('undo', () => {
  it('takes back the last one and puts its choice there again', async () => {
    await open();
    desk().write('hasty');
    await grade(2);
    expect(desk().undoes).toBe(142);
    await desk().undo();
    expect(backend.callsOf('withdrawGrade')).toEqual([[2, 'grading', 142, '1001']]);
    expect([desk().shown?.position, desk().grade, desk().comment, desk().recorded]).toEqual([142, 2, 'hasty', null]);
    expect(desk().ticks[142]).toBe('toDo');
    now += 1000;
    await grade(3);
    expect(requests().at(-1)).toMatchObject({ position: 142, grade: 3, replaces: null });
  });

  it('takes back the case before, also after a restart', async () => {
    await open();
    expect(desk().undoes).toBe(141);
    await desk().undo();
    expect(backend.callsOf('withdrawGrade')).toEqual([[2, 'grading', 141, '142']]);
    expect(desk().shown?.position).toBe(141);
  });

  it('says so when it cannot', async () => {
    await open();
    backend.failures = { withdrawGrade: DISK_FULL };
    await desk().undo();
    expect([desk().problem, desk().failed, desk().shown?.position]).toEqual([DISK_FULL, 'undo', 142]);
    await desk().tryAgain();
    expect(desk().problem).toBeNull();
  });
});

describe('a skip', () => {
  it('needs its reason', async () => {
    await open();
    desk().askToSkip();
    expect(desk().intent).toEqual({ kind: 'none', why: 'Say why first' });
    desk().askToSkip('Not my field');
    await desk().record();
    expect(requests()[0]).toMatchObject({ grade: null, skipReason: 'Not my field' });
    expect([desk().ticks[142], desk().said]).toEqual(['skipped', 'Skipped. Case 144 of 300']);
    expect(desk().skipReason).toBeNull();
  });

  it('is given up by a grade', async () => {
    await open();
    desk().askToSkip('Not');
    desk().choose(3);
    expect(desk().intent).toEqual({ kind: 'grade', grade: 3 });
  });
});

describe('the calibration round', () => {
  beforeEach(() => (backend.myGradingList = [{ ...MY_GRADING, state: 'calibrating', calibrated: 8, recorded: 0, skipped: 0, flagged: 0 }]));

  it('shows the senior grade after one’s own, and goes on with Enter', async () => {
    await open();
    expect([desk().stage, desk().shown?.position]).toEqual(['calibration', 8]);
    await grade(4);
    expect([desk().shown?.position, desk().feedback]).toEqual([8, { grade: 5, note: '18 Gy a fraction at the main bronchus.' }]);
    expect(desk().said).toBe('Recorded 4. The senior oncologist gave 5: 18 Gy a fraction at the main bronchus.');
    desk().choose(5);
    expect([desk().grade, desk().undoes, desk().isEditable]).toEqual([4, null, false]);
    await desk().record();
    expect(desk().shown?.position).toBe(9);
    expect(desk().pace.recorded).toBe(0);
  });

  it('ends in the cases', async () => {
    await open();
    for (const number of [5, 5]) {
      await grade(number);
      await desk().record();
      now += 1000;
    }
    expect([desk().stage, desk().shown?.position, desk().shown?.stage, screen.row?.state]).toEqual(['grading', 0, 'grading', 'grading']);
  });

  it('hides the examples until it is done', async () => {
    await open();
    await screen.toggleExamples();
    expect([screen.drawer.isOpen, screen.drawer.view?.hiddenBecause, screen.drawer.examples]).toEqual([true, 'The examples are shown after your calibration: 8 of 10 are graded.', []]);
  });
});

describe('the end of the list', () => {
  beforeEach(() => (backend.myGradingList = [{ ...MY_GRADING, total: 144, recorded: 142 }]));

  it('comes after the last case, and cases can still be corrected', async () => {
    await open();
    await grade(1);
    expect(recordWords({ kind: 'grade', grade: 2 }, desk().next !== null, 'grading').label).toBe('Record 2');
    await grade(2);
    expect([desk().shown, desk().next, screen.row?.state, screen.waiting]).toEqual([null, null, 'finished', 0]);
    expect(desk().said).toBe('Recorded 2. That was the last case');
    await desk().step(-1);
    now += 1000;
    desk().choose(3);
    await desk().record();
    expect(requests().at(-1)).toMatchObject({ position: 143, grade: 3, replaces: '1002' });
    expect(desk().shown).toBeNull();
  });
});

describe('the time', () => {
  it('counts only while the window is looked at', async () => {
    await open();
    look(false);
    now += 60_000;
    look(true);
    now += 500;
    await grade(2);
    expect(requests()[0]?.focusMs).toBe(1500);
  });

  it('stands while the screen is left, and begins anew with each case', async () => {
    await open();
    screen.leave();
    now += 60_000;
    await screen.open();
    expect(desk().shown?.position).toBe(142);
    now += 200;
    desk().choose(2);
    await desk().record();
    now += 900;
    await grade(2);
    expect(requests().map(({ focusMs }) => focusMs)).toEqual([1200, 900]);
    expect(paceWords(desk().pace.recorded, desk().pace.focusMs)).toBe('2 this session, 1\u00A0s a case');
  });

  it('suggests a pause after a hundred, once', async () => {
    await open();
    for (let times = 0; times < 100; times += 1) await grade(2);
    expect(desk().pace.isTimeToRest).toBe(true);
    desk().pace.rest();
    expect(desk().pace.isTimeToRest).toBe(false);
  });
});

describe('what is chosen and not recorded', () => {
  const kept = () => backend.callsOf('keepDraft').filter(([place]) => place === 'grade').map(([, content]) => content as string);

  it('is kept in the vault after a second, the last word only, and let go once recorded', async () => {
    vi.useFakeTimers();
    await open();
    desk().choose(2);
    desk().write('a');
    await vi.advanceTimersByTimeAsync(900);
    desk().write('ab');
    await vi.advanceTimersByTimeAsync(1000);
    expect(kept().map(gradeDraftFrom)).toEqual([{ grading: 2, stage: 'grading', position: 142, grade: 2, comment: 'ab', isFlagged: false }]);
    await desk().record();
    await vi.advanceTimersByTimeAsync(1);
    expect(kept().at(-1)).toBe('');
  });

  it('is written in order when a write takes long', async () => {
    vi.useFakeTimers();
    const writes: (() => void)[] = [];
    await open();
    backend.keepDraft = async (place, content) => {
      await new Promise<void>((resolve) => writes.push(resolve));
      backend.calls.push(['keepDraft', place, content]);
    };
    desk().choose(2);
    await vi.advanceTimersByTimeAsync(1000);
    await desk().record();
    expect(writes).toHaveLength(1);
    writes[0]?.();
    await vi.advanceTimersByTimeAsync(1);
    writes[1]?.();
    await vi.advanceTimersByTimeAsync(1);
    expect(kept().map((content) => gradeDraftFrom(content)?.grade ?? 'none')).toEqual([2, 'none']);
  });

  it('is not taken away by a lock that comes while it is written', async () => {
    const workplace = new Workplace(backend);
    await workplace.open();
    await settled();
    vi.useFakeTimers();
    await workplace.screens!.grade.open();
    const keep = backend.keepDraft.bind(backend);
    let go: () => void = () => undefined;
    backend.keepDraft = async (place, content) => {
      backend.keepDraft = keep;
      await new Promise<void>((resolve) => (go = resolve));
      await keep(place, content);
    };
    workplace.screens!.grade.desk!.choose(2);
    await vi.advanceTimersByTimeAsync(1000);
    workplace.screens!.grade.desk!.choose(3);
    const locking = workplace.lock('idle');
    go();
    await locking;
    expect(kept().map((content) => gradeDraftFrom(content)?.grade)).toEqual([2, 3]);
    expect(gradeDraftFrom(backend.drafts.get('j-halvorsen/grade') ?? '')?.grade).toBe(3);
  });

  it('is no draft when it is taken back by hand', async () => {
    await open();
    desk().write('a');
    desk().write('');
    expect(screen.draft).toBe('');
  });

  it('comes back after a crash', async () => {
    backend.drafts.set('j-halvorsen/grade', JSON.stringify({ grading: 2, stage: 'grading', position: 143, grade: 4, comment: 'too hot', isFlagged: true }));
    const workplace = new Workplace(backend);
    await workplace.open();
    await settled();
    const grade = workplace.screens!.grade;
    await grade.open();
    expect([grade.desk?.shown?.position, grade.desk?.grade, grade.desk?.comment, grade.desk?.isFlagged]).toEqual([143, 4, 'too hot', true]);
    expect(grade.desk?.undoes).toBeNull();
  });

  it('is forgotten when it had reached the disk', async () => {
    backend.drafts.set('j-halvorsen/grade', JSON.stringify({ grading: 2, stage: 'grading', position: 141, grade: 2, comment: '', isFlagged: false }));
    const workplace = new Workplace(backend);
    await workplace.open();
    await settled();
    await workplace.screens!.grade.open();
    await settled();
    expect(workplace.screens!.grade.desk?.shown?.position).toBe(142);
    expect(backend.drafts.get('j-halvorsen/grade')).toBe('');
  });

  it('survives a lock for the same person only', async () => {
    const workplace = new Workplace(backend);
    await workplace.open();
    await settled();
    await workplace.screens!.grade.open();
    workplace.screens!.grade.desk!.choose(3);
    workplace.screens!.grade.desk!.write('of a real person');
    await workplace.lock('idle');
    expect(workplace.screens).toBeNull();
    await workplace.session.signIn(TANAKA.account, PASSWORD);
    await settled();
    expect(workplace.screens!.grade.draft).toBe('');
    await workplace.lock('requested');
    await workplace.session.signIn(HALVORSEN.account, PASSWORD);
    await settled();
    expect(workplace.place).toBe('grade');
    await workplace.screens!.grade.open();
    expect([workplace.screens!.grade.desk?.grade, workplace.screens!.grade.desk?.comment]).toEqual([3, 'of a real person']);
    expect(workplace.waitingAt('grade')).toBe(158);
  });

  it('is not lost when the window is locked twice before it is looked at', async () => {
    const content = JSON.stringify({ grading: 2, stage: 'grading', position: 142, grade: 4, comment: '', isFlagged: false });
    backend.drafts.set('j-halvorsen/grade', content);
    const workplace = new Workplace(backend);
    await workplace.open();
    await settled();
    await workplace.lock('idle');
    expect(backend.drafts.get('j-halvorsen/grade')).toBe(content);
  });

  it('that cannot be read is nothing', () => {
    for (const content of ['', '{', '{"grading":2}', '{"grading":2,"stage":"other","position":1}']) expect(gradeDraftFrom(content)).toBeNull();
  });
});

describe('a packet', () => {
  it('is opened with its code and chosen', async () => {
    backend.myGradingList = [];
    await open();
    screen.packets.ask();
    screen.packets.code = 'wrong';
    await screen.packets.open();
    expect([screen.packets.problem?.code, screen.packets.isOpening]).toEqual(['badInput', true]);
    screen.packets.code = ` ${PACKET_CODE} `;
    await screen.packets.open();
    expect([screen.packets.isOpening, screen.packets.code, screen.row?.name, desk().stage]).toEqual([false, '', 'Thorax cases, from the university hospital', 'calibration']);
  });

  it('is not opened when the dialog was cancelled', async () => {
    await open();
    backend.packet = null;
    screen.packets.ask();
    screen.packets.code = PACKET_CODE;
    await screen.packets.open();
    expect([screen.packets.isOpening, screen.chosen]).toEqual([true, 2]);
  });

  it('goes back signed, and keeps no password', async () => {
    backend.myGradingList = [{ ...MY_GRADING, state: 'finished', recorded: 300, isPacket: true }];
    await open();
    screen.packets.password = PASSWORD;
    await screen.packets.sendBack(2);
    expect(backend.callsOf('returnPacket')).toEqual([[2, PASSWORD]]);
    expect([screen.packets.password, screen.packets.written]).toEqual(['', 'thorax-cases-j-halvorsen.isocenter-packet']);
  });
});

describe('the ruler', () => {
  const edges = (path: string) => [...path.matchAll(/M(\d+) (\d+)h(\d+)v(\d+)/g)].map(([, ...numbers]) => numbers.map(Number));

  it('has whole pixels, the flagged tall, the skipped short, every 50th of those to do taller', () => {
    const paths = rulerPaths([...Array.from({ length: 98 }, () => 'graded' as const), 'flagged', 'skipped', ...Array.from({ length: 100 }, () => 'toDo' as const)], 100, 1188);
    expect(edges(paths.graded)).toHaveLength(98);
    expect(edges(paths.flagged).map(([, top, , height]) => [top, height])).toEqual([[2, 20]]);
    expect(edges(paths.skipped).map(([, top, , height]) => [top, height])).toEqual([[18, 4]]);
    expect(edges(paths.toDo).filter(([, top]) => top === 12)).toHaveLength(2);
    expect(Object.values(paths).filter((path) => typeof path === 'string').join('')).not.toContain('.');
    expect(paths.here).toBe(edges(paths.toDo)[0]?.[0]);
  });

  it('thins out a long list and loses nothing that needs a person', () => {
    const ticks = Array.from({ length: 10_000 }, (_, index) => (index === 4711 ? 'flagged' as const : index < 6000 ? 'graded' as const : 'toDo' as const));
    const paths = rulerPaths(ticks, 6000, 1188);
    expect(edges(paths.graded).length + edges(paths.toDo).length + edges(paths.flagged).length).toBe(594);
    expect(edges(paths.flagged)).toHaveLength(1);
    expect(paths.width).toBeLessThanOrEqual(1188);
  });

  it('does not spread a short list', () => {
    expect(rulerPaths(Array.from({ length: 10 }, () => 'toDo' as const), 0, 1188).width).toBe(240);
    expect(rulerPaths([], null, 1188).here).toBeNull();
  });

  it('is said in one sentence', () => {
    expect(rulerWords('grading', 1, ['graded', 'toDo', 'flagged', 'skipped'])).toBe('Progress: case 2 of 4. 3 recorded, 1 flagged, 1 skipped, 1 to do.');
    expect(rulerWords('calibration', 2, ['graded', 'graded', 'toDo'])).toBe('Progress: Calibration, not counted: 3 of 3. 2 recorded, 0 flagged, 0 skipped, 1 to do.');
  });
});
