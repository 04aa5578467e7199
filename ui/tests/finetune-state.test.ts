// The fine-tune pane without a picture: the form, what is asked before a run, what a run tells, and why Start is off.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { BLOCKED, BROKEN_BASE, FakeBackend, FINISHED, lossCurve, PAUSED, PREPARATION, PROGRESS, RECIPE, RUNNING, runRow, DEMO_BASE } from '../src/lib/api/fake';
import type { ErrorView, RunProgress, RunRequest, ValidationPoint } from '../src/lib/api/generated';
import { modelKind, parameterCount } from '../src/lib/format/model';
import { gigabytes, plainNumber } from '../src/lib/format/number';
import { clockTimeFrom, duration } from '../src/lib/format/time';
import { FinetuneScreen } from '../src/lib/state/finetune/finetune-screen.svelte';
import { NewestAnswer } from '../src/lib/state/finetune/newest-answer.svelte';
import { passedChecks } from '../src/lib/state/finetune/preparation.svelte';
import { modulesOf, RecipeForm } from '../src/lib/state/finetune/recipe-form.svelte';
import { bestTrend, endsAt, lastTrend, pace, passes, passShares, timeLeft, validationTrend } from '../src/lib/state/finetune/run-figures';
import { RunWatch } from '../src/lib/state/finetune/run-watch.svelte';

const NB = '\u00A0';
const FAILURE: ErrorView = { code: 'busy', message: 'run 14 has the machine', detail: null };

function form(): RecipeForm {
  const recipe = new RecipeForm();
  recipe.description = RECIPE;
  return recipe;
}
const fieldOf = (recipe: RecipeForm, key: string) => recipe.fields.find((field) => field.key === key)!;

describe('the settings form', () => {
  it('sends nothing while everything is at its default', () => {
    expect(form().changed).toEqual([]);
    expect(form().faults).toEqual([]);
    expect(form().preset?.id).toBe('usual');
  });

  it('says beside the passes that steps take their place', () => {
    const recipe = form();
    const passes = recipe.fields.find(({ key }) => key === 'epochs')!;
    expect(recipe.overridden(passes)).toBe('');
    recipe.set('steps', '60');
    expect(recipe.overridden(passes)).toBe('Not used: Steps, under All settings, ends it after 60 steps');
    expect(recipe.overridden(recipe.fields.find(({ key }) => key === 'rank')!)).toBe('');
  });

  it('sends what differs, written as the command line writes it', () => {
    const recipe = form();
    recipe.set('rank', '32');
    recipe.set('lr', '1e-4');
    recipe.set('betas', '0.9, 0.95');
    recipe.set('target_modules', '["q_proj","v_proj"]');
    recipe.set('shuffle', 'false');
    expect(recipe.changed).toEqual([
      { key: 'rank', value: '32' },
      { key: 'target_modules', value: '["q_proj", "v_proj"]' },
      { key: 'lr', value: '0.0001' },
      { key: 'betas', value: '[0.9, 0.95]' },
      { key: 'shuffle', value: 'false' },
    ]);
  });

  it('takes another spelling of the default for the default', () => {
    const recipe = form();
    recipe.set('lr', '2e-4');
    recipe.set('alpha', '32.0');
    recipe.set('dropout', '0,0');
    recipe.set('target_modules', 'all-linear');
    expect(recipe.changed).toEqual([]);
  });

  it.each([
    ['rank', '0', 'A whole number from 1'],
    ['rank', '1.5', 'A whole number from 1'],
    ['rank', '', 'Needs a value'],
    ['dropout', '1', 'From 0 to below 1'],
    ['lr', '0', 'Above 0'],
    ['lr', 'fast', 'Above 0'],
    ['betas', '0.9', 'Two numbers, as in 0.9, 0.999'],
    ['target_modules', '[]', 'At least one layer'],
    ['warmup_steps', '', ''],
    ['steps', '', ''],
    ['lr', '1e6', ''],
  ])('says of %s = %j: %j', (key, text, fault) => {
    const recipe = form();
    recipe.set(key, text);
    expect(recipe.fault(fieldOf(recipe, key))).toBe(fault);
  });

  it('goes back to defaults, and knows which preset it stands at', () => {
    const recipe = form();
    recipe.set('seed', '7');
    recipe.choosePreset('quick');
    expect(recipe.preset?.id).toBe('quick');
    expect(recipe.changed.map(({ key }) => key)).toEqual(['rank', 'alpha', 'epochs']);
    recipe.set('rank', '64');
    expect(recipe.preset).toBeNull();
    recipe.reset();
    expect(recipe.changed).toEqual([]);
  });

  it('takes settings of the program over, an empty one as the default', () => {
    const recipe = form();
    recipe.set('warmup_steps', '50');
    recipe.apply([{ key: 'quantize', value: 'q8_0' }, { key: 'warmup_steps', value: '' }, { key: 'unknown', value: '1' }]);
    expect(recipe.changed).toEqual([{ key: 'quantize', value: 'q8_0' }]);
  });

  it('shows defaults as a person writes them, however the program does', () => {
    const recipe = form();
    recipe.description = { ...RECIPE, fields: RECIPE.fields.map((field) => (field.key === 'alpha' ? { ...field, defaultValue: '32.0' } : field)) };
    expect(recipe.text(fieldOf(recipe, 'alpha'))).toBe('32');
    expect(recipe.changed).toEqual([]);
  });

  it('reads the names of modules', () => {
    expect(modulesOf('all-linear')).toBeNull();
    expect(modulesOf('["q_proj", "v_proj"]')).toEqual(['q_proj', 'v_proj']);
  });
});

describe('questions that overtake each other', () => {
  it('are answered one at a time, the newest last, and those between not at all', async () => {
    const asked: number[] = [];
    const answers: (() => void)[] = [];
    const questions = new NewestAnswer<number>((question) => new Promise((done) => {
      asked.push(question);
      answers.push(done);
    }));
    const all = questions.ask(1);
    void questions.ask(2);
    void questions.ask(3);
    expect(asked).toEqual([1]);
    expect(questions.isOvertaken).toBe(true);
    answers[0]!();
    await Promise.resolve();
    await Promise.resolve();
    expect(asked).toEqual([1, 3]);
    answers[1]!();
    await all;
    expect(questions.isOvertaken).toBe(false);
  });
});

describe('the figures of a run', () => {
  const at = (losses: number[]): ValidationPoint[] => losses.map((loss, index) => ({ step: (index + 1) * 100, loss, isBest: false }));

  it.each([
    [[], 'not measured yet'],
    [[0.9], 'first measured'],
    [[0.9, 0.6], 'still falling'],
    [[0.6, 0.599], 'level'],
    [[0.6, 0.5, 0.502], 'level'],
    [[0.6, 0.5, 0.58], 'rising, best 0.50 at step 200'],
    [[0.6, Number.NaN, 0.5], 'still falling'],
    [[Number.NaN], 'not a number'],
  ])('validation losses %j are %s', (losses, words) => {
    expect(validationTrend(at(losses))).toBe(words);
  });

  it('stand in few words beside the last loss and beside the best', () => {
    const rising = at([0.6, 0.5, 0.58]);
    expect([lastTrend(rising), bestTrend(rising)]).toEqual(['best 0.50', 'at step 200']);
    expect([lastTrend(at([0.9, 0.6])), bestTrend(at([0.9, 0.6]))]).toEqual(['still falling', 'still falling']);
  });

  it('name the end of the run by the clock, and the day where it is another', () => {
    const now = new Date(2026, 1, 3, 15, 48);
    expect(endsAt(54 * 60, now)).toBe('ends 16:42');
    expect(endsAt(10 * 3600, now)).toBe('ends Wed 01:48');
    expect(endsAt(null, now)).toBe('');
    expect(clockTimeFrom(now, now)).toBe('15:48');
  });

  it('say neither time left nor pace before this sitting knows them', () => {
    expect(timeLeft(null)).toEqual({ value: '–', unit: 'after a few steps' });
    expect(pace(null)).toEqual({ value: '–', unit: 'after a few steps' });
  });

  it.each([
    [30, { value: '< 1', unit: 'min' }],
    [54 * 60, { value: '54', unit: 'min' }],
    [7_500, { value: `2${NB}h${NB}05`, unit: 'min' }],
  ])('%f s left is %j', (seconds, words) => {
    expect(timeLeft(seconds)).toEqual(words);
  });

  it.each([
    [7.31, { value: '7.3', unit: 's a step' }],
    [0.52, { value: '0.52', unit: 's a step' }],
    [0.02, { value: '50', unit: 'steps/s' }],
    [240, { value: `4${NB}min`, unit: 'a step' }],
  ])('%f s a step is %j', (seconds, words) => {
    expect(pace(seconds)).toEqual(words);
  });

  it('mark the ends of passes, also of a last one that is cut short', () => {
    expect(passes(1188, 396).map(({ words }) => words)).toEqual(['pass 1, 396', 'pass 2, 792', 'pass 3, 1,188']);
    expect(passes(500, 396).map(({ words }) => words)).toEqual(['pass 1, 396', 'end, 500']);
    expect(passes(0, 0)).toEqual([]);
    expect(passShares(742, 1188, 396).map(({ share }) => share)).toEqual([1, 346 / 396, 0]);
    expect(passShares(0, 0, 0)).toEqual([{ share: 0, weight: 1 }]);
  });

  it('write durations and sizes', () => {
    expect([duration(4), duration(61), duration(3_599), duration(7_500)]).toEqual([`4${NB}s`, `1${NB}min`, `1${NB}h${NB}00${NB}min`, `2${NB}h${NB}05${NB}min`]);
    expect([gigabytes(0.001), gigabytes(0.04), gigabytes(7.66), gigabytes(20), gigabytes(128.2)]).toEqual(['< 0.01', '0.04', '7.7', '20', '128']);
    expect([plainNumber(2e-4), plainNumber(1e-8), plainNumber(0)]).toEqual(['0.0002', '1e-8', '0']);
    expect([parameterCount(7_241_732_096), parameterCount(2_300_000)]).toEqual(['7.24 billion', '2.3 million']);
  });

  it('know a family by its architecture and its name', () => {
    const kind = (name: string, architecture: string) => modelKind({ name, architecture });
    expect([kind('LLaMA-3-8B', 'LLaMA'), kind('Llama-2-7b-hf', 'LLaMA'), kind('Meta-Llama-3.1-8B', 'LLaMA'), kind('x', 'Mistral'), kind('x', '')]).toEqual(['llama3', 'llama2', 'llama3', 'mistral', 'other']);
    expect(modelKind({ name: 'LLaMA demo', architecture: 'LLaMA', isDemonstration: true })).toBe('demonstration');
  });
});

describe('watching a run', () => {
  let backend: FakeBackend;
  let watch: RunWatch;
  const changed = vi.fn();
  const begun: RunProgress = { ...PROGRESS, points: lossCurve(3), step: 3, validations: [], checkpointStep: null };
  const stepped = (step: number, leftS: number | null, loss = 1) => ({
    kind: 'stepped' as const,
    run: 14,
    point: { step, loss, smoothedLoss: loss, gradNorm: 1, lr: 1e-4, tokensPerS: 200 },
    elapsedS: 5_400 + step,
    leftS,
    secondsPerStep: leftS === null ? null : 7,
    residentGb: 9.5,
  });

  beforeEach(async () => {
    vi.useFakeTimers();
    changed.mockClear();
    backend = new FakeBackend();
    backend.running = begun;
    watch = new RunWatch(backend, changed);
    await watch.watch();
  });
  afterEach(() => vi.useRealTimers());

  it('begins with the run as it stands', () => {
    expect(watch.stage).toBe('watching');
    expect(watch.head).toMatchObject({ step: 3, steps: 1188, phase: 'training' });
    expect(watch.points).toHaveLength(3);
    expect(changed).toHaveBeenCalledOnce();
  });

  it('publishes steps together, a few times a second', () => {
    backend.tell(stepped(4, 100), stepped(5, 99));
    expect(watch.head?.step).toBe(3);
    vi.advanceTimersByTime(250);
    expect(watch.head?.step).toBe(5);
    expect(watch.points.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
    expect(watch.memory.map(({ value }) => value)).toEqual([9.5, 9.5]);
  });

  it('shows at once what a run is doing', () => {
    backend.tell({ kind: 'phase', run: 14, phase: 'validating' });
    expect(watch.head?.phase).toBe('validating');
  });

  it('keeps validation losses and checkpoints', () => {
    backend.tell({ kind: 'validated', run: 14, point: { step: 4, loss: 0.8, isBest: true } }, { kind: 'checkpoint', run: 14, step: 4 });
    vi.advanceTimersByTime(250);
    expect(watch.validations).toEqual([{ step: 4, loss: 0.8, isBest: true }]);
    expect(watch.head?.checkpointStep).toBe(4);
  });

  it('takes the newer numbers of steps that are done again after a resume, and knows no time left until the new pace is known', () => {
    backend.tell(stepped(4, 100, 0.9), stepped(5, 99, 0.8));
    backend.tell({ kind: 'snapshot', progress: { ...begun, points: lossCurve(4), step: 4, elapsedS: 5_400, leftS: null, secondsPerStep: null } });
    expect(watch.head).toMatchObject({ step: 4, leftS: null, secondsPerStep: null, elapsedS: 5_400 });
    backend.tell(stepped(5, null, 0.7));
    vi.advanceTimersByTime(250);
    expect(timeLeft(watch.head!.leftS).unit).toBe('after a few steps');
    backend.tell(stepped(6, 600));
    vi.advanceTimersByTime(250);
    expect(timeLeft(watch.head!.leftS)).toEqual({ value: '10', unit: 'min' });
    expect(watch.points.filter(({ step }) => step === 5).map(({ loss }) => loss)).toEqual([0.7]);
  });

  it('lets the run go when it has come to rest, and says so', () => {
    changed.mockClear();
    backend.tell({ kind: 'ended', row: { ...RUNNING, state: 'finished' } });
    expect(watch.head).toBeNull();
    expect(watch.ended?.state).toBe('finished');
    expect(changed).toHaveBeenCalled();
  });

  it('does not mix up two runs', () => {
    backend.tell({ ...stepped(4, 100), run: 13 });
    vi.advanceTimersByTime(250);
    expect(watch.points).toHaveLength(3);
    backend.tell({ kind: 'ended', row: FINISHED });
    expect(watch.head?.row.run).toBe(14);
  });

  it('takes nothing more once it is closed', () => {
    backend.tell(stepped(4, 100));
    watch.close();
    backend.tell({ kind: 'snapshot', progress: null });
    vi.advanceTimersByTime(1000);
    expect(watch.head?.step).toBe(3);
  });

  it('says why it cannot watch, and tries again', async () => {
    const other = new FakeBackend();
    other.failures = { watchRuns: FAILURE };
    const second = new RunWatch(other);
    await second.watch();
    expect([second.stage, second.problem]).toEqual(['failed', FAILURE]);
    other.failures = {};
    await second.watch();
    expect([second.stage, second.problem]).toEqual(['watching', null]);
  });
});

describe('the pane', () => {
  let backend: FakeBackend;
  let screen: FinetuneScreen;

  async function open(): Promise<void> {
    screen = new FinetuneScreen(backend);
    await screen.open();
    await screen.preparation.ask(screen.request);
  }
  beforeEach(() => {
    backend = new FakeBackend();
  });

  it('starts with the first model that can be used and the first data set', async () => {
    backend.baseModelList = [BROKEN_BASE, DEMO_BASE];
    await open();
    expect(screen.request).toEqual<RunRequest>({ model: 'demo-llama', dataSet: 'cohort-b/regimen', settings: [], leftOut: [] });
    expect(screen.whyStartIsOff).toBeNull();
  });

  it.each<[string, (b: FakeBackend) => void, string]>([
    ['no model', (b) => (b.baseModelList = []), 'Add a model first'],
    ['only a broken model', (b) => (b.baseModelList = [BROKEN_BASE]), 'Mistral-7B-v0.3 cannot be used'],
    ['no data', (b) => (b.dataSetList = []), 'There are no cases to learn from: freeze a cohort first'],
    ['blocking problems', (b) => (b.preparation = BLOCKED), 'The answers of 3 cases would be cut. 1 more below'],
    ['one blocking problem', (b) => (b.preparation = { ...BLOCKED, problems: BLOCKED.problems.slice(1) }), 'It needs 18.9 GB and 17.4 GB are free.'],
    ['checks that failed', (b) => (b.failures = { prepareRun: FAILURE }), 'It could not be checked'],
    ['a refusal without a reason', (b) => (b.preparation = { ...PREPARATION, canStart: false }), 'It cannot start as it stands'],
  ])('says why Start is off with %s', async (_, prepare, words) => {
    prepare(backend);
    await open();
    expect(screen.whyStartIsOff).toBe(words);
    await screen.start();
    expect(backend.callsOf('startRun')).toEqual([]);
  });

  it('says which setting keeps it from starting, and asks nothing with it', async () => {
    await open();
    screen.recipe.set('rank', '0');
    expect(screen.whyStartIsOff).toBe('Rank: a whole number from 1');
    expect(screen.request).toBeNull();
  });

  it('starts with what stands in the form', async () => {
    await open();
    screen.choose('llama-3-8b');
    screen.chooseData('cohort-b/icd10');
    screen.recipe.set('rank', '32');
    await screen.start();
    expect(backend.callsOf('startRun')).toEqual([[{ model: 'llama-3-8b', dataSet: 'cohort-b/icd10', settings: [{ key: 'rank', value: '32' }], leftOut: [] }]]);
    expect(screen.history.rows[0]).toMatchObject({ run: 14, state: 'running' });
  });

  it('takes a way out: settings changed, cases left out, and back again', async () => {
    backend.preparation = ({ settings }) => (settings.some(({ key }) => key === 'max_length') ? PREPARATION : BLOCKED);
    await open();
    const [raise, leave] = screen.blocking[0]!.remedies;
    screen.remedy(leave!);
    expect(screen.leftOut).toEqual(['C-00417', 'C-03120', 'C-06611']);
    screen.remedy(raise!);
    await screen.preparation.ask(screen.request);
    expect(screen.whyStartIsOff).toBeNull();
    expect(screen.request?.settings).toEqual([{ key: 'max_length', value: '320' }]);
    screen.chooseData('cohort-b/modality');
    expect(screen.leftOut).toEqual([]);
  });

  it('names what was looked at and found in order, and only that', () => {
    expect(passedChecks(PREPARATION)).toHaveLength(4);
    expect(passedChecks(BLOCKED)).toEqual(['Every case has an answer to learn']);
    expect(passedChecks({ ...PREPARATION, lengths: null })).toEqual([]);
  });

  it('asks before it cancels, and cancels only then', async () => {
    backend.running = PROGRESS;
    await open();
    screen.askToCancel(14, 742, 700);
    expect(backend.callsOf('cancelRun')).toEqual([]);
    await screen.cancel();
    expect(backend.callsOf('cancelRun')).toEqual([[14]]);
    expect(screen.watch.head).toBeNull();
  });

  it('pauses, shows the resting run, and goes on with it', async () => {
    backend.running = PROGRESS;
    backend.history = [RUNNING];
    await open();
    await screen.pause(14);
    expect(screen.resting?.run).toBe(14);
    await screen.resume(14);
    expect(backend.callsOf('resumeRun')).toEqual([[14]]);
    expect(screen.history.rows[0]?.state).toBe('running');
  });

  it('says of a run that ended by itself meanwhile that it has ended', async () => {
    backend.running = PROGRESS;
    await open();
    backend.running = null;
    backend.history = [{ ...RUNNING, state: 'stoppedEarly' }];
    backend.failures = { pauseRun: { code: 'badInput', message: 'run 14 is not at work here', detail: null } };
    await screen.pause(14);
    expect([screen.acting.problem, screen.acting.said]).toEqual([null, 'Run 14 has just ended by itself: done early']);
  });

  it('closes the question of a release before the record', async () => {
    backend.history = [FINISHED];
    await open();
    screen.inspect(13);
    screen.inspection!.asked = 'release';
    expect([screen.stepBack(), screen.inspection?.asked]).toEqual([true, null]);
    expect([screen.stepBack(), screen.inspection, screen.stepBack()]).toEqual([true, null, false]);
  });

  it('stops and keeps, and says why where it could not', async () => {
    backend.running = PROGRESS;
    await open();
    backend.failures = { stopRun: FAILURE };
    await screen.stopAndKeep(14);
    expect(screen.acting.problem).toEqual(FAILURE);
    backend.failures = {};
    await screen.stopAndKeep(14);
    expect([screen.acting.problem, backend.callsOf('stopRun')]).toEqual([null, [[14], [14]]]);
  });

  it('adds a model and chooses it; one that cannot be used is not chosen', async () => {
    await open();
    backend.addedModel = runnable('new-8b');
    await screen.addModel('folder');
    expect(screen.modelId).toBe('new-8b');
    backend.addedModel = { ...BROKEN_BASE, id: 'cut-short' };
    await screen.addModel('gguf');
    expect(screen.modelId).toBe('new-8b');
    expect(backend.callsOf('addBaseModel')).toEqual([['folder'], ['gguf']]);
    backend.addedModel = null;
    await screen.addModel('gguf');
    expect(screen.shelf.working.problem).toBeNull();
  });

  it('shows the newest run that has a curve while nothing trains', async () => {
    backend.history = [runRow(15, DEMO_BASE, 'failed'), FINISHED];
    await open();
    expect(screen.latest?.run).toBe(13);
    backend.history = [FINISHED, PAUSED];
    await screen.lookAtRuns();
    expect(screen.latest?.run).toBe(10);
  });

  it('steps through the cases of the preview and not past its ends', async () => {
    await open();
    screen.showExample();
    await vi.waitFor(() => expect(screen.preview?.example?.place).toBe(0));
    screen.preview!.step(-1);
    screen.preview!.step(1);
    await vi.waitFor(() => expect(screen.preview?.example?.place).toBe(1));
    expect(backend.callsOf('previewExample').map(([, choice]) => choice)).toEqual([{ kind: 'place', place: 0 }, { kind: 'place', place: 1 }]);
  });

  it('lets patient text go when the window is locked', async () => {
    await open();
    screen.showExample();
    screen.close();
    expect(screen.preview).toBeNull();
  });

  it('compares, evaluates, releases, withdraws and exports a run', async () => {
    await open();
    screen.inspect(13);
    const inspection = screen.inspection!;
    await vi.waitFor(() => expect(inspection.stage).toBe('loaded'));
    await inspection.compareWith(12);
    expect(inspection.comparison?.differences[0]?.label).toBe('Rank');
    const evaluating = inspection.evaluate();
    await vi.waitFor(() => expect(backend.evaluations).toHaveLength(1));
    backend.evaluations[0]!.send({ kind: 'answered', done: 3, of: 400 });
    expect(inspection.evaluation).toEqual({ kind: 'answered', done: 3, of: 400 });
    await inspection.cancelEvaluation();
    await evaluating;
    expect(inspection.isEvaluating).toBe(false);
    await inspection.release();
    expect(screen.history.row(13)?.isReleased).toBe(true);
    expect(screen.history.row(12)?.isReleased).toBe(false);
    await inspection.withdraw();
    expect(backend.callsOf('withdrawRelease')).toEqual([['mistral-7b', 'regimen']]);
    await inspection.export();
    expect(inspection.exported?.answersCompared).toBe(32);
  });

  it('compares with the run that was chosen last, however quickly', async () => {
    await open();
    screen.inspect(13);
    const inspection = screen.inspection!;
    await Promise.all([inspection.compareWith(12), inspection.compareWith(11), inspection.compareWith(10)]);
    await vi.waitFor(() => expect(inspection.comparison?.other.row.run).toBe(10));
    expect(backend.callsOf('compareRuns')).toEqual([[13, 12], [13, 10]]);
    backend.failures = { compareRuns: FAILURE };
    await inspection.compareWith(12);
    expect([inspection.comparison, inspection.comparisonProblem]).toEqual([null, FAILURE]);
    await inspection.compareWith(null);
    expect(inspection.comparisonProblem).toBeNull();
  });
});

function runnable(id: string) {
  return { ...DEMO_BASE, id, isDemonstration: false };
}
