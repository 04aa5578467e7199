// Axes, thinning, and names beside curves.

import { describe, expect, it } from 'vitest';

import { pathOf, thinned, type Point } from '../src/lib/chart/curve';
import { placeLabel, textWidth } from '../src/lib/chart/label';
import { decimalsOf, extent, linear, ticks } from '../src/lib/chart/scale';

describe('ticks', () => {
  it.each([
    [{ low: 0, high: 1.83 }, 6, [0, 0.5, 1, 1.5, 2]],
    [{ low: 0, high: 20 }, 5, [0, 5, 10, 15, 20]],
    [{ low: 0, high: 0.0002 }, 6, [0, 0.00005, 0.0001, 0.00015, 0.0002]],
    [{ low: 0.31, high: 0.39 }, 6, [0.3, 0.32, 0.34, 0.36, 0.38, 0.4]],
  ])('of %j are round and enclose it', (range, most, expected) => {
    expect(ticks(range, most)).toEqual(expected);
  });

  it('stand even where there is no range', () => {
    expect(ticks({ low: 3, high: 3 }, 6)).toEqual([3, 4]);
    expect(ticks({ low: 0, high: Number.NaN }, 6)).toEqual([0, 1]);
  });

  it('have as many decimals as tell them apart', () => {
    expect(decimalsOf([0, 0.5])).toBe(1);
    expect(decimalsOf([0, 5])).toBe(0);
    expect(decimalsOf([0.3, 0.32])).toBe(2);
    expect(decimalsOf([0, 0.00005])).toBe(5);
  });
});

describe('a range', () => {
  it('leaves out what is not a number', () => {
    expect(extent([Number.NaN, 2, Infinity, -1])).toEqual({ low: -1, high: 2 });
    expect(extent([Number.NaN])).toBeNull();
    expect(extent([])).toBeNull();
  });

  it('of one value has room', () => {
    expect(extent([4, 4])).toEqual({ low: 0, high: 4 });
    expect(extent([0])).toEqual({ low: 0, high: 1 });
  });

  it('maps to places', () => {
    expect(linear({ low: 0, high: 10 }, { low: 100, high: 200 })(5)).toBe(150);
    expect(linear({ low: 0, high: 2 }, { low: 200, high: 0 })(2)).toBe(0);
  });
});

describe('thinning', () => {
  const noisy: Point[] = Array.from({ length: 5000 }, (_, index) => ({ step: index + 1, value: index === 2711 ? 9 : Math.sin(index / 50) }));

  it('keeps what is short as it is', () => {
    expect(thinned(noisy.slice(0, 100), 700)).toHaveLength(100);
  });

  it('keeps the first, the last and a single peak', () => {
    const few = thinned(noisy, 700);
    expect(few.length).toBeLessThan(750);
    expect(few[0]).toBe(noisy[0]);
    expect(few.at(-1)).toBe(noisy.at(-1));
    expect(few.some(({ value }) => value === 9)).toBe(true);
    expect(few.every(({ step }, index) => index === 0 || step > (few[index - 1]?.step ?? 0))).toBe(true);
  });
});

describe('a path', () => {
  it('lifts the pen over a loss that is not a number', () => {
    const points = [1, 2, Number.NaN, 3].map((value, index) => ({ step: index, value }));
    expect(pathOf(points, (step) => step * 10, (value) => value)).toBe('M0.0 1.0L10.0 2.0M30.0 3.0');
  });
});

describe('the name of a curve', () => {
  const frame = { left: 30, right: 500, top: 14, bottom: 260 };
  const level = (y: number) => Array.from({ length: 48 }, (_, index) => ({ x: 30 + index * 10, y }));

  it('stands below its curve, clear of the others', () => {
    const at = placeLabel('training', level(100), [level(110)], frame, 'below');
    expect(at!.y - 12).toBeGreaterThan(110);
  });

  it('has no place beside a curve that is shorter than itself', () => {
    expect(placeLabel('training, smoothed', level(100).slice(0, 3), [], frame, 'below')).toBeNull();
    expect(placeLabel('training', [], [], frame, 'below')).toBeNull();
  });

  it('has no place outside the frame', () => {
    expect(placeLabel('training', level(255), [], frame, 'below')).toBeNull();
    expect(placeLabel('validation', level(20), [], frame, 'above')).toBeNull();
  });

  it('goes aside for a peak in its way', () => {
    const blocked = level(100).map((spot) => (spot.x > 240 && spot.x < 290 ? { ...spot, y: 250 } : spot));
    const at = placeLabel('training', level(90), [blocked], frame, 'below')!;
    expect(at.x > 290 || at.x + textWidth('training') < 240).toBe(true);
  });
});
