// Edges of a mark go from word to word, in UTF-16 units.

import { describe, expect, it } from 'vitest';

import { movedByWord, wordAt } from '../src/lib/curate/word-edges';

const TEXT = 'no earlier RT. Plan 54 Gy / 30 fx, then  review';
const at = (word: string) => TEXT.indexOf(word);
const endOf = (word: string) => at(word) + word.length;
const all = [0, TEXT.length] as const;

describe('an edge', () => {
  it('on the left goes to the beginning of the next and the previous word', () => {
    expect(movedByWord(TEXT, at('Plan'), 'start', 'forward', ...all)).toBe(at('54'));
    expect(movedByWord(TEXT, at('Plan'), 'start', 'back', ...all)).toBe(at('RT.'));
  });

  it('on the right goes to the end of a word, over any number of spaces', () => {
    expect(movedByWord(TEXT, endOf('then'), 'end', 'forward', ...all)).toBe(endOf('review'));
    expect(movedByWord(TEXT, endOf('review'), 'end', 'back', ...all)).toBe(endOf('then'));
  });

  it('in the middle of a word first goes to that word’s own stop', () => {
    expect(movedByWord(TEXT, at('Plan') + 2, 'start', 'back', ...all)).toBe(at('Plan'));
    expect(movedByWord(TEXT, at('Plan') + 2, 'end', 'forward', ...all)).toBe(endOf('Plan'));
  });

  it('stays where it is at the ends of the text', () => {
    expect(movedByWord(TEXT, 0, 'start', 'back', ...all)).toBe(0);
    expect(movedByWord(TEXT, TEXT.length, 'end', 'forward', ...all)).toBe(TEXT.length);
    expect(movedByWord('', 0, 'end', 'forward', 0, 0)).toBe(0);
  });

  it('does not pass its limits', () => {
    expect(movedByWord(TEXT, at('Plan'), 'start', 'back', endOf('earlier'), TEXT.length)).toBe(at('RT.'));
    expect(movedByWord(TEXT, at('Plan'), 'start', 'back', endOf('RT.'), TEXT.length)).toBe(at('Plan'));
  });

  it('counts a character outside the basic plane as two units and never stops inside it', () => {
    const text = 'lésion 𝛼𝛽 Plan 𝟓𝟒 Gy';
    const forward = movedByWord(text, 0, 'start', 'forward', 0, text.length);
    expect(forward).toBe(7);
    expect(movedByWord(text, forward, 'start', 'forward', 0, text.length)).toBe(12);
    const end = movedByWord(text, 11, 'end', 'forward', 0, text.length);
    expect(text.slice(0, end)).toBe('lésion 𝛼𝛽 Plan');
    expect(movedByWord(text, end, 'end', 'forward', 0, text.length)).toBe(end + 5);
  });

  it('names the word beside it', () => {
    expect(wordAt(TEXT, at('Plan'), 'start')).toBe('Plan');
    expect(wordAt(TEXT, endOf('fx,'), 'end')).toBe('fx,');
    expect(wordAt('', 0, 'start')).toBe('');
  });
});
