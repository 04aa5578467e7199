// What is said about a run's numbers: the trend of its validation loss, where it stands in words, how long it still takes.

import type { Interruption, RunPhase, RunRow, RunState, ValidationPoint } from '../../api/generated';
import { count } from '../../format/number';
import { clockTimeFrom, duration } from '../../format/time';

/** Validation losses this close count as level. */
const LEVEL_SHARE = 0.005;

/** Beside the last loss: the trend in few words. */
export function lastTrend(validations: ValidationPoint[]): string {
  const best = bestOf(validations);
  return best && isRising(validations) ? `best ${best.loss.toFixed(2)}` : validationTrend(validations);
}

/** Beside the best loss: where it was, unless it is the newest. */
export function bestTrend(validations: ValidationPoint[]): string {
  const best = bestOf(validations);
  return best && isRising(validations) ? `at step ${count(best.step)}` : validationTrend(validations);
}

const isRising = (validations: ValidationPoint[]): boolean => validationTrend(validations).startsWith('rising');

function bestOf(validations: ValidationPoint[]): ValidationPoint | null {
  return validations.filter(({ loss }) => Number.isFinite(loss)).reduce<ValidationPoint | null>((best, point) => (best && best.loss <= point.loss ? best : point), null);
}

/** `still falling`, `level`, `rising, best 0.43 at step 600`; from measured points only. */
export function validationTrend(validations: ValidationPoint[]): string {
  const measured = validations.filter(({ loss }) => Number.isFinite(loss));
  const last = measured.at(-1);
  if (!last) return validations.length > 0 ? 'not a number' : 'not measured yet';
  if (measured.length === 1) return 'first measured';
  const best = bestOf(measured) ?? last;
  const before = measured.slice(0, -1).reduce((a, b) => (b.loss < a.loss ? b : a));
  if (last.loss < before.loss * (1 - LEVEL_SHARE)) return 'still falling';
  if (last.loss <= best.loss * (1 + LEVEL_SHARE)) return 'level';
  return `rising, best ${best.loss.toFixed(2)} at step ${count(best.step)}`;
}

/** `ends 16:42`; nothing before the pace of this sitting is known. */
export function endsAt(leftS: number | null, now: Date): string {
  return leftS === null ? '' : `ends ${clockTimeFrom(now, new Date(now.getTime() + leftS * 1000))}`;
}

/** `7.3` and `s a step`, or `0.12`, or for quick ones `24` and `steps/s`. */
export function pace(secondsPerStep: number | null): { value: string; unit: string } {
  if (secondsPerStep === null || !(secondsPerStep > 0)) return { value: '–', unit: 'after a few steps' };
  if (secondsPerStep < 0.1) return { value: String(Math.round(1 / secondsPerStep)), unit: 'steps/s' };
  if (secondsPerStep < 100) return { value: secondsPerStep < 1 ? secondsPerStep.toFixed(2) : secondsPerStep.toFixed(1), unit: 's a step' };
  return { value: duration(secondsPerStep), unit: 'a step' };
}

/** The value and its unit apart, as the figures of a run are set: `54` and `min`, `2 h 05` and `min`. */
export function timeLeft(leftS: number | null): { value: string; unit: string } {
  if (leftS === null) return { value: '–', unit: 'after a few steps' };
  if (leftS < 60) return { value: '< 1', unit: 'min' };
  const words = duration(leftS);
  const at = words.lastIndexOf('\u00A0');
  return { value: words.slice(0, at), unit: words.slice(at + 1) };
}

export const PHASE_NAMES: Record<RunPhase, string> = {
  waiting: 'waiting for the machine',
  reading: 'reading model and data',
  training: 'training',
  validating: 'measuring the validation loss',
  saving: 'saving',
  stopping: 'stopping after this step',
};

export const STATE_NAMES: Record<RunState, string> = {
  queued: 'waiting',
  running: 'training',
  paused: 'paused',
  interrupted: 'interrupted',
  finished: 'done',
  stoppedEarly: 'done early',
  kept: 'kept early',
  cancelled: 'cancelled',
  failed: 'failed',
};

/** Why the process of a run ended in the middle of it; a sign that is no proof is worded as one. */
export const INTERRUPTION_WORDS: Record<Interruption, string> = {
  machineRestarted: 'The machine was started anew in the middle of it: power, or a restart.',
  lackOfMemory: 'The program ended in the middle of it. The system has ended programs for lack of memory since the run began: most likely this one. Less memory is taken with 4 bits, with activations saved, or with fewer cases at once.',
  withoutTrace: 'The program ended in the middle of it without a trace: power, an end from outside, or lack of memory.',
};

/** Why a run rests and how it goes on; empty for one that does not. */
export function restWords({ state, interruption }: Pick<RunRow, 'state' | 'interruption'>): string {
  const asBefore = 'with the same losses as if nothing had happened.';
  if (state === 'paused') return `It goes on where it was paused, ${asBefore}`;
  return state === 'interrupted' ? `${INTERRUPTION_WORDS[interruption ?? 'withoutTrace']} It goes on from its last checkpoint, or begins again where there is none yet, ${asBefore}` : '';
}

/** Ends of passes up to the last step, for the axis. */
export function passes(steps: number, stepsPerPass: number): { step: number; words: string }[] {
  if (stepsPerPass <= 0 || steps <= 0) return [];
  const out = [];
  for (let pass = 1; pass * stepsPerPass < steps; pass += 1) out.push({ step: pass * stepsPerPass, words: `pass ${pass}, ${count(pass * stepsPerPass)}` });
  const last = Math.ceil(steps / stepsPerPass);
  return [...out, { step: steps, words: last * stepsPerPass === steps ? `pass ${last}, ${count(steps)}` : `end, ${count(steps)}` }];
}

/** How full each pass is, 0 to 1. */
export function passShares(step: number, steps: number, stepsPerPass: number): { share: number; weight: number }[] {
  if (steps <= 0) return [{ share: 0, weight: 1 }];
  const length = stepsPerPass > 0 ? Math.min(stepsPerPass, steps) : steps;
  const out = [];
  for (let from = 0; from < steps; from += length) {
    const size = Math.min(length, steps - from);
    out.push({ share: Math.max(0, Math.min(1, (step - from) / size)), weight: size });
  }
  return out;
}

/** Whether the run can be gone on with, or waits for that. */
export const isResting = ({ state }: Pick<RunRow, 'state'>): boolean => state === 'paused' || state === 'interrupted';
export const isOver = ({ state }: Pick<RunRow, 'state'>): boolean => !['queued', 'running', 'paused', 'interrupted'].includes(state);
