// Temperature, samples and seed as typed, and what they mean. A field that cannot be read says what it wants.

import type { AgreementThreshold } from '../api/generated';
import { count } from '../format/number';

/** What a study may ask, too. */
export const TEMPERATURE_MAX = 10;
export const SAMPLES_MAX = 20;
export const SEED_MAX = 4_294_967_295;
export const SEED_WANTED = `a whole number from 0 to ${count(SEED_MAX)}`;

/** Where a model has no threshold of agreement. */
const USUAL = { temperature: '0.1', samples: '10' };

export class RunSettings {
  temperatureText = $state(USUAL.temperature);
  samplesText = $state(USUAL.samples);
  seedText = $state('1');

  temperature = $derived(inRange(this.temperatureText, 0, TEMPERATURE_MAX));
  samples = $derived(wholeInRange(this.samplesText, 1, SAMPLES_MAX));
  seed = $derived(wholeInRange(this.seedText, 0, SEED_MAX));
  /** Every sample of the likeliest tokens says the same. */
  isOneEnough = $derived(this.temperature === 0);
  samplesAsked = $derived(this.isOneEnough ? 1 : this.samples);

  temperatureProblem = $derived(this.temperature === null ? `Temperature from 0 to ${TEMPERATURE_MAX}` : null);
  samplesProblem = $derived(this.samplesAsked === null ? `Samples: a whole number from 1 to ${SAMPLES_MAX}` : null);
  seedProblem = $derived(this.seed === null ? `Seed: ${SEED_WANTED}` : null);
  problem = $derived(this.temperatureProblem ?? this.samplesProblem ?? this.seedProblem);

  #followed = USUAL;

  /** Takes what a model's threshold was chosen with, or what is usual, as long as nobody has typed anything else. */
  follow(threshold: Pick<AgreementThreshold, 'temperature' | 'samples'> | null): void {
    const { temperature, samples } = this.#followed;
    if (this.temperatureText !== temperature || this.samplesText !== samples) return;
    this.#followed = threshold ? { temperature: String(threshold.temperature), samples: String(threshold.samples) } : USUAL;
    this.temperatureText = this.#followed.temperature;
    this.samplesText = this.#followed.samples;
  }
}

/** A number as people type it, also with a decimal comma; null when it is none or lies outside. */
export function inRange(text: string, low: number, high: number): number | null {
  const plain = text.trim().replace(',', '.');
  if (!/^\d*\.?\d+$/.test(plain)) return null;
  const value = Number(plain);
  return value >= low && value <= high ? value : null;
}

/** A whole number as people type it; null when it is none or lies outside. */
export function wholeInRange(text: string, low: number, high: number): number | null {
  return /^\d+$/.test(text.trim()) ? inRange(text, low, high) : null;
}
