// Facts that are stored as codes, in words.

import { describe, expect, it } from 'vitest';

import { factWord } from '../src/lib/state/letters/fact-words';

describe('a fact that is stored as a code', () => {
  it.each([
    ['language', 'de', 'German'],
    ['language', 'en', 'English'],
    ['patient.sex', 'weiblich', 'female'],
    ['patient.sex', 'M', 'male'],
    ['treatments.2.kind', 'surgery', 'Surgery'],
    ['treatments.1.kind', 'systemic', 'Systemic treatment'],
    ['diagnoses.1.side', 'rechts', 'right'],
    ['courses.1.phases.2.side', 'beidseits', 'both sides'],
  ])('%s %j reads %j', (id, value, words) => {
    expect(factWord(id, value)).toBe(words);
  });

  it('stays as it is stored where no word is known or the field holds free text', () => {
    expect(factWord('patient.sex', 'unbekannt')).toBeNull();
    expect(factWord('remarks.1', 'links')).toBeNull();
    expect(factWord('diagnoses.1.text', 'de')).toBeNull();
  });
});
