// What stands beside a suggestion, as state: places in a text, what is read while typing, agreement, checks, decisions, the day's list.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { agreementEvents, agreementOf, armEvents, BASE, checksOf, DEMO_MODEL, FakeBackend, phase, RESEARCH_LABEL, runEvents, SIDE_STOP, THRESHOLD, TUNED, type ArmScript, type Run } from '../src/lib/api/fake';
import type { ArmChoice, ErrorView, ReadDiagnosis } from '../src/lib/api/generated';
import { RunSettings } from '../src/lib/state/run-settings.svelte';
import { agreementMeaning, agreementTitle, cellCounts, planWords, spokenCells, thresholdOrigin } from '../src/lib/state/suggest/agreement-words';
import { checkCount, exceptionsFirst } from '../src/lib/state/suggest/check-words';
import { DiagnosisReading, READING_PAUSE_MS } from '../src/lib/state/suggest/diagnosis-reading.svelte';
import { movedAlong, textPieces } from '../src/lib/state/suggest/text-spans';
import { SuggestScreen } from '../src/lib/state/suggest/suggest-screen.svelte';

const DISK_FULL: ErrorView = { code: 'diskFull', message: 'no space', detail: null };
const plain = (text: string) => text.replaceAll('\u00A0', ' ');
const settled = () => vi.advanceTimersByTimeAsync(0);
const STOPPED: ArmScript = { ...TUNED, checks: [...checksOf('', TUNED.text), SIDE_STOP] };

let backend: FakeBackend;
let screen: SuggestScreen;

/** A screen on which a suggestion stands. */
async function suggest(script = TUNED, arms: ArmChoice = 'tuned', base = BASE): Promise<Run> {
  await screen.open();
  screen.show(arms);
  screen.diagnosis.text = 'left breast cancer';
  void screen.suggest();
  await settled();
  const run = backend.runs.at(-1);
  if (!run) throw new Error('nothing was asked');
  run.send(...runEvents(run.request, script, base));
  run.end();
  await settled();
  return run;
}
const deciding = () => {
  if (!screen.deciding) throw new Error('nothing to decide');
  return screen.deciding;
};

beforeEach(() => {
  vi.useFakeTimers();
  backend = new FakeBackend();
  screen = new SuggestScreen(backend);
});
afterEach(() => vi.useRealTimers());

describe('places in a text', () => {
  const text = 'left breast, upper-outer quadrant';

  it('cut it into pieces that make the whole text again', () => {
    const pieces = textPieces(text, [{ start: 0, end: 11 }, { start: 13, end: 33 }], [{ start: 5, end: 18 }]);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    expect(pieces.filter(({ isFound, isMarked }) => isFound && isMarked).map((piece) => piece.text)).toEqual(['breast', 'upper']);
  });

  it('that lie outside the text, or are empty, mark nothing', () => {
    expect(textPieces('ab', [{ start: 1, end: 9 }, { start: -1, end: 1 }], [{ start: 1, end: 1 }])).toEqual([{ text: 'ab', isFound: false, isMarked: false }]);
    expect(textPieces('', [{ start: 0, end: 1 }], [])).toEqual([]);
  });

  it('move with what is typed before them and stay for what is typed behind', () => {
    const spans = [{ start: 0, end: 4 }, { start: 5, end: 11 }];
    expect(movedAlong(spans, 'left breast', 'left big breast')).toEqual([{ start: 0, end: 4 }, { start: 9, end: 15 }]);
    expect(movedAlong(spans, 'left breast', 'left breast cancer')).toEqual(spans);
  });

  it('go with the words that are changed themselves', () => {
    expect(movedAlong([{ start: 0, end: 4 }, { start: 5, end: 11 }], 'left breast', 'lxft breast')).toEqual([{ start: 5, end: 11 }]);
    expect(movedAlong([{ start: 0, end: 4 }], 'left', '')).toEqual([]);
  });

  it.each(['', 'left', 'l', 'eft breast', 'left left breast', 'breast', 'aaaa', 'left breastleft breast'])('never point outside the text: %s', (now) => {
    const before = 'left breast';
    for (let start = 0; start < before.length; start += 1) {
      for (const { start: from, end } of movedAlong([{ start, end: start + 1 }], before, now)) {
        expect(now.slice(from, end)).toBe(before.slice(start, start + 1));
      }
    }
  });
});

describe('reading while it is typed', () => {
  let reading: DiagnosisReading;
  beforeEach(() => {
    reading = new DiagnosisReading(backend);
  });
  const row = (group: string) => reading.rows.find((one) => one.group === group);

  it('reads a pasted text at once and groups what it finds, in words', async () => {
    reading.follow('LEFT invasive lobular carcinoma of the breast, no lymphovascular invasion, s/p prostatectomy, possible bone metastases');
    await settled();
    expect(row('laterality')?.facts.map(({ words }) => words)).toEqual(['left']);
    expect(row('histology')?.facts.map(({ words, standing }) => `${words} ${standing}`)).toEqual(['invasive lobular carcinoma present', 'lymphovascular invasion negated']);
    expect(row('surgery')?.facts[0]).toMatchObject({ words: 'prostate', standing: 'removed' });
    expect(row('site')?.facts.at(-1)).toMatchObject({ words: 'bone metastases', standing: 'possible' });
    expect(row('radiotherapy')).toMatchObject({ facts: [], nothing: 'no earlier course mentioned' });
  });

  it('waits until nothing is typed for a moment, and asks once', async () => {
    for (const text of ['l', 'le', 'lef', 'left']) {
      reading.follow(text);
      await vi.advanceTimersByTimeAsync(READING_PAUSE_MS / 3);
    }
    expect(backend.callsOf('readDiagnosis')).toEqual([]);
    await vi.advanceTimersByTimeAsync(READING_PAUSE_MS);
    expect(backend.callsOf('readDiagnosis')).toEqual([['left']]);
  });

  it('keeps the words underlined while more is typed', async () => {
    reading.follow('left breast');
    await settled();
    const places = reading.places;
    reading.follow('big left breast');
    expect(reading.places).toEqual(places.map(({ start, end, ...fact }) => ({ ...fact, start: start + 4, end: end + 4 })));
    expect(reading.rows.length).toBeGreaterThan(0);
  });

  it('drops an answer to a text that has changed since', async () => {
    const answers: ((facts: ReadDiagnosis) => void)[] = [];
    backend.readDiagnosis = () => new Promise((resolve) => answers.push(resolve));
    reading.follow('left breast');
    await settled();
    reading.follow('right breast');
    await vi.advanceTimersByTimeAsync(READING_PAUSE_MS);
    answers[1]?.({ facts: [{ group: 'laterality', words: 'right', standing: 'present', start: 0, end: 5 }] });
    answers[0]?.({ facts: [{ group: 'laterality', words: 'left', standing: 'present', start: 0, end: 4 }] });
    await settled();
    expect(row('laterality')?.facts.map(({ words }) => words)).toEqual(['right']);
  });

  it('forgets an answer that comes after the text was cleared', async () => {
    const answers: ((facts: ReadDiagnosis) => void)[] = [];
    backend.readDiagnosis = () => new Promise((resolve) => answers.push(resolve));
    reading.follow('left breast');
    await settled();
    reading.clear();
    answers[0]?.({ facts: [{ group: 'laterality', words: 'left', standing: 'present', start: 0, end: 4 }] });
    await settled();
    expect(reading.isRead).toBe(false);
    expect(reading.rows).toEqual([]);
  });

  it('says why a text could not be read, and reads the next one', async () => {
    backend.failures = { readDiagnosis: { code: 'internal', message: 'the lexicon is missing', detail: null } };
    reading.follow('left breast');
    await settled();
    expect(reading.problem).toBe('the lexicon is missing');
    backend.failures = {};
    reading.follow('left breast cancer');
    await vi.advanceTimersByTimeAsync(READING_PAUSE_MS);
    expect(reading.problem).toBeNull();
    expect(reading.isRead).toBe(true);
  });

  it('names equal words once, with each place', async () => {
    backend.readDiagnosis = async () => ({ facts: [0, 10].map((start) => ({ group: 'laterality', words: 'left', standing: 'present', start, end: start + 4 })) });
    reading.follow('left lung, left breast');
    await settled();
    expect(row('laterality')?.facts).toEqual([{ words: 'left', standing: 'present', places: [{ start: 0, end: 4 }, { start: 10, end: 14 }] }]);
  });
});

describe('samples', () => {
  it('are ten, from 1 to 20, and one is enough at temperature 0', () => {
    const settings = new RunSettings();
    expect(settings.samplesAsked).toBe(10);
    settings.samplesText = '21';
    expect(settings.problem).toBe('Samples: a whole number from 1 to 20');
    settings.samplesText = '0';
    expect(settings.samplesAsked).toBeNull();
    settings.temperatureText = '0';
    expect(settings.problem).toBeNull();
    expect(settings.samplesAsked).toBe(1);
    settings.temperatureText = '0.3';
    settings.samplesText = '20';
    expect(settings.samplesAsked).toBe(20);
  });
});

describe('the threshold of a model', () => {
  it('is said where the settings are others, and they can be taken over', async () => {
    backend.models = [{ ...DEMO_MODEL, agreement: THRESHOLD }];
    await screen.open();
    expect(screen.thresholdOff).toEqual(THRESHOLD);
    screen.useThreshold();
    expect([screen.settings.temperature, screen.settings.samplesAsked]).toEqual([0.3, 10]);
    expect(screen.thresholdOff).toBeNull();
    screen.settings.samplesText = '5';
    expect(screen.thresholdOff).toEqual(THRESHOLD);
  });

  it('is what the settings begin with, until somebody types others', async () => {
    backend.models = [{ ...DEMO_MODEL, agreement: THRESHOLD }, { ...DEMO_MODEL, id: 'other', agreement: null }];
    await screen.open();
    screen.followModel();
    expect([screen.settings.temperature, screen.settings.samples]).toEqual([THRESHOLD.temperature, THRESHOLD.samples]);
    screen.models.chosenId = 'other';
    screen.followModel();
    expect([screen.settings.temperature, screen.settings.samples]).toEqual([0.1, 10]);
    screen.settings.temperatureText = '0.3';
    screen.models.chosenId = DEMO_MODEL.id;
    screen.followModel();
    expect(screen.settings.temperature).toBe(0.3);
  });

  it('says nothing of a model without one, nor of a base alone', async () => {
    await screen.open();
    expect(screen.thresholdOff).toBeNull();
    backend.models = [{ ...DEMO_MODEL, agreement: THRESHOLD, tasks: ['modality'] }];
    await screen.models.look();
    expect(screen.thresholdOff).toBeNull();
  });
});

describe('agreement in words', () => {
  const plans = [{ text: 'a', phases: [phase(40, 15)] }, { text: 'b', phases: [phase(26, 5)] }];
  const of = (drawn: (number | null)[], asked = 10, threshold: typeof THRESHOLD | null = THRESHOLD) => agreementOf(plans, drawn, asked, threshold);

  it('counts, and says what must agree', () => {
    const agreement = of([0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    expect(agreementTitle(agreement)).toBe('8 of 10 samples agree');
    expect(agreementMeaning(agreement)).toBe('At least 6 must agree');
    expect(cellCounts(agreement)).toEqual({ agreeing: 8, differing: 2, unread: 0, waiting: 0 });
  });

  it('counts only what is in while samples are drawn', () => {
    const agreement = of([0, 1, 0]);
    expect(agreementTitle(agreement)).toBe('2 of 3 samples agree');
    expect(agreementMeaning(agreement)).toBe('');
    expect(spokenCells(agreement)).toBe('2 of 10 samples state the most frequent plan, 1 differ, 7 not in yet');
  });

  it('says that no plan is suggested, and by how much', () => {
    expect(agreementMeaning(of([0, 0, 0, 0, 1, 1, 1, null, null, null]))).toBe('No plan is suggested: 4 of 10 samples agree, at least 6 must');
    const none = of([null, null, null, null, null, null, 0, 0, 0, 0]);
    expect(agreementTitle(none)).toBe('6 of 10 samples state no plan');
    expect(agreementMeaning(none)).toBe('No plan is suggested: 6 of 10 samples state none that can be read');
  });

  it('says that nothing follows where no threshold was chosen', () => {
    expect(agreementMeaning(of([0, 0, 0, 1, 1, 1, 1, 1, 1, 1], 10, null))).toBe('No threshold was chosen for this model, so nothing follows from the count');
  });

  it('says that nothing follows where the threshold was chosen in another way', () => {
    const agreement = { ...of([0, 0, 1]), asked: 3, drawn: 3, standing: 'noThreshold' as const };
    expect(agreementMeaning(agreement)).toBe('The threshold was chosen with 10 samples at temperature 0.3, so nothing follows from the count');
  });

  it('says where a threshold comes from', () => {
    expect(plain(thresholdOrigin(THRESHOLD))).toBe('60 % of the samples, chosen on 412 validation cases with 10 samples each at temperature 0.3: it answers 87 % of them, and of those 81 % had the delivered plan (74 % of all)');
  });

  it('never calls one sample agreement', () => {
    expect(agreementTitle(of([0], 1))).toBe('One sample');
    expect(agreementMeaning(of([0], 1))).toBe('');
  });

  it('names the modality of a plan where it is not that of the others', () => {
    expect(plain(planWords([phase(50, 25), phase(10, 5)], phase(40, 15)))).toBe('50 Gy / 25 fx + 10 Gy / 5 fx');
    expect(plain(planWords([phase(16, 8, 'electron')], phase(40, 15)))).toBe('16 Gy / 8 fx, electron');
  });
});

describe('the suggestion among the samples', () => {
  const ELSE: ArmScript = { ...TUNED, samples: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0] };

  it('is the first sample while they arrive and the largest group when all are in', async () => {
    await screen.open();
    screen.diagnosis.text = 'left breast cancer';
    void screen.suggest();
    await settled();
    const run = backend.runs[0]!;
    const first = TUNED.otherPlans![0]!;
    run.send({ kind: 'regimenDone', arm: 'tuned', text: first.text, phases: first.phases, finish: 'eos' });
    const growing = agreementEvents('tuned', ELSE, 10);
    run.send(...growing.slice(0, 9));
    expect(screen.suggestion.answers.tuned?.text).toBe(first.text);
    run.send(...growing.slice(9));
    expect(screen.suggestion.answers.tuned?.text).toBe(TUNED.text);
    expect(screen.suggestion.answers.tuned?.phases).toEqual([phase(40, 15)]);
  });

  it('has its doses computed for the plan that is suggested', async () => {
    const first = TUNED.otherPlans![0]!;
    await screen.open();
    screen.diagnosis.text = 'left breast cancer';
    void screen.suggest();
    await settled();
    backend.runs[0]!.send({ kind: 'regimenDone', arm: 'tuned', text: first.text, phases: first.phases, finish: 'eos' }, ...agreementEvents('tuned', ELSE, 10), { kind: 'icd10', arm: 'tuned', candidates: TUNED.codes, alphaBetaGy: 4, alphaBetaSource: 'breast' });
    await settled();
    expect(screen.suggestion.answers.tuned?.biologicalDose?.bedGy).toBeCloseTo(66.667, 3);
  });

  it('is none where too few agree; the groups stay', async () => {
    await suggest({ ...TUNED, samples: [0, 1, 0, 2, 1, null, 2, 0, 1, null] });
    const answer = screen.suggestion.answers.tuned!;
    expect(answer.isWithheld).toBe(true);
    expect(answer.isUnparsed).toBe(false);
    expect(answer.phases).toEqual([]);
    expect(answer.biologicalDose).toBeNull();
    expect(answer.agreement?.groups.map(({ count }) => count)).toEqual([3, 3, 2]);
  });

  it('is none where most samples state none', async () => {
    await suggest({ ...TUNED, samples: [0, null, null, null, null, null, null, 0, 0, null] });
    const answer = screen.suggestion.answers.tuned!;
    expect([answer.phases, answer.isWithheld, answer.isUnparsed, answer.text]).toEqual([[], true, false, TUNED.text]);
    expect(deciding().whyAcceptIsOff).toBe('Accept is off: more samples state no plan than agree on one');
  });

  it('is not stated where no sample states one', async () => {
    await suggest({ ...TUNED, phases: [], text: 'see a physician' });
    const answer = screen.suggestion.answers.tuned!;
    expect([answer.isWithheld, answer.isUnparsed, answer.text]).toEqual([false, true, 'see a physician']);
    expect(deciding().whyAcceptIsOff).toBe('Accept is off: no plan could be read');
  });
});

describe('checks', () => {
  it('stand with exceptions first, and are counted', () => {
    const checks = exceptionsFirst([...checksOf('', ''), SIDE_STOP]);
    expect(checks.map(({ level }) => level)).toEqual(['stop', 'look', 'look', 'pass', 'pass', 'pass', 'pass', 'notChecked']);
    expect(checkCount(checks)).toBe('1 stops copying, 2 need a look');
    expect(checkCount(checks, 1)).toBe('1 acknowledged, 2 need a look');
    expect(checkCount(checks.slice(3))).toBe('nothing needs a look');
    expect(checkCount([])).toBe('');
  });
});

describe('a decision', () => {
  it('waits until all of the run is in', async () => {
    await screen.open();
    screen.diagnosis.text = 'left breast cancer';
    expect(screen.whyCopyIsOff).toBe('Ready when there is a suggestion');
    void screen.suggest();
    await settled();
    backend.runs[0]!.send(...armEvents('tuned', TUNED));
    expect(screen.deciding).toBeNull();
    expect(screen.whyDecidingIsOff).toBe('Ready when all samples are in');
    expect(await screen.accept()).toBe(false);
    expect(screen.edit()).toBe(false);
    expect(screen.reject()).toBe(false);
  });

  it('to accept names suggestion, arm and α/β, and lets copy what the program wrote', async () => {
    await suggest();
    expect(screen.whyCopyIsOff).toBe('Decide first: accept, edit or reject');
    expect(await screen.accept()).toBe(true);
    expect(backend.decisions).toEqual([{ suggestion: 'S-1', arm: 'tuned', kind: 'accepted', reason: '', plan: null, acknowledged: [], alphaBetaGy: 4 }]);
    expect(screen.whyCopyIsOff).toBeNull();
    expect(deciding().decided?.view.copyText?.endsWith(RESEARCH_LABEL)).toBe(true);
  });

  it('to reject needs a reason, and then nothing can be copied', async () => {
    await suggest();
    screen.reject();
    expect(await deciding().recordRejection()).toBe(false);
    deciding().rejection = '  a boost is needed ';
    expect(await deciding().recordRejection()).toBe(true);
    expect(backend.decisions[0]).toMatchObject({ kind: 'rejected', reason: 'a boost is needed', plan: null, acknowledged: [] });
    expect(screen.whyCopyIsOff).toBe('Rejected: nothing can be copied');
    expect(await screen.copy()).toBe(false);
  });

  it('to accept waits for a reason for each finding that stops it', async () => {
    await suggest(STOPPED);
    const stop = deciding().missing[0]!;
    expect(deciding().whyAcceptIsOff).toBe('Accept is off: 1 finding must be acknowledged first');
    expect(await screen.accept()).toBe(false);
    deciding().acknowledged.open(stop);
    expect(deciding().acknowledged.acknowledge(stop)).toBe(false);
    deciding().acknowledged.typed = 'both sides are treated';
    expect(deciding().acknowledged.acknowledge(stop)).toBe(true);
    expect(await screen.accept()).toBe(true);
    expect(backend.decisions[0]?.acknowledged).toEqual([{ rule: 'side-agrees', reason: 'both sides are treated' }]);
  });

  it('is off while too few samples agree, but the plan can be edited or rejected', async () => {
    await suggest({ ...TUNED, samples: [0, 1, 2] });
    expect(deciding().whyAcceptIsOff).toBe('Accept is off: too few samples agree');
    expect(await screen.accept()).toBe(false);
    expect(screen.edit()).toBe(true);
  });

  it('goes off with a text that has changed', async () => {
    await suggest();
    await screen.accept();
    screen.diagnosis.text = 'right breast cancer';
    expect(screen.whyCopyIsOff).toBe('Off: the diagnosis has changed');
    expect(screen.edit()).toBe(false);
  });

  it('is not taken twice while it is being recorded', async () => {
    await suggest();
    const both = await Promise.all([screen.accept(), screen.accept()]);
    expect(both).toEqual([true, false]);
    expect(backend.decisions).toHaveLength(1);
  });

  it('that is not kept says why and can be tried again', async () => {
    await suggest();
    backend.failures = { decideSuggestion: DISK_FULL };
    expect(await screen.accept()).toBe(false);
    expect(deciding().problem).toEqual(DISK_FULL);
    expect(screen.whyCopyIsOff).toBe('Decide first: accept, edit or reject');
    backend.failures = {};
    expect(await screen.accept()).toBe(true);
    expect(deciding().problem).toBeNull();
  });

  it('stands until another one is recorded in its place', async () => {
    await suggest();
    await screen.accept();
    deciding().decideAgain();
    expect(screen.whyCopyIsOff).toBeNull();
    screen.reject();
    deciding().rejection = 'second thoughts';
    await deciding().recordRejection();
    expect(deciding().isOpen).toBe(false);
    expect(screen.whyCopyIsOff).toBe('Rejected: nothing can be copied');
    expect(backend.decisions.map(({ kind }) => kind)).toEqual(['accepted', 'rejected']);
  });

  it('is closed step by step with Esc and keeps what was typed', async () => {
    await suggest();
    await screen.accept();
    deciding().decideAgain();
    screen.reject();
    deciding().rejection = 'half a sentence';
    expect(screen.stop()).toBe(true);
    expect(deciding().mode).toBe('choosing');
    expect(screen.stop()).toBe(true);
    expect(deciding().isOpen).toBe(false);
    expect(screen.stop()).toBe(false);
    expect(deciding().rejection).toBe('half a sentence');
  });

  it('says when the doses that would be copied are not those that are shown', async () => {
    await suggest();
    await screen.accept();
    expect(deciding().hasOtherDoses).toBe(false);
    screen.suggestion.chooseAlphaBeta(10);
    expect(deciding().hasOtherDoses).toBe(true);
  });

  it('is on the fine-tuned plan side by side, and on the base only where it alone is shown', async () => {
    await suggest(TUNED, 'both');
    expect(screen.decidedArm).toBe('tuned');
    await screen.accept();
    screen.show('base');
    expect(screen.whyCopyIsOff).toBe('Decide first: accept, edit or reject');
    await screen.accept();
    expect(backend.decisions.map(({ arm }) => arm)).toEqual(['tuned', 'base']);
    screen.show('tuned');
    expect(deciding().decided?.view.arm).toBe('tuned');
  });

  it('names the run that answered: an arm asked later has its own', async () => {
    await suggest();
    screen.show('base');
    void screen.askLeftOut();
    await settled();
    const later = backend.runs[1]!;
    later.send(...armEvents('base', BASE), { kind: 'finished', elapsedMs: 5, suggestion: 'S-2' });
    later.end();
    await settled();
    expect(deciding().suggestion).toBe('S-2');
    screen.show('tuned');
    expect(deciding().suggestion).toBe('S-1');
  });

  it('survives a later arm that fails', async () => {
    await suggest();
    await screen.accept();
    screen.show('base');
    void screen.askLeftOut();
    await settled();
    backend.runs[1]!.fail(DISK_FULL);
    await settled();
    expect(screen.whyDecidingIsOff).toBe('Off: the suggestion failed');
    screen.show('tuned');
    expect(screen.whyCopyIsOff).toBeNull();
  });

  it('never opens for a run that was stopped, however late its end arrives', async () => {
    await screen.open();
    screen.diagnosis.text = 'left breast cancer';
    void screen.suggest();
    await settled();
    const run = backend.runs[0]!;
    run.send(...armEvents('tuned', TUNED));
    screen.stop();
    run.send({ kind: 'finished', elapsedMs: 1, suggestion: 'S-late' });
    expect(screen.deciding).toBeNull();
    expect(screen.whyDecidingIsOff).toBe('Off: the suggestion was stopped');
  });
});
