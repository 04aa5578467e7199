// What is marked on the base, and what is not.

import { describe, expect, it } from 'vitest';

import { BASE, phase, TUNED } from '../src/lib/api/fake';
import { differencesFrom, type Comparable } from '../src/lib/compare/differences';

const tuned: Comparable = { phases: TUNED.phases, modality: TUNED.modality, codes: TUNED.codes };
const base: Comparable = { phases: BASE.phases, modality: BASE.modality, codes: BASE.codes };
const nothing: Comparable = { phases: [], modality: null, codes: null };

describe('differences', () => {
  it('are none between an answer and itself', () => {
    const found = differencesFrom(tuned, tuned);
    expect(Object.values(found).filter(Boolean)).toEqual([]);
  });

  it('mark dose, fractions, dose per fraction, boost, modality and code', () => {
    expect(differencesFrom(tuned, base)).toEqual({
      planModality: false,
      dose: true,
      doseBy: '+10',
      fractions: true,
      fractionsBy: '+10',
      perFraction: true,
      furtherPhases: true,
      modality: true,
      code: true,
    });
  });

  it('are none where one side has not answered yet', () => {
    expect(Object.values(differencesFrom(tuned, nothing)).filter(Boolean)).toEqual([]);
    expect(Object.values(differencesFrom(nothing, base)).filter(Boolean)).toEqual([]);
  });

  it('do not mark doses that are printed alike', () => {
    const found = differencesFrom({ ...tuned, phases: [phase(40, 15)] }, { ...tuned, phases: [phase(40.001, 15)] });
    expect(found.dose).toBe(false);
    expect(found.doseBy).toBe('');
  });

  it('do not mark the same code written without its dot', () => {
    const code = { code: 'c50912', title: '', probability: 1 };
    expect(differencesFrom(tuned, { ...tuned, codes: [code] }).code).toBe(false);
  });

  it('mark another modality of the plan', () => {
    expect(differencesFrom(tuned, { ...tuned, phases: [phase(40, 15, 'proton')] }).planModality).toBe(true);
  });
});
