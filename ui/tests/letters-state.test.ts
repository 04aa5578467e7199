// Letters without a page: segments, drafting, keeping what is written, points before signing, the list, what a lock keeps.

import { beforeEach, describe, expect, it, vi } from 'vitest';

import { AMARI, BREAST_LETTER, DEMO_MODEL, FakeBackend, HALVORSEN, LETTER_ROWS, letterRow, LUNG_LETTER, openFor, PEOPLE, TANAKA } from '../src/lib/api/fake';
import type { ErrorView, LetterClaimView, LetterView } from '../src/lib/api/generated';
import { isSameFact, paragraphsOf, segmentsOf } from '../src/lib/state/letters/claim-segments';
import { keptWork } from '../src/lib/state/letters/kept-work';
import { letterTabs } from '../src/lib/state/letters/letter-tabs';
import { revisionWords, whySignIsOff } from '../src/lib/state/letters/letter-words';
import type { LetterWork } from '../src/lib/state/letters/letter-work.svelte';
import { LettersScreen } from '../src/lib/state/letters/letters-screen.svelte';
import { Workplace } from '../src/lib/state/workplace.svelte';

const DISK_FULL: ErrorView = { code: 'diskFull', message: 'no space is left', detail: null };
const settled = async () => {
  for (let times = 0; times < 4; times += 1) await new Promise((resolve) => setTimeout(resolve));
};
const claim = (start: number, end: number, changes: Partial<LetterClaimView> = {}): LetterClaimView => ({ start, end, kind: 'dose', verdict: 'traced', facts: [], block: null, isConfirmed: false, ...changes });

let backend: FakeBackend;
let screen: LettersScreen;
beforeEach(() => {
  backend = new FakeBackend();
  backend.view = openFor(AMARI);
  screen = new LettersScreen(backend);
});

async function open(letter = LUNG_LETTER.letter): Promise<LetterWork> {
  await screen.open();
  await screen.choose(letter);
  if (!screen.work) throw new Error('the letter did not open');
  return screen.work;
}
const writes = () => backend.callsOf('writeLetterSection');
const keys = (work: LetterWork) => work.view.blocks.map(({ key }) => key);

describe('the tabs of the screen', () => {
  it('are for whom they are', () => {
    expect(letterTabs(HALVORSEN)).toEqual(['rate']);
    expect(letterTabs(AMARI)).toEqual(['write', 'rate']);
    expect(letterTabs(PEOPLE.find(({ role }) => role === 'seniorOncologist') ?? null)).toEqual(['write', 'rate']);
    expect(letterTabs(TANAKA)).toEqual(['write']);
    expect(letterTabs(null)).toEqual(['write']);
  });
});

describe('a text with claims', () => {
  it('is cut where claims begin and end, and nothing of it is lost', () => {
    const pieces = segmentsOf('54 Gy in 3 fractions', [claim(0, 5), claim(9, 20)]);
    expect(pieces.map(({ text, claim: over }) => [text, over !== null])).toEqual([['54 Gy', true], [' in ', false], ['3 fractions', true]]);
  });

  it('shows of claims over each other the one that is open and graver', () => {
    const pieces = segmentsOf('left upper lobe', [claim(0, 15, { facts: ['a'] }), claim(0, 4, { verdict: 'contradicted', facts: ['b'] }), claim(0, 4, { verdict: 'unsupported', isConfirmed: true })]);
    expect(pieces.map(({ text, claim: over }) => [text, over?.verdict])).toEqual([['left', 'contradicted'], [' upper lobe', 'traced']]);
    expect(pieces[0]?.facts).toEqual(['b', 'a']);
  });

  it('takes no claim whose place is not in the text, and may be empty', () => {
    expect(segmentsOf('abc', [claim(2, 9), claim(1, 1)]).map(({ text }) => text)).toEqual(['abc']);
    expect(segmentsOf('', [])).toEqual([]);
  });

  it('counts places in UTF-16 units', () => {
    expect(segmentsOf('🫁 54 Gy', [claim(3, 8)]).map(({ text }) => text)).toEqual(['🫁 ', '54 Gy']);
  });

  it('has space between paragraphs, not empty lines', () => {
    expect(paragraphsOf('Dear colleague,\n\nThank you.\nOne line on.')).toEqual(['Dear colleague,', 'Thank you.\nOne line on.']);
  });

  it('knows a fact by its name and by that of its group', () => {
    expect(isSameFact('courses.1.dose', 'courses.1.dose')).toBe(true);
    expect(isSameFact('courses.1', 'courses.1.dose')).toBe(true);
    expect(isSameFact('courses.1', 'courses.11')).toBe(false);
  });
});

describe('a draft', () => {
  it('writes every open section, shows the words as they come, and stands when a section is complete', async () => {
    backend.onLetterRun = () => undefined;
    const work = await open();
    void work.draftWhole();
    await settled();
    const run = backend.letterRuns[0]!;
    expect(run.request).toMatchObject({ letter: 7, version: 0, model: DEMO_MODEL.id, temperature: 0, seed: 1 });
    expect(run.request.sections).toHaveLength(7);
    run.send({ kind: 'sectionText', section: 'salutation', text: 'Dear Dr' });
    expect([work.drafting.current, work.drafting.text]).toEqual(['salutation', 'Dear Dr']);
    expect(work.isFixed).toBe(true);
    run.finishSection('salutation');
    expect(work.sectionOf('salutation').text).toContain('Dear Dr Ferreira');
    expect(work.view.row.version).toBe(1);
    run.finish(1);
    await settled();
    expect(work.drafting.stage).toBe('finished');
    expect(work.view.row.version).toBe(7);
    expect(screen.rows.find(({ letter }) => letter === 7)?.state).toBe('draft');
  });

  it('that is stopped keeps what was complete and takes nothing that comes late', async () => {
    backend.onLetterRun = () => undefined;
    const work = await open();
    void work.draftWhole();
    await settled();
    const run = backend.letterRuns[0]!;
    run.finishSection('salutation');
    await work.stop();
    run.send({ kind: 'sectionText', section: 'diagnoses', text: 'late' });
    expect(work.drafting.stage).toBe('stopped');
    expect(work.drafting.text).toBe('');
    expect(work.sectionOf('salutation').origin).toBe('drafted');
    expect(work.sectionOf('diagnoses').origin).toBe('empty');
    expect(backend.callsOf('cancelLetterDraft')).toHaveLength(1);
    expect(work.toDraft).not.toContain('salutation');
  });

  it('that fails says so and leaves the letter as it was', async () => {
    backend.failures = { draftLetter: { code: 'notEnoughMemory', message: 'x', detail: null } };
    const work = await open();
    await work.draftWhole();
    expect(work.drafting.problem?.code).toBe('notEnoughMemory');
    expect(work.view.row.version).toBe(0);
  });

  it('that meets another version reads the letter again and says so', async () => {
    backend.draftWhole(7);
    const work = await open();
    backend.letterBook(7).write('closing', 'Yours', 'S. Tanaka');
    backend.failures = { draftLetter: { code: 'alreadyRecorded', message: 'x', detail: null } };
    await work.redraft('diagnoses');
    expect(work.isMet).toBe(true);
    expect(work.sectionOf('closing').text).toBe('Yours');
  });

  it('asks only models that draft letters', async () => {
    backend.models = [Object.assign({ ...DEMO_MODEL, id: 'regimens' }, { draftsLetters: false }), Object.assign({ ...DEMO_MODEL, id: 'letters' }, { draftsLetters: true })];
    await open();
    expect(screen.models.list.map(({ id }) => id)).toEqual(['letters']);
    expect(screen.models.chosen?.id).toBe('letters');
    backend.models = [Object.assign({ ...DEMO_MODEL }, { draftsLetters: false })];
    await screen.models.found.look();
    expect(screen.work?.whyDraftIsOff).toBe('No model here drafts letters');
  });

  it('of the letter leaves alone what a person wrote or locked', async () => {
    backend.draftWhole(7).lock('closing', 'locked', '');
    backend.letterBook(7).write('recommendations', 'Mine.', '');
    const work = await open();
    expect(work.toDraft).not.toContain('closing');
    expect(work.toDraft).not.toContain('recommendations');
    expect(work.toDraft).toContain('diagnoses');
  });

  it('keeps what is being written first, and does not write over it', async () => {
    backend.draftWhole(7);
    const work = await open();
    work.edit('closing');
    work.write('closing', 'Kind regards');
    await work.draftWhole();
    expect(backend.letterRuns[0]?.request.sections).not.toContain('closing');
    expect(work.sectionOf('closing').text).toBe('Kind regards');
  });

  it('over what a person wrote is asked first', async () => {
    backend.draftWhole(7).write('recommendations', 'Mine.', '');
    const work = await open();
    await work.redraft('recommendations');
    expect(work.overwriting).toBe('recommendations');
    expect(backend.letterRuns).toHaveLength(0);
    await work.redraft('recommendations');
    expect(backend.letterRuns[0]?.request.sections).toEqual(['recommendations']);
    expect(work.sectionOf('recommendations').origin).toBe('drafted');
  });
});

describe('what is written in a section', () => {
  it('is kept on the version that stands, and the check follows', async () => {
    backend.draftWhole(7);
    const work = await open();
    expect(work.edit('summaryAndAssessment')).toBe(true);
    work.write('summaryAndAssessment', 'Treatment of the right upper lobe.');
    await work.keep('summaryAndAssessment');
    expect(writes()[0]).toEqual([7, 7, 'summaryAndAssessment', 'Treatment of the right upper lobe.']);
    expect(work.edits).toEqual([]);
    expect(work.sectionOf('summaryAndAssessment').origin).toBe('edited');
    expect(keys(work)).toEqual(['treatmentHistory/22 December 2025']);
  });

  it('is not sent when nothing was changed', async () => {
    backend.draftWhole(7);
    const work = await open();
    work.edit('closing');
    await work.keep('closing');
    expect(writes()).toEqual([]);
    expect(work.edits).toEqual([]);
  });

  it('stays when it could not be kept, and goes by the next try', async () => {
    backend.draftWhole(7);
    const work = await open();
    backend.failures = { writeLetterSection: DISK_FULL };
    work.edit('closing');
    work.write('closing', 'Kind regards');
    await work.keep('closing');
    expect(work.editOf('closing')).toMatchObject({ stage: 'failed', text: 'Kind regards' });
    expect(work.whySignIsOff).not.toBe('');
    backend.failures = {};
    await work.keep('closing');
    expect(work.sectionOf('closing').text).toBe('Kind regards');
  });

  it('goes on top of a newer version when its section is as it was', async () => {
    backend.draftWhole(7);
    const work = await open();
    work.edit('closing');
    work.write('closing', 'Kind regards');
    backend.letterBook(7).write('recommendations', 'Changed elsewhere.', 'S. Tanaka');
    await work.keep('closing');
    expect(work.edits).toEqual([]);
    expect(work.sectionOf('closing').text).toBe('Kind regards');
    expect(work.sectionOf('recommendations').text).toBe('Changed elsewhere.');
  });

  it('is not lost, and overwrites nothing, when its section was changed meanwhile', async () => {
    backend.draftWhole(7);
    const work = await open();
    work.edit('closing');
    work.write('closing', 'Kind regards');
    backend.letterBook(7).write('closing', 'Yours sincerely', 'S. Tanaka');
    await work.keep('closing');
    expect(work.editOf('closing')).toMatchObject({ stage: 'met', text: 'Kind regards' });
    expect(work.sectionOf('closing').text).toBe('Yours sincerely');
    expect(backend.letterBook(7).text).not.toContain('Kind regards');
    await work.keep('closing');
    expect(work.sectionOf('closing').text).toBe('Kind regards');
    expect(work.edits).toEqual([]);
  });

  it('is kept before another letter opens, and holds its letter when it cannot be', async () => {
    backend.draftWhole(7);
    const work = await open();
    work.edit('closing');
    work.write('closing', 'Kind regards');
    await screen.choose(BREAST_LETTER.letter);
    expect(backend.letterBook(7).text).toContain('Kind regards');
    expect(screen.work?.letter).toBe(BREAST_LETTER.letter);
    backend.draftWhole(12);
    await screen.work?.reload();
    screen.work?.edit('closing');
    screen.work?.write('closing', 'Mit besten Grüßen');
    backend.failures = { writeLetterSection: DISK_FULL };
    await screen.choose(7);
    expect(screen.work?.letter).toBe(12);
    expect(screen.work?.editOf('closing')?.text).toBe('Mit besten Grüßen');
    expect(screen.step(1)).toBe(false);
  });

  it('cannot be begun in a locked section, in a signed letter, or while the model writes', async () => {
    const book = backend.draftWhole(7);
    book.lock('closing', 'locked', '');
    const work = await open();
    expect(work.edit('closing')).toBe(false);
    await work.redraft('closing');
    expect(backend.letterRuns).toHaveLength(0);
    backend.onLetterRun = () => undefined;
    void work.redraft('diagnoses');
    await settled();
    expect(work.edit('recommendations')).toBe(false);
    await work.stop();
    book.sign('Dr L. Amari');
    await work.reload();
    expect(work.edit('recommendations')).toBe(false);
  });
});

describe('points before signing', () => {
  it('stand in the way of a signature until each is changed or confirmed with a reason', async () => {
    backend.draftWhole(7);
    const work = await open();
    expect(keys(work)).toEqual(['treatmentHistory/22 December 2025', 'summaryAndAssessment/left upper lobe', 'summaryAndAssessment/durvalumab']);
    expect(work.whySignIsOff).toBe('3 points to settle first');
    expect(work.askToSign()).toBe(false);
    work.askReason('treatmentHistory/22 December 2025');
    await work.confirm();
    work.choice.reason = '  ';
    await work.confirm();
    expect(backend.callsOf('confirmLetterBlock')).toEqual([]);
    work.choice.reason = ' Seen in the planning system. ';
    await work.confirm();
    expect(backend.callsOf('confirmLetterBlock')[0]).toEqual([7, 7, 'treatmentHistory/22 December 2025', 'Seen in the planning system.']);
    expect(work.choice.blockKey).toBe('summaryAndAssessment/left upper lobe');
    expect(work.view.confirmations).toHaveLength(1);
    await work.withdraw(work.view.confirmations[0]!.block);
    expect(work.view.blocks).toHaveLength(3);
  });

  it('are walked through in a ring, and light up their facts', async () => {
    backend.draftWhole(7);
    const work = await open();
    work.choice.stepBlock(-1);
    expect(work.choice.blockKey).toBe('summaryAndAssessment/durvalumab');
    work.choice.stepBlock(1);
    work.choice.stepBlock(1);
    expect(work.choice.blockKey).toBe('summaryAndAssessment/left upper lobe');
    expect(work.choice.section).toBe('summaryAndAssessment');
    expect(work.choice.isLit('diagnoses.1.side')).toBe(true);
    expect(work.choice.isLit('diagnoses.1.code')).toBe(false);
  });

  it('are let go when somebody turns to another section', async () => {
    backend.draftWhole(7);
    const work = await open();
    work.choice.stepBlock(1);
    work.choice.moveTo('treatmentHistory');
    expect(work.choice.block).not.toBeNull();
    work.choice.moveTo('closing');
    expect(work.choice.block).toBeNull();
  });

  it('cannot be confirmed where there is only a heading', async () => {
    backend.letterBook(7).draft('salutation', 'Dear colleague,', 'm', '');
    const work = await open();
    expect(work.view.blocks[0]?.kind).toBe('emptySection');
    work.askReason(work.view.blocks[0]!.key);
    expect(work.choice.reason).toBeNull();
    await work.leaveOut('diagnoses');
    expect(keys(work)).not.toContain('empty/diagnoses');
  });

  it('are read again when somebody else changed the letter, and nothing is confirmed', async () => {
    backend.draftWhole(7);
    const work = await open();
    work.askReason('treatmentHistory/22 December 2025');
    work.choice.reason = 'Seen.';
    backend.letterBook(7).write('closing', 'Yours', 'S. Tanaka');
    await work.confirm();
    expect(work.isMet).toBe(true);
    expect(work.view.confirmations).toEqual([]);
    expect(work.choice.reason).toBe('Seen.');
    await work.confirm();
    expect(work.view.confirmations).toHaveLength(1);
    expect(work.isMet).toBe(false);
  });

  it('lapse with their words', async () => {
    const book = backend.draftWhole(7);
    book.confirm('summaryAndAssessment/durvalumab', 'Asked for.', '');
    const work = await open();
    work.edit('summaryAndAssessment');
    work.write('summaryAndAssessment', 'All went well.');
    await work.keep('summaryAndAssessment');
    expect(work.view.confirmations).toEqual([]);
  });
});

describe('a signature', () => {
  async function ready(): Promise<LetterWork> {
    const book = backend.draftWhole(7);
    for (const { key } of book.view(true).blocks) book.confirm(key, 'Seen.', '');
    return open();
  }

  it('is given after a question, and then nothing can be changed until it is reopened', async () => {
    const work = await ready();
    expect(work.askToSign()).toBe(true);
    await work.sign();
    expect(work.view.signature?.by).toBe(AMARI.name);
    expect(work.isFixed).toBe(true);
    await work.toggleLock('closing');
    expect(backend.callsOf('lockLetterSection')).toEqual([]);
    await work.export('docx');
    expect(work.exporting.said).toContain('L-0007.docx');
    await work.reopen();
    expect(work.isSigned).toBe(false);
    expect(work.edit('closing')).toBe(true);
  });

  it('waits for what is not kept yet', async () => {
    const work = await ready();
    work.edit('closing');
    work.write('closing', 'Kind regards');
    expect(work.whySignIsOff).toBe('Keep what is written first');
  });

  it('is an oncologist’s', async () => {
    backend.view = openFor(TANAKA);
    const work = await ready();
    expect(work.whySignIsOff).toBe('An oncologist signs');
    expect(work.askToSign()).toBe(false);
  });

  it('says how far the letter is from the draft', () => {
    const view = (revision: LetterView['revision']) => ({ revision, row: letterRow(1, { version: 3 }) }) as LetterView;
    expect(revisionWords(view({ edits: 14, draftWords: 212, letterWords: 209, shareKept: 0.934 }))).toBe('14 of 212 words changed from the draft, 93\u00A0% kept');
    expect(revisionWords(view({ edits: 0, draftWords: 212, letterWords: 212, shareKept: 1 }))).toBe('As drafted, word for word');
    expect(revisionWords(view({ edits: 4000, draftWords: 9000, letterWords: 12, shareKept: null }))).toContain('4,000 or more');
    expect(revisionWords(view(null))).toBe('Not drafted by a model');
    expect(whySignIsOff({ ...view(null), maySign: true, blocks: [] } as LetterView)).toBe('');
  });
});

describe('the list', () => {
  it('finds by number, patient and diagnosis, without regard to case and accents', async () => {
    await screen.open();
    screen.search = 'nobody';
    expect(screen.shown).toEqual([]);
    screen.search = 'ÄNNE';
    expect(screen.shown.map(({ letter }) => letter)).toEqual([12]);
    screen.search = 'anne gross';
    expect(screen.shown.map(({ letter }) => letter)).toEqual([12]);
    screen.search = 'lung 0007';
    expect(screen.shown.map(({ letter }) => letter)).toEqual([7]);
    screen.search = '';
    screen.state = 'signed';
    expect(screen.shown.map(({ letter }) => letter)).toEqual([8]);
  });

  it('steps through what is shown', async () => {
    await screen.open();
    await screen.choose(7);
    expect(screen.step(-1)).toBe(false);
    expect(screen.step(1)).toBe(true);
    await settled();
    expect(screen.work?.letter).toBe(8);
  });

  it('is asked again after a failure', async () => {
    backend.failures = { letters: DISK_FULL };
    await screen.open();
    expect(screen.stage).toBe('failed');
    backend.failures = {};
    await screen.open();
    expect(screen.rows).toHaveLength(LETTER_ROWS.length);
  });

  it('tells what came of an import, of a split, of training pairs', async () => {
    await screen.open();
    await screen.intake.import();
    expect(screen.intake.report?.refused).toBe(2);
    screen.intake.validationText = '60';
    screen.intake.heldOutText = '60';
    await screen.intake.split();
    expect(backend.callsOf('splitLetters')).toEqual([]);
    screen.intake.heldOutText = '20';
    await screen.intake.split();
    expect(backend.callsOf('splitLetters')).toEqual([[1, 60, 20]]);
    await screen.intake.exportPairs();
    expect(screen.intake.pairs?.train).toBe(84);
    await screen.intake.setPart(11, 'validation');
    expect(screen.rows.find(({ letter }) => letter === 11)?.part).toBe('validation');
  });
});

describe('versions', () => {
  it('are listed while they are looked at, follow the changes, and can be read', async () => {
    backend.draftWhole(7);
    const work = await open();
    expect(backend.callsOf('letterVersions')).toEqual([]);
    await work.versions.toggle();
    expect(work.versions.rows).toHaveLength(7);
    await work.toggleLock('closing');
    await settled();
    expect(work.versions.rows[0]?.act).toBe('locked');
    await work.versions.show(1);
    expect(work.versions.shown?.text).toContain('Dear Dr Ferreira');
    expect(work.versions.shown?.text).not.toContain('kind regards');
  });
});

describe('a lock of the window', () => {
  async function enter(): Promise<{ workplace: Workplace; work: LetterWork }> {
    backend.draftWhole(7);
    const workplace = new Workplace(backend);
    await workplace.open();
    await settled();
    workplace.go('letters');
    const letters = workplace.screens!.letters;
    await letters.open();
    await letters.choose(7);
    return { workplace, work: letters.work! };
  }

  it('keeps what is being written in the letter', async () => {
    const { workplace, work } = await enter();
    work.edit('closing');
    work.write('closing', 'Kind regards');
    await workplace.lock('idle');
    expect(workplace.screens).toBeNull();
    expect(backend.letterBook(7).text).toContain('Kind regards');
    expect(work.edits).toEqual([]);
  });

  it('keeps aside what could not be kept, and gives it back', async () => {
    const { workplace, work } = await enter();
    work.edit('closing');
    work.write('closing', 'Kind regards');
    backend.letterBook(7).write('closing', 'Yours sincerely', 'S. Tanaka');
    await workplace.lock('idle');
    expect(backend.letterBook(7).text).not.toContain('Kind regards');
    await workplace.session.signIn(AMARI.account, backend.password);
    await settled();
    const letters = workplace.screens!.letters;
    await letters.open();
    expect(letters.work?.editOf('closing')).toMatchObject({ stage: 'met', text: 'Kind regards' });
  });

  it('writes what is being written down by itself after a pause', async () => {
    vi.useFakeTimers();
    try {
      backend.draftWhole(7);
      const opening = open();
      await vi.runAllTimersAsync();
      const work = await opening;
      work.edit('closing');
      work.write('closing', 'Kind');
      work.write('closing', 'Kind regards');
      await vi.advanceTimersByTimeAsync(1100);
      const kept = backend.callsOf('keepDraft').at(-1);
      expect(kept?.[0]).toBe('letters');
      expect(keptWork(String(kept?.[1]))).toEqual({ letter: 7, edits: [{ section: 'closing', base: work.sectionOf('closing').text, text: 'Kind regards' }] });
      await work.keep('closing');
      await vi.runAllTimersAsync();
      expect(backend.callsOf('keepDraft').at(-1)).toEqual(['letters', '']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is not confused by what it cannot read', () => {
    expect(keptWork('{')).toBeNull();
    expect(keptWork('{"letter":"7"}')).toBeNull();
    expect(keptWork('{"letter":7,"edits":[{"section":"x"}]}')).toEqual({ letter: 7, edits: [] });
  });
});
