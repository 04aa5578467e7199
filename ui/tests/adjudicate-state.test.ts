// The Adjudicate screen without a page: what is listed, what may be recorded and when, drafts over a lock.

import { beforeEach, describe, expect, it } from 'vitest';

import { ADJUDICATION, FakeBackend, openFor, PASSWORD, PEOPLE, TANAKA } from '../src/lib/api/fake';
import type { PanelMember } from '../src/lib/api/generated';
import { AdjudicateScreen } from '../src/lib/state/adjudicate/adjudicate-screen.svelte';
import { absentOf, absentWords, listed } from '../src/lib/state/adjudicate/panel-words';
import { Workplace } from '../src/lib/state/workplace.svelte';

const SENIOR = PEOPLE.find(({ role }) => role === 'seniorOncologist')!;
const settled = () => new Promise((resolve) => setTimeout(resolve));
let backend: FakeBackend;
let screen: AdjudicateScreen;

beforeEach(async () => {
  backend = new FakeBackend();
  backend.view = openFor(SENIOR);
  screen = new AdjudicateScreen(backend);
});
async function open(): Promise<void> {
  await screen.open();
}
function everybodyIsHere(): void {
  for (const { account } of PEOPLE) backend.present.add(account);
}
function decide(): void {
  for (const [grader, grade] of [['first', 4], ['second', 4], [null, 4]] as const) {
    if (grader) screen.beginAdjusting(grader);
    screen.give(grade);
  }
  screen.decision!.words = 'Underdosed.';
}

describe('the list of discrepancies', () => {
  it('opens on the study that has something open, at its first open case', async () => {
    await open();
    expect(screen.view?.name).toBe('Regimen study 2');
    expect([screen.flagged.length, screen.openCount, screen.waiting]).toEqual([23, 9, 9]);
    expect(screen.case?.case).toBe('C-0211');
  });

  it('lists open ones, decided ones, or all, and keeps a listed case open', async () => {
    await open();
    screen.list('decided');
    await settled();
    expect(screen.rows.map(({ consensus }) => consensus).every((consensus) => consensus !== null)).toBe(true);
    expect(screen.case?.case).toBe('C-0057');
    screen.list('open');
    expect(screen.rows).toHaveLength(9);
  });

  it('lists the cases of one cell, and all again when it is picked twice', async () => {
    await open();
    screen.pick({ first: 2, second: 4 });
    expect(screen.rows).toHaveLength(6);
    screen.pick({ first: 2, second: 4 });
    expect(screen.rows).toHaveLength(23);
  });

  it('widens to all when a cell has nothing in the listed part', async () => {
    await open();
    screen.list('open');
    screen.pick({ first: 3, second: 5 });
    expect(screen.part).toBe('all');
    expect(screen.rows).toHaveLength(2);
  });

  it('goes from case to case and stops at both ends', async () => {
    await open();
    expect(screen.step(-1)).toBe(false);
    expect(screen.step(1)).toBe(true);
    await settled();
    expect(screen.case?.case).toBe('C-0018');
  });

  it('takes the answer about the case that is open now, not of the one before', async () => {
    await open();
    void screen.show(2);
    await screen.show(3);
    await settled();
    expect(screen.case?.item).toBe(3);
  });

  it('asks for no case while the discussion is closed', async () => {
    await screen.open();
    backend.calls.length = 0;
    await screen.choose(3);
    expect(screen.view?.closedBecause).toContain('not recorded yet');
    expect(backend.callsOf('discrepancy')).toEqual([]);
    expect(screen.case).toBeNull();
  });

  it('says what failed', async () => {
    backend.failures = { discussions: { code: 'vaultDamaged', message: 'page 3', detail: null } };
    await open();
    expect([screen.stage, screen.problem?.code]).toEqual(['failed', 'vaultDamaged']);
  });
});

describe('who must be there', () => {
  const member = (part: PanelMember['part'], isPresent: boolean, name: string = part): PanelMember => ({ account: name, name, part, isPresent, unsigned: 0 });

  it('is every grader, one senior and one physicist', () => {
    const panel = [member('senior', true), member('physicist', false, 'p1'), member('physicist', true, 'p2'), member('graderA', false, 'Dr A'), member('graderB', true)];
    expect(absentOf(panel)).toEqual(['Dr A']);
    expect(absentWords(panel)).toBe('Dr A is not signed in.');
    expect(absentWords([])).toBe('A senior oncologist and a physicist are not signed in.');
    expect(absentWords(panel.map((one) => ({ ...one, isPresent: true })))).toBe('');
  });

  it('reads as a list', () => {
    expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a and b', 'a, b and c']);
  });
});

describe('recording what is agreed', () => {
  it('says who and what is missing until nothing is', async () => {
    await open();
    expect(screen.whyRecordIsOff).toContain('Dr J. Halvorsen, Dr L. Amari and a physicist are not signed in.');
    expect(screen.whyRecordIsOff).toContain('The adjusted grade of A, the adjusted grade of B, the consensus and a reason or words are missing.');
    everybodyIsHere();
    await screen.choose(2);
    decide();
    expect(screen.whyRecordIsOff).toBe('');
  });

  it('gives a number to the grader whose key came before, else to the consensus', async () => {
    await open();
    screen.beginAdjusting('second');
    screen.give(5);
    screen.give(3);
    expect([screen.decision?.first, screen.decision?.second, screen.decision?.consensus]).toEqual([null, 5, 3]);
    screen.beginAdjusting('first');
    screen.beginAdjusting('first');
    screen.give(2);
    expect([screen.decision?.first, screen.decision?.consensus]).toEqual([null, 2]);
  });

  it('records, goes on to the next open case and says so', async () => {
    everybodyIsHere();
    await open();
    decide();
    screen.decision!.toggle('dose', true);
    await screen.record();
    expect(backend.callsOf('settleDiscrepancy')[0]?.[0]).toEqual({ grading: 2, item: 1, first: 4, second: 4, consensus: 4, reasons: ['dose'], words: 'Underdosed.', dissent: '', replaces: null, changeReason: '' });
    expect(screen.case?.case).toBe('C-0018');
    expect(screen.openCount).toBe(8);
    expect(screen.said).toBe('C-0211: consensus 4 recorded.');
    expect(screen.decision?.isTouched).toBe(false);
  });

  it('sends nothing while something is missing', async () => {
    await open();
    decide();
    await screen.record();
    expect(backend.callsOf('settleDiscrepancy')).toEqual([]);
  });

  it('keeps the form when the program refuses', async () => {
    everybodyIsHere();
    await open();
    decide();
    backend.failures = { settleDiscrepancy: { code: 'alreadyRecorded', message: 'settled meanwhile', detail: null } };
    await screen.record();
    expect(screen.settling.problem?.code).toBe('alreadyRecorded');
    expect(screen.decision?.words).toBe('Underdosed.');
    expect(screen.case?.case).toBe('C-0211');
  });

  it('changes a decision with a reason only, and voids the signatures on the one before', async () => {
    everybodyIsHere();
    await open();
    await screen.show(10);
    expect(screen.isEditable).toBe(false);
    screen.decision!.change(screen.case!);
    expect(screen.isEditable).toBe(true);
    screen.give(3);
    expect(screen.whyRecordIsOff).toBe('Why it is changed is missing.');
    screen.decision!.changeReason = 'Boost was overlooked.';
    await screen.record();
    expect(screen.case?.settled).toMatchObject({ consensus: 3, changeReason: 'Boost was overlooked.', signatures: [] });
    expect(screen.case?.earlier[0]?.signatures.map(({ isVoid }) => isVoid)).toEqual([true, true]);
    expect(screen.case?.case).toBe('C-0057');
  });

  it('gives up a change', async () => {
    await open();
    await screen.show(10);
    screen.decision!.change(screen.case!);
    screen.give(5);
    screen.dropChange();
    expect([screen.isEditable, screen.case?.settled?.consensus]).toEqual([false, 2]);
  });

  it('leaves a case open and keeps what was written', async () => {
    await open();
    screen.decision!.words = 'Ask for the pathology.';
    screen.leaveOpen();
    await settled();
    expect(screen.case?.case).toBe('C-0018');
    await screen.show(1);
    expect(screen.decision?.words).toBe('Ask for the pathology.');
  });

  it('is for the senior oncologist, and for nobody once it is locked', async () => {
    backend.view = openFor(TANAKA);
    await open();
    expect([screen.isEditable, screen.whyRecordIsOff]).toEqual([false, 'A senior oncologist records what the panel settles.']);
    backend.view = openFor(SENIOR);
    backend.adjudications.set(2, { ...ADJUDICATION, isLocked: true });
    await screen.choose(2);
    expect([screen.isEditable, screen.give(3), screen.beginAdjusting('first')]).toEqual([false, false, false]);
    expect(screen.whyRecordIsOff).toContain('locked');
  });
});

describe('the panel', () => {
  it('is joined by password, and the dialog stays until it is right', async () => {
    await open();
    const physicist = screen.view!.panel.find(({ part }) => part === 'physicist')!;
    screen.door.ask(physicist, 'join');
    expect(await screen.door.give('wrong')).toBe(false);
    expect(screen.door.sending.problem?.code).toBe('wrongPassword');
    expect(screen.door.asked).not.toBeNull();
    expect(await screen.door.give(PASSWORD)).toBe(true);
    expect(screen.door.asked).toBeNull();
    expect(screen.view!.panel.find(({ part }) => part === 'physicist')?.isPresent).toBe(true);
    await screen.door.leave(physicist);
    expect(screen.view!.panel.find(({ part }) => part === 'physicist')?.isPresent).toBe(false);
  });

  it('signs what is not signed yet, member by member', async () => {
    await open();
    await screen.show(11);
    expect(screen.view?.unsigned).toBe(3);
    screen.door.ask(screen.view!.panel[0]!, 'sign');
    await screen.door.give(PASSWORD);
    await settled();
    expect(screen.view?.unsigned).toBe(0);
    expect(screen.flagged.filter(({ consensus, isSigned }) => consensus !== null && !isSigned)).toEqual([]);
    expect(screen.said).toBe('Signed by Prof. A. Lindqvist.');
  });

  it('casts a private vote and sees of others only that they voted', async () => {
    await open();
    expect(screen.case?.votes).toEqual([{ name: 'Dr J. Halvorsen', part: 'graderA', grade: null }]);
    await screen.vote(3);
    expect(backend.callsOf('castPanelVote')).toEqual([[2, 1, 3]]);
    expect(screen.case?.votes.at(-1)).toEqual({ name: 'Prof. A. Lindqvist', part: 'senior', grade: 3 });
  });
});

describe('over a lock', () => {
  it('keeps what was written for the same person, and takes it out of sight', async () => {
    const workplace = new Workplace(backend);
    await workplace.open();
    await settled();
    const before = workplace.screens!.adjudicate;
    await before.open();
    await before.show(2);
    before.decision!.words = 'cT3b is high risk.';
    before.decision!.first = 4;
    await workplace.lock('idle');
    expect(before.case).toBeNull();
    expect(before.view).toBeNull();
    backend.view = openFor(SENIOR);
    await workplace.session.look();
    await settled();
    await workplace.screens!.adjudicate.open();
    const after = workplace.screens!.adjudicate;
    expect([after.case?.case, after.decision?.words, after.decision?.first]).toEqual(['C-0018', 'cT3b is high risk.', 4]);
    expect(workplace.waitingAt('adjudicate')).toBe(9);
  });

  it('keeps nothing when nothing was written', async () => {
    await open();
    expect([screen.position, screen.draft, screen.draftAtLock]).toEqual([null, '', null]);
  });

  it('takes a draft out of the vault once the case is recorded', async () => {
    screen.resumeAt(JSON.stringify({ grading: 2, item: 2, drafts: [{ item: 2, first: 4, second: 4, consensus: 4, reasons: [], words: 'High risk.', dissent: '', changeReason: '', isChanging: false }] }));
    everybodyIsHere();
    expect(screen.draftAtLock).toContain('High risk.');
    await open();
    expect([screen.case?.case, screen.decision?.words]).toEqual(['C-0018', 'High risk.']);
    await screen.record();
    expect(screen.draftAtLock).toBe('');
    screen.keepDraft(screen.draft);
    await screen.draftWritten;
    expect(backend.callsOf('keepDraft')).toEqual([['adjudicate', '']]);
    expect(screen.draftAtLock).toBeNull();
  });

  it('shrugs at a draft that cannot be read', async () => {
    screen.resumeAt('{');
    await open();
    expect(screen.case?.case).toBe('C-0211');
  });

  it('lets go of a draft whose case was settled meanwhile', async () => {
    screen.resumeAt(JSON.stringify({ grading: 2, item: 10, drafts: [{ item: 10, first: 1, second: null, consensus: null, reasons: [], words: 'old', dissent: '', changeReason: '', isChanging: false }] }));
    await open();
    expect([screen.case?.case, screen.decision?.words]).toEqual(['C-0057', '']);
  });
});
