// @vitest-environment node
// The values of the design: both themes complete, every pair of ink and ground readable.

import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { tokensToCss } from '../tokens.mjs';

const tokens = JSON.parse(readFileSync(new URL('../../assets/design-tokens.json', import.meta.url), 'utf8'));
const THEMES = ['light', 'dark'] as const;

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const TEXT_PAIRS = [
  ...['ink', 'ink-2', 'ink-3'].flatMap((ink) => ['surface', 'chrome', 'well'].map((ground) => [ink, ground])),
  ...['ink', 'ink-2'].flatMap((ink) => ['hover', 'accent-wash', 'warn-wash', 'danger-wash', 'diff'].map((ground) => [ink, ground])),
  ['accent', 'surface'],
  ['on-accent', 'accent'],
  ['danger', 'surface'],
  ['on-mark', 'photon'],
  ['on-mark', 'proton'],
  ['on-mark-electron', 'electron'],
  ['on-mark', 'brachy'],
] as [string, string][];
const MARK_PAIRS = [
  ['control', 'surface'],
  ['focus', 'surface'],
  ['focus', 'chrome'],
  ['laser', 'surface'],
  ['warn-mark', 'warn-wash'],
  ['danger-mark', 'surface'],
  ...['photon', 'proton', 'electron', 'brachy'].map((c) => [c, 'surface']),
] as [string, string][];

describe.each(THEMES)('the %s theme', (theme) => {
  const value = (name: string): string => tokens[theme][name];

  it.each(TEXT_PAIRS)('%s on %s can be read (4.5:1)', (ink, ground) => {
    expect(contrast(value(ink), value(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(MARK_PAIRS)('%s on %s can be seen (3:1)', (mark, ground) => {
    // The laser's hairline on white is decoration beside the word; it is held to 3:1 all the same.
    expect(contrast(value(mark), value(ground))).toBeGreaterThanOrEqual(3);
  });
});

describe('the style sheet', () => {
  const css = tokensToCss(tokens);

  it('has every colour in both themes', () => {
    expect(Object.keys(tokens.light).sort()).toEqual(Object.keys(tokens.dark).sort());
  });

  it('goes dark by choice and with the system, unless light was chosen', () => {
    expect(css).toContain(':root[data-theme="dark"]');
    expect(css).toMatch(/prefers-color-scheme: dark\) \{\n:root:not\(\[data-theme="light"\]\)/);
  });
});
