// The geometry of the funnel: true to scale, nothing invisible, no two labels in one place.

import { describe, expect, it } from 'vitest';

import { COHORT, SPLITS } from '../src/lib/api/fake';
import type { CohortView } from '../src/lib/api/generated';
import { fitted, layOutFunnel } from '../src/lib/curate/funnel-layout';

const MANY: CohortView = {
  ...COHORT,
  extracted: 15_724,
  funnel: [
    { step: 'a', words: 'one diagnosis', kept: 7903, drops: Array.from({ length: 9 }, (_, index) => ({ reason: `r${index}`, words: `reason ${index}`, cases: index === 0 ? 7800 : 3 })) },
    { step: 'b', words: 'dose and fractions', kept: 7800, drops: [{ reason: 'x', words: 'dose missing', cases: 103 }] },
    { step: 'c', words: 'with ICD-10 code', kept: 1, drops: [{ reason: 'y', words: 'no code', cases: 7799 }] },
  ],
};

describe('the funnel', () => {
  it('draws heights to scale', () => {
    const { bars } = layOutFunnel(COHORT, 1188);
    expect(bars.map((bar) => bar.height)).toEqual([124, 62.3, 56.6]);
    expect(bars.map((bar) => bar.count)).toEqual([15_724, 7903, 7177]);
  });

  it('says which share was kept at each step', () => {
    expect(layOutFunnel(COHORT, 1188).shares.map(({ share }) => Math.round(share * 100))).toEqual([50, 91]);
  });

  it.each([
    ['of the design', COHORT, 1188],
    ['of the design, frozen', { ...COHORT, splits: SPLITS }, 1188],
    ['in a small window', COHORT, 1028],
    ['with many small reasons', MANY, 1188],
  ] as const)('%s keeps labels at least 24 px apart and inside the figure', (_, cohort, width) => {
    const layout = layOutFunnel(cohort, width);
    for (const step of new Set(layout.drops.map((drop) => drop.step))) {
      const labels = layout.drops.filter((drop) => drop.step === step).map((drop) => drop.labelY);
      labels.slice(1).forEach((y, index) => expect(y - (labels[index] ?? 0)).toBeGreaterThanOrEqual(24 - 0.11));
    }
    for (const drop of layout.drops) {
      expect(drop.labelY + 12).toBeLessThanOrEqual(layout.height);
      expect(drop.labelX + drop.labelWidth).toBeLessThanOrEqual(width);
      expect(drop.barY).toBeGreaterThan(0);
    }
  });

  it('keeps thin streams visible', () => {
    for (const drop of layOutFunnel(MANY, 1188).drops) expect(drop.barHeight).toBeGreaterThanOrEqual(1.2);
    expect(layOutFunnel(MANY, 1188).bars.at(-1)?.height).toBeGreaterThanOrEqual(1.2);
  });

  it('shows train and held out once there is a split', () => {
    expect(layOutFunnel(COHORT, 1188).outcomes).toEqual([]);
    expect(layOutFunnel({ ...COHORT, splits: SPLITS }, 1188).outcomes.map(({ count, words }) => `${count} ${words}`)).toEqual(['6800 train', '377 held out']);
  });

  it('stands lower in a low window', () => {
    expect(layOutFunnel(COHORT, 1188, 'low').height).toBeLessThan(layOutFunnel(COHORT, 1188).height);
  });

  it('survives a cohort without cases and without steps', () => {
    const empty = layOutFunnel({ extracted: 0, funnel: [], splits: [] }, 1188);
    expect(empty.bars).toHaveLength(1);
    const none = layOutFunnel({ extracted: 0, funnel: [{ step: 'a', words: 'kept', kept: 0, drops: [] }], splits: [] }, 1188);
    expect(JSON.stringify(none)).not.toMatch(/null|NaN/);
  });

  it('cuts words that have no room, and says so', () => {
    expect(fitted('with ICD-10 code', 200)).toBe('with ICD-10 code');
    expect(fitted('code contradicts laterality', 100)).toBe('code contradict…');
  });
});
