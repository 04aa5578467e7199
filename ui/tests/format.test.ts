// How numbers, doses and codes are written.

import { describe, expect, it } from 'vitest';

import { phase } from '../src/lib/api/fake';
import { alphaBeta, difference, dose, doseAndFractions, perFraction, spokenDose, trimmed } from '../src/lib/format/dose';
import { icd10, spokenCode } from '../src/lib/format/icd10';
import { megabytes, memory, probability, seconds, words } from '../src/lib/format/number';
import { decimals, pValue } from '../src/lib/format/statistic';
import printed from '../../tests/golden/printed_numbers.json';

const NB = '\u00A0';

describe('doses', () => {
  it.each([
    [40, 2, '40'],
    [42.56, 2, '42.56'],
    [2.6666667, 2, '2.67'],
    [66.6666, 1, '66.7'],
    [75, 1, '75'],
    [0.5, 2, '0.5'],
    [100, 0, '100'],
    [-4, 1, '−4'],
    [-0.001, 2, '0'],
    [Number.NaN, 1, 'undefined'],
  ])('%f with %i decimals is %s', (value, decimals, text) => {
    expect(trimmed(value, decimals)).toBe(text);
  });

  it('are written as dose / fractions with no-break spaces', () => {
    expect(doseAndFractions(phase(40, 15))).toBe(`40${NB}Gy${NB}/${NB}15${NB}fx`);
  });

  it('say RBE for protons', () => {
    expect(dose(50.4, 'proton')).toBe(`50.4${NB}Gy${NB}(RBE)`);
    expect(perFraction(phase(50.4, 28, 'proton'))).toBe(`1.8${NB}Gy${NB}(RBE)`);
  });

  it('carry the sign of a difference, and nothing when there is none', () => {
    expect(difference(50, 40, 2)).toBe('+10');
    expect(difference(36, 40, 2)).toBe('−4');
    expect(difference(40.001, 40, 2)).toBe('');
  });

  it('are read with their units', () => {
    expect(spokenDose(phase(40, 15))).toBe('40 gray in 15 fractions');
    expect(spokenDose(phase(8, 1))).toBe('8 gray in 1 fraction');
  });

  it('name α/β with its unit', () => {
    expect(alphaBeta(1.5)).toBe(`α/β${NB}1.5${NB}Gy`);
  });
});

describe('codes', () => {
  it('get their dot and capitals', () => {
    expect(icd10('c50912')).toBe('C50.912');
    expect(icd10('C50.912')).toBe('C50.912');
    expect(icd10('C61')).toBe('C61');
    expect(icd10('not a code')).toBe('not a code');
  });

  it('are spelled out', () => {
    expect(spokenCode('C50.912')).toBe('C 5 0 point 9 1 2');
  });
});

describe('numbers', () => {
  it('never round a probability to nothing or to certainty', () => {
    expect([0, 0.002, 0.01, 0.974, 0.996, 1].map(probability)).toEqual(['0.00', '<0.01', '0.01', '0.97', '>0.99', '1.00']);
  });

  it('are short', () => {
    expect(memory(7.24, 20)).toBe(`7.2 of 20${NB}GB`);
    expect(megabytes(4.2)).toBe(`4.2${NB}MB`);
    expect(megabytes(13_500)).toBe(`14${NB}GB`);
    expect(seconds(840)).toBe(`0.8${NB}s`);
    expect(words(1)).toBe('1 word');
    expect(words(1036)).toBe('1,036 words');
  });
});

describe('scores and p-values', () => {
  it.each(printed.decimals as [string, number, string][])('%s with %i decimals is %s, as in the sentences', (value, places, text) => {
    expect(decimals(Number(value), places)).toBe(text);
  });

  it.each(printed.p as [string, string][])('p %s is %s, as in the sentences', (value, text) => {
    expect(pValue(Number(value)).replaceAll(NB, ' ')).toBe(text);
  });
});
