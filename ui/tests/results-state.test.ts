// The Results screen without markup: what is chosen, asked and let go, and the form of a new study.

import { beforeEach, describe, expect, it } from 'vitest';

import { FakeBackend, STUDIES, STUDY_OPTIONS, STUDY_PROGRESS, studyRow } from '../src/lib/api/fake';
import type { CaseAddress, ErrorView } from '../src/lib/api/generated';
import { nearest } from '../src/lib/chart/nearest';
import { difference, floorsWords, floorWords, pOf, pValue, score } from '../src/lib/format/statistic';
import { ResultsScreen } from '../src/lib/state/results/results-screen.svelte';
import { StudyForm, temperaturesOf } from '../src/lib/state/results/study-form.svelte';

const FAILURE: ErrorView = { code: 'vaultDamaged', message: 'page 12 does not match its seal', detail: null };
const NUMBER: CaseAddress = { kind: 'number', model: 'llama-tuned', task: 'regimen', metric: 'rouge1_recall', temperature: 0.1, division: null, level: null };
const settled = () => new Promise((resolve) => setTimeout(resolve));
let backend: FakeBackend;
let screen: ResultsScreen;

async function open(): Promise<void> {
  screen = new ResultsScreen(backend);
  await screen.open();
  await settled();
}

beforeEach(() => {
  backend = new FakeBackend();
});

describe('the list of studies', () => {
  it('opens the newest, with its results and the figures of the theme', async () => {
    await open();
    expect([screen.chosen, screen.resultStage, screen.results?.row.study]).toEqual([2, 'loaded', 2]);
    expect(backend.callsOf('studyFigures')).toEqual([[2, 'light']]);
    await screen.dress('dark');
    expect(backend.callsOf('studyFigures').at(-1)).toEqual([2, 'dark']);
    await screen.dress('dark');
    expect(backend.callsOf('studyFigures')).toHaveLength(2);
  });

  it('goes to the study before and after, and no further', async () => {
    await open();
    expect(screen.step(1)).toBe(true);
    await settled();
    expect([screen.chosen, screen.results?.row.study]).toEqual([1, 1]);
    expect(screen.step(1)).toBe(false);
    expect(screen.step(-1)).toBe(true);
  });

  it('asks no results of one that is not finished', async () => {
    backend.studyList = [studyRow(3, { state: 'paused', stored: 12 })];
    await open();
    expect(backend.callsOf('studyResults')).toEqual([]);
    expect([screen.row?.state, screen.resultStage]).toEqual(['paused', 'none']);
  });

  it('says what went wrong, of the list and of the results', async () => {
    backend.failures = { studies: FAILURE };
    await open();
    expect([screen.stage, screen.problem?.code]).toEqual(['failed', 'vaultDamaged']);
    backend.failures = { studyResults: FAILURE };
    await screen.open();
    expect([screen.stage, screen.resultStage]).toEqual(['loaded', 'failed']);
  });
});

describe('a running study', () => {
  beforeEach(() => {
    backend.studyList = [studyRow(3, { state: 'running', stored: 0 }), ...STUDIES];
    backend.runningStudy = STUDY_PROGRESS;
  });

  it('is followed, and its results are shown once it has finished', async () => {
    await open();
    expect(screen.progress?.done).toBe(1210);
    backend.tellStudy({ kind: 'snapshot', progress: { ...STUDY_PROGRESS, done: 2000 } });
    expect(screen.progress?.done).toBe(2000);
    backend.setStudy(3, { state: 'finished' });
    backend.tellStudy({ kind: 'ended', study: 3, state: 'finished', failure: null });
    await settled();
    expect([screen.progress, screen.results?.row.study]).toEqual([null, 3]);
  });

  it('pauses and goes on', async () => {
    await open();
    await screen.pause();
    expect([backend.callsOf('pauseStudy'), screen.row?.state]).toEqual([[[3]], 'paused']);
    await screen.start();
    expect(backend.callsOf('startStudy')).toEqual([[3]]);
  });

  it('is let go of with the window: what it says later is not taken', async () => {
    await open();
    screen.close();
    backend.tellStudy({ kind: 'snapshot', progress: { ...STUDY_PROGRESS, done: 4000 } });
    expect(screen.watch.progress?.done).toBe(1210);
  });
});

describe('the cases behind a number', () => {
  it('come worst first, in the other order when asked, and one opens with its answers', async () => {
    await open();
    screen.showCases(NUMBER);
    await settled();
    const drill = screen.drill!;
    expect(backend.callsOf('studyCases')).toEqual([[2, NUMBER, 'worstFirst']]);
    await drill.look('bestFirst');
    expect(drill.list?.rows[0]?.case).toBe('C-00003');
    await drill.open('C-00003');
    expect([drill.caseStage, drill.opened?.case]).toEqual(['loaded', 'C-00003']);
    expect(screen.stepBack()).toBe(true);
    expect([drill.opened, screen.drill]).toEqual([null, drill]);
    expect(screen.stepBack()).toBe(true);
    expect([screen.drill, screen.stepBack()]).toEqual([null, false]);
  });

  it('leave nothing of a patient behind when the screen is let go', async () => {
    await open();
    screen.showCases(NUMBER);
    await settled();
    screen.close();
    expect([screen.drill, screen.results, screen.figures]).toEqual([null, null, []]);
  });
});

describe('what is done with a study', () => {
  it('is exported under the name of its folder, and not when the dialog was closed', async () => {
    await open();
    await screen.export();
    expect(screen.exporting.said).toContain('study-2');
    backend.exportedFolder = null;
    await screen.export();
    expect(screen.exporting.said).toBe('');
  });

  it('is compared with another finished one', async () => {
    await open();
    expect(screen.others.map(({ study }) => study)).toEqual([1]);
    await screen.compareWith(1);
    expect(screen.comparison?.differences).toEqual([{ label: 'Seed', one: '42', other: '7' }]);
  });

  it('removes it and shows the next', async () => {
    await open();
    await screen.remove();
    expect([backend.callsOf('removeStudy'), screen.chosen]).toEqual([[[2]], 1]);
  });
});

describe('the form of a new study', () => {
  let form: StudyForm;
  beforeEach(() => {
    form = new StudyForm();
    form.fill(STUDY_OPTIONS);
    form.name = 'Scan';
  });

  it('begins with the usual scan, and with the models that can be asked base and fine-tuned', () => {
    expect(form.fault).toBeNull();
    expect(form.request).toMatchObject({ name: 'Scan', cohort: '1', seed: 42, topP: null, temperatures: STUDY_OPTIONS.usual.temperatures });
    expect(form.request?.models).toEqual([{ model: 'demo-llama', adapters: ['regimen', 'modality', 'icd10'].map((task) => ({ task, adapter: 'run-7' })) }]);
  });

  it('counts the answers that it will ask for', () => {
    // Two sides; regimen 6 × 10, modality 6 × 11, ICD-10 5 × 11.
    expect(form.planned).toBe(2 * (60 + 66 + 55));
    form.tasks.icd10 = false;
    form.samplesText = '2';
    expect(form.planned).toBe(2 * (120 + 126));
  });

  it.each([
    ['a blank name', (f: StudyForm) => (f.name = ' '), /name/],
    ['no task', (f: StudyForm) => (f.tasks = { regimen: false, modality: false, icd10: false }), /task/],
    ['no model', (f: StudyForm) => (f.models['demo-llama']!.isAsked = false), /model/],
    ['a fine-tuned side without an adapter', (f: StudyForm) => (f.models['base-only'] = { isAsked: true, isTuned: true, adapters: { regimen: '', modality: '', icd10: '' } }), /Mistral-7B has no adapter for Regimen/],
    ['a temperature twice', (f: StudyForm) => (f.temperatureText = '0.1, 0.1'), /each once/],
    ['no sample', (f: StudyForm) => (f.samplesText = '0'), /Samples/],
    ['a share above 1', (f: StudyForm) => (f.topPText = '1.2'), /Top p/],
    ['a seed that is none', (f: StudyForm) => (f.seedText = 'x'), /Seed/],
    ['an answer of no length', (f: StudyForm) => (f.tokenTexts.modality = '0'), /Modality: the longest answer/],
    ['no cohort', (f: StudyForm) => (f.cohortId = ''), /Freeze a cohort/],
  ])('says what stands in the way: %s', (_, spoil, says) => {
    spoil(form);
    expect(form.fault).toMatch(says);
    expect(form.request).toBeNull();
  });

  it('marks each fault at its field, and counts them all', () => {
    form.name = '';
    form.temperatureText = '11';
    form.seedText = '99999999999';
    form.tokenTexts.regimen = '0';
    expect(form.faults).toMatchObject({ temperatures: expect.stringMatching(/^Numbers from 0 to 10/), seed: 'A whole number from 0 to 4,294,967,295', samples: '', beams: '', topP: '' });
    expect([form.tokenFault('regimen'), form.tokenFault('modality')]).toEqual(['1 to 4,096', '']);
    expect(form.obstacles).toHaveLength(4);
    expect(form.nameFault).toBe('');
    form.wasNamed = true;
    expect(form.nameFault).not.toBe('');
  });

  it('keeps what was typed when it was left, and begins anew once a study was made', () => {
    form.seedText = '7';
    form.take({ ...STUDY_OPTIONS, models: STUDY_OPTIONS.models.slice(0, 1) });
    expect([form.name, form.seedText, Object.keys(form.models)]).toEqual(['Scan', '7', ['demo-llama']]);
    form.clear();
    form.take(STUDY_OPTIONS);
    expect([form.name, form.seedText]).toEqual(['', '42']);
  });

  it('asks a base alone where that is chosen', () => {
    form.models['demo-llama']!.isTuned = false;
    expect(form.request?.models).toEqual([{ model: 'demo-llama', adapters: [] }]);
  });
});

describe('numbers as they are typed and printed', () => {
  it.each([
    ['0.1, 0.4', [0.1, 0.4]],
    ['0,1 0,4', [0.1, 0.4]],
    ['0.1,0.4', [0.1, 0.4]],
    ['0', [0]],
    ['', null],
    ['0.1 warm', null],
    ['11', null],
  ])('reads the temperatures of “%s”', (text, expected) => expect(temperaturesOf(text)).toEqual(expected));

  it('never prints an undefined number as 0', () => {
    expect([score(null), difference(null), pOf({ state: 'undefined' }), pOf({ state: 'noDifference', n: 10 })]).toEqual(['n/a', 'n/a', 'n/a', 'no difference']);
  });

  it('prints p with its floor, pairs, zeros and ties', () => {
    expect(pValue(1 / 1024)).toBe('0.00098');
    expect(pValue(9e-10)).toBe('9.0\u00A0×\u00A010⁻¹⁰');
    const test = { state: 'tested' as const, p: 0.001, pFloor: 1 / 1024, n: 10, zeros: 1, ties: 2, method: 'exact', rankBiserial: 1, medianDifference: 0.1 };
    expect(floorWords(test)).toBe('10 pairs, 1 without a difference, 2 tied; the smallest p they allow is 0.00098');
    expect(floorsWords([test, { ...test, zeros: 0, ties: 4, pFloor: 2 / 1024 }, { state: 'undefined' }])).toBe('10 pairs, up to 1 without a difference, up to 4 tied; the smallest p they allow is 0.00098');
    expect(floorsWords([])).toBe('');
    expect([difference(-0.0412), difference(0.5)]).toEqual(['−0.041', '+0.500']);
  });

  it('finds the next place of a figure in a direction', () => {
    const box = (x: number, y: number) => ({ x, y, width: 10, height: 10 });
    const places = [box(0, 0), box(20, 0), box(0, 20), box(21, 22)];
    expect([nearest(places, places[0]!, [1, 0]), nearest(places, places[0]!, [0, 1]), nearest(places, places[3]!, [-1, 0]), nearest(places, places[0]!, [-1, 0])]).toEqual([1, 2, 2, -1]);
  });
});
