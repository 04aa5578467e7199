// The life of one suggestion, event by event.

import { beforeEach, describe, expect, it } from 'vitest';

import { armEvents, BASE, DEMO_MODEL, FakeBackend, phase, runEvents, TUNED, type Run } from '../src/lib/api/fake';
import type { ArmChoice, ErrorView } from '../src/lib/api/generated';
import { Suggestion, type Question } from '../src/lib/state/suggest/suggestion.svelte';

const question = (arms: ArmChoice = 'tuned'): Question => ({
  request: { diagnosis: 'left breast cancer', model: 'demo-llama', arms, temperature: 0.1, seed: 1, samples: 10, ownPlan: null },
  model: DEMO_MODEL,
});
const settled = () => new Promise((resolve) => setTimeout(resolve));
const CORRUPT: ErrorView = { code: 'modelCorrupt', message: 'model.safetensors ends early', detail: null };

let backend: FakeBackend;
let suggestion: Suggestion;

async function ask(arms: ArmChoice = 'tuned'): Promise<Run> {
  void suggestion.ask(question(arms));
  await settled();
  const run = backend.runs.at(-1);
  if (!run) throw new Error('nothing was asked');
  return run;
}

beforeEach(() => {
  backend = new FakeBackend();
  suggestion = new Suggestion(backend);
});

describe('a run', () => {
  it('goes through asked, loading and answering to finished', async () => {
    expect(suggestion.stage).toBe('empty');
    const run = await ask();
    expect(suggestion.stage).toBe('asked');
    run.send({ kind: 'started', job: 1 }, { kind: 'loading', model: 'demo-llama', megabytes: 4 });
    expect(suggestion.stage).toBe('loading');
    expect(suggestion.reading).toEqual({ model: 'demo-llama', megabytes: 4 });
    run.send({ kind: 'regimenText', arm: 'tuned', text: 'plan 40', phases: [] });
    expect(suggestion.stage).toBe('answering');
    expect(suggestion.answeringArm).toBe('tuned');
    run.send(...armEvents('tuned', TUNED), { kind: 'finished', elapsedMs: 900, suggestion: 'S-1' });
    expect(suggestion.stage).toBe('finished');
    expect(suggestion.answeringArm).toBeNull();
    expect(suggestion.elapsedMs).toBe(900);
  });

  it('shows the text as it arrives and the facts as they are read', async () => {
    const run = await ask();
    run.send({ kind: 'regimenText', arm: 'tuned', text: 'plan 40 Gy/ 15', phases: [] });
    expect(suggestion.answers.tuned?.text).toBe('plan 40 Gy/ 15');
    expect(suggestion.answers.tuned?.phases).toEqual([]);
    run.send({ kind: 'regimenText', arm: 'tuned', text: TUNED.text, phases: [phase(40, 15)] });
    expect(suggestion.answers.tuned?.phases[0]?.doseGy).toBe(40);
    expect(suggestion.answers.tuned?.isTextComplete).toBe(false);
  });

  it('keeps the two arms apart', async () => {
    const run = await ask('both');
    run.send(...runEvents(run.request));
    expect(suggestion.answers.tuned?.text).toBe(TUNED.text);
    expect(suggestion.answers.base?.text).toBe(BASE.text);
  });

  it('names the model in memory once it has answered', async () => {
    const run = await ask();
    expect(suggestion.modelInMemory).toBeNull();
    run.send({ kind: 'regimenText', arm: 'tuned', text: 'plan', phases: [] });
    expect(suggestion.modelInMemory).toBe('demo-llama');
  });

  it('collects notices on the diagnosis', async () => {
    const run = await ask();
    run.send({ kind: 'notice', code: 'notEnglish', message: 'Not English.' });
    expect(suggestion.notices).toEqual([{ code: 'notEnglish', message: 'Not English.' }]);
  });

  it('forgets the last answer when a new one is asked', async () => {
    const run = await ask();
    run.send(...runEvents(run.request));
    run.end();
    await ask();
    expect(suggestion.answers.tuned).toBeNull();
    expect(suggestion.elapsedMs).toBeNull();
  });
});

describe('stopping', () => {
  it('tells the program and stops at once', async () => {
    await ask();
    suggestion.stop();
    expect(backend.cancels).toBe(1);
    expect(suggestion.stage).toBe('stopped');
  });

  it('ignores whatever the stopped run still sends', async () => {
    const run = await ask();
    run.send({ kind: 'regimenText', arm: 'tuned', text: 'plan 40', phases: [] });
    suggestion.stop();
    run.send(...armEvents('tuned', TUNED), { kind: 'finished', elapsedMs: 1, suggestion: 'S-1' });
    expect(suggestion.stage).toBe('stopped');
    expect(suggestion.answers.tuned?.text).toBe('plan 40');
  });

  it('is said again to a run that had not begun when it was stopped', async () => {
    const run = await ask();
    suggestion.stop();
    run.send({ kind: 'started', job: 1 });
    expect(backend.cancels).toBe(2);
    expect(suggestion.stage).toBe('stopped');
  });

  it('ignores a failure of the stopped run', async () => {
    const run = await ask();
    backend.cancelSuggestion = async () => run.fail(CORRUPT);
    suggestion.stop();
    await settled();
    expect(suggestion.stage).toBe('stopped');
    expect(suggestion.error).toBeNull();
  });

  it('does nothing when nothing runs', () => {
    suggestion.stop();
    expect(backend.cancels).toBe(0);
    expect(suggestion.stage).toBe('empty');
  });

  it('follows a stop that the program reports', async () => {
    const run = await ask();
    run.send({ kind: 'cancelled' });
    expect(suggestion.stage).toBe('stopped');
  });

  it('waits for the stopped run to let go before asking again', async () => {
    const first = await ask();
    backend.cancelSuggestion = async () => undefined;
    suggestion.stop();
    void suggestion.ask(question());
    await settled();
    expect(backend.runs).toHaveLength(1);
    first.end();
    await settled();
    expect(backend.runs).toHaveLength(2);
  });

  it('drops words of the first run while the second answers', async () => {
    const first = await ask();
    suggestion.stop();
    const second = await ask();
    first.send({ kind: 'regimenText', arm: 'tuned', text: 'of the first', phases: [] });
    second.send({ kind: 'regimenText', arm: 'tuned', text: 'of the second', phases: [] });
    first.send({ kind: 'finished', elapsedMs: 1, suggestion: 'S-1' });
    expect(suggestion.answers.tuned?.text).toBe('of the second');
    expect(suggestion.stage).toBe('answering');
  });
});

describe('failing', () => {
  it('keeps the reason', async () => {
    const run = await ask();
    run.fail(CORRUPT);
    await settled();
    expect(suggestion.stage).toBe('failed');
    expect(suggestion.error).toEqual(CORRUPT);
  });

  it('turns what is not an error of ours into an internal one', async () => {
    backend.suggest = async () => {
      throw new Error('the channel is gone');
    };
    await suggestion.ask(question());
    expect(suggestion.error).toEqual({ code: 'internal', message: 'the channel is gone', detail: null });
  });

  it('takes back the half answer of the failed run, and leaves an earlier whole one', async () => {
    const whole = await ask('tuned');
    whole.send(...runEvents(whole.request));
    whole.end();
    void suggestion.askAlso('base');
    await settled();
    const half = backend.runs[1];
    half?.send({ kind: 'regimenText', arm: 'base', text: 'The recommended', phases: [] });
    half?.fail(CORRUPT);
    await settled();
    expect(suggestion.answers.base).toBeNull();
    expect(suggestion.answers.tuned?.text).toBe(TUNED.text);
  });

  it('ignores words that arrive after the failure', async () => {
    const run = await ask();
    run.fail(CORRUPT);
    await settled();
    run.send({ kind: 'regimenText', arm: 'tuned', text: 'late', phases: [] });
    expect(suggestion.stage).toBe('failed');
    expect(suggestion.answers.tuned).toBeNull();
  });

  it('can be asked again with the same question', async () => {
    const run = await ask();
    run.fail(CORRUPT);
    await settled();
    void suggestion.askAgain();
    await settled();
    expect(backend.runs).toHaveLength(2);
    expect(backend.runs[1]?.request).toEqual(run.request);
    expect(suggestion.error).toBeNull();
  });
});

describe('the arm that was left out', () => {
  it('is asked with the same question and the other answer stays', async () => {
    const run = await ask('tuned');
    run.send(...runEvents(run.request));
    run.end();
    void suggestion.askAlso('base');
    await settled();
    const second = backend.runs[1];
    expect(second?.request).toEqual({ ...run.request, arms: 'base' });
    second?.send(...runEvents(second.request));
    expect(suggestion.answers.tuned?.text).toBe(TUNED.text);
    expect(suggestion.answers.base?.text).toBe(BASE.text);
  });
});

describe('BED and EQD2', () => {
  it('wait for the plan and for α/β', async () => {
    const run = await ask();
    run.send({ kind: 'regimenDone', arm: 'tuned', text: TUNED.text, phases: TUNED.phases, finish: 'eos' });
    await settled();
    expect(suggestion.answers.tuned?.biologicalDose).toBeNull();
    run.send({ kind: 'icd10', arm: 'tuned', candidates: TUNED.codes, alphaBetaGy: 4, alphaBetaSource: 'breast' });
    await settled();
    expect(suggestion.answers.tuned?.biologicalDose?.bedGy).toBeCloseTo(66.667, 3);
    expect(suggestion.answers.tuned?.biologicalDose?.eqd2Gy).toBeCloseTo(44.444, 3);
  });

  it('follow a changed α/β, and the usual one comes back', async () => {
    const run = await ask();
    run.send(...runEvents(run.request));
    suggestion.chooseAlphaBeta(10);
    await settled();
    expect(suggestion.answers.tuned?.biologicalDose?.bedGy).toBeCloseTo(50.667, 3);
    suggestion.chooseAlphaBeta(null);
    await settled();
    expect(suggestion.answers.tuned?.biologicalDose?.bedGy).toBeCloseTo(66.667, 3);
  });

  it('use one α/β for both arms, that of the fine-tuned answer', async () => {
    const run = await ask('both');
    run.send(
      ...armEvents('tuned', TUNED),
      { kind: 'regimenDone', arm: 'base', text: BASE.text, phases: BASE.phases, finish: 'eos' },
      { kind: 'icd10', arm: 'base', candidates: BASE.codes, alphaBetaGy: 10, alphaBetaSource: 'skin' },
    );
    await settled();
    expect(suggestion.alphaBeta).toBe(4);
    expect(suggestion.answers.base?.biologicalDose?.bedGy).toBeCloseTo(90, 6);
  });

  it('drop an answer that was computed for an older α/β', async () => {
    const run = await ask();
    run.send(...runEvents(run.request));
    await settled();
    const waiting: (() => void)[] = [];
    backend.biologicalDose = (_, alphaBetaGy) =>
      new Promise((resolve) => waiting.push(() => resolve({ bedGy: alphaBetaGy, eqd2Gy: 0 })));
    suggestion.chooseAlphaBeta(3);
    suggestion.chooseAlphaBeta(8);
    waiting[1]?.();
    waiting[0]?.();
    await settled();
    expect(suggestion.answers.tuned?.biologicalDose?.bedGy).toBe(8);
  });

  it('are none for a plan that could not be read', async () => {
    const run = await ask();
    run.send(...runEvents(run.request, { ...TUNED, text: 'see a physician', phases: [] }));
    await settled();
    expect(suggestion.answers.tuned?.isUnparsed).toBe(true);
    expect(suggestion.answers.tuned?.biologicalDose).toBeNull();
  });
});

describe('clearing', () => {
  it('stops the run and empties everything', async () => {
    const run = await ask();
    run.send(...armEvents('tuned', TUNED));
    suggestion.clear();
    expect(backend.cancels).toBe(1);
    expect(suggestion.stage).toBe('empty');
    expect(suggestion.answers).toEqual({ tuned: null, base: null });
    expect(suggestion.question).toBeNull();
  });
});
