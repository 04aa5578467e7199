// The run that has the machine, as its events tell it. The curve is published a few times a second: drawing it for every step
// of a quick run would take the processor from the training.

import type { Backend } from '../../api/backend';
import type { RunEvent, RunPhase, RunPoint, RunProgress, RunRow, ValidationPoint } from '../../api/generated';
import type { Point } from '../../chart/curve';
import { Subscription } from '../subscription.svelte';

const PUBLISH_EVERY_MS = 250;

export interface RunHead {
  row: RunRow;
  phase: RunPhase;
  step: number;
  steps: number;
  stepsPerPass: number;
  checkpointStep: number | null;
  elapsedS: number;
  leftS: number | null;
  secondsPerStep: number | null;
  residentGb: number;
}

export class RunWatch extends Subscription<RunEvent> {
  /** Null when no run has the machine. */
  head = $state.raw<RunHead | null>(null);
  points = $state.raw<RunPoint[]>([]);
  validations = $state.raw<ValidationPoint[]>([]);
  /** Memory of the process since this window watches, GB. */
  memory = $state.raw<Point[]>([]);
  queue = $state.raw<number[]>([]);
  /** The run that came to rest last while this window watched. */
  ended = $state.raw<RunRow | null>(null);

  #head: RunHead | null = null;
  #points: RunPoint[] = [];
  #validations: ValidationPoint[] = [];
  #memory: Point[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #changed: () => void;

  /** `changed` is called when a run begins, ends, or the queue changes. */
  constructor(backend: Backend, changed: () => void = () => undefined) {
    super((take) => backend.watchRuns(take), (event) => this.#take(event));
    this.#changed = changed;
  }

  override close(): void {
    super.close();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #take(event: RunEvent): void {
    switch (event.kind) {
      case 'snapshot':
        this.#begin(event.progress);
        break;
      case 'ended':
        this.ended = event.row;
        if (this.#head?.row.run === event.row.run) this.#begin(null);
        this.#changed();
        break;
      case 'queue':
        this.queue = event.waiting;
        this.#changed();
        break;
      default:
        if (this.#head?.row.run === event.run) this.#follow(event);
    }
  }

  #begin(progress: RunProgress | null): void {
    const isAnother = progress?.row.run !== this.#head?.row.run;
    this.#points = progress ? [...progress.points] : [];
    this.#validations = progress ? [...progress.validations] : [];
    this.#memory = progress && !isAnother ? this.#memory : [];
    if (progress) {
      const { row, phase, step, steps, stepsPerPass, checkpointStep, elapsedS, leftS, secondsPerStep, residentGb } = progress;
      this.#head = { row, phase, step, steps, stepsPerPass, checkpointStep, elapsedS, leftS, secondsPerStep, residentGb };
      this.queue = progress.queue;
    } else this.#head = null;
    this.#publish();
    if (isAnother) this.#changed();
  }

  #follow(event: Extract<RunEvent, { run: number }>): void {
    if (!this.#head) return;
    if (event.kind === 'phase') {
      this.#head = { ...this.#head, phase: event.phase };
      this.#publish();
      return;
    }
    if (event.kind === 'checkpoint') this.#head = { ...this.#head, checkpointStep: event.step };
    if (event.kind === 'validated') this.#validations = [...this.#validations.filter(({ step }) => step !== event.point.step), event.point];
    if (event.kind === 'stepped') {
      const { point, elapsedS, leftS, secondsPerStep, residentGb } = event;
      // A run that goes on from a checkpoint does some steps again; the newer numbers stand.
      while ((this.#points.at(-1)?.step ?? 0) >= point.step) this.#points.pop();
      while ((this.#memory.at(-1)?.step ?? 0) >= point.step) this.#memory.pop();
      this.#points.push(point);
      this.#memory.push({ step: point.step, value: residentGb });
      this.#head = { ...this.#head, step: point.step, elapsedS, leftS, secondsPerStep, residentGb };
    }
    this.#publishSoon();
  }

  #publishSoon(): void {
    this.#timer ??= setTimeout(() => this.#publish(), PUBLISH_EVERY_MS);
  }

  #publish(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.head = this.#head;
    this.points = this.#points.slice();
    this.validations = this.#validations;
    this.memory = this.#memory.slice();
  }
}
