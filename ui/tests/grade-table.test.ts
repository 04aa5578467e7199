// The comparison of two plans and the tiles: shared by Grade, Reference examples and Adjudicate.

import { render, screen as page, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';

import GradeTiles from '../src/components/grade/GradeTiles.svelte';
import PlanComparisonTable from '../src/components/grade/PlanComparisonTable.svelte';
import { comparisonOf, GRADE_SCALE, phase, planOf, UNREADABLE, words } from '../src/lib/api/fake';
import type { PlanView } from '../src/lib/api/generated';
import { planRows } from '../src/lib/grade/plan-rows';
import { groupsOf } from '../src/lib/grade/scale';

const plain = (text: string) => text.replaceAll('\u00A0', ' ');
function rowsOf(delivered: PlanView, generated: PlanView, alphaBeta = 10) {
  const rows = planRows(delivered, generated, comparisonOf(delivered, generated, alphaBeta));
  return new Map(rows.map((row) => [row.name, { ...row, difference: plain(row.difference) }]));
}

afterEach(() => (document.body.innerHTML = ''));

describe('a comparison of plans', () => {
  const sbrt = planOf([phase(54, 3)]);
  const other = planOf([phase(50, 5)]);

  it('says each difference with its sign and its unit', () => {
    const rows = rowsOf(sbrt, other);
    expect([...rows].map(([name, { difference }]) => [name, difference])).toEqual([
      ['Target', 'same'],
      ['Modality', 'same'],
      ['Dose', '−4 Gy'],
      ['Fractions', '+2'],
      ['Per fraction', '−8 Gy'],
      ['BED', '−51.2 Gy'],
      ['EQD2', '−42.7 Gy'],
    ]);
    expect(rows.get('BED')?.under).toBe('α/β\u00A010');
  });

  it('weighs protons, and says no unit that is not theirs', () => {
    const rows = rowsOf(planOf([phase(70, 28, 'proton')]), planOf([phase(36.25, 5)]), 1.5);
    expect(rows.get('Dose')).toMatchObject({ delivered: { figure: '70', unit: 'Gy\u00A0(RBE)' }, generated: { figure: '36.25', unit: 'Gy' }, difference: '−33.75 Gy' });
    expect(rows.get('Modality')?.difference).toBe('differs');
    expect(rows.get('Fractions')).toMatchObject({ delivered: { unit: '' } });
  });

  it('shows what a boost adds beside the sums', () => {
    const boosted = planOf([phase(50, 25), phase(10, 5, 'electron', 'boost')]);
    const rows = rowsOf(boosted, planOf([phase(42.56, 16)]), 4);
    expect(rows.get('Dose')?.delivered).toEqual({ kind: 'figure', figure: '60', unit: 'Gy', parts: '50 + 10' });
    expect(rows.get('Fractions')?.delivered).toMatchObject({ figure: '30', parts: '25 + 5' });
    expect(rows.get('Per fraction')?.delivered).toMatchObject({ figure: '2', parts: 'then 2' });
    expect(rows.get('Target')).toMatchObject({ delivered: { text: 'Primary, boost' }, generated: { text: 'Primary' }, difference: 'differs' });
    expect(rows.get('Modality')?.delivered).toEqual({ kind: 'modalities', modalities: ['photon', 'electron'] });
  });

  it('says what is not stated, and compares nothing with nothing', () => {
    const rows = rowsOf(sbrt, UNREADABLE);
    expect(rows.get('Dose')).toMatchObject({ generated: { kind: 'notStated' }, difference: 'differs' });
    expect(rowsOf(UNREADABLE, UNREADABLE).get('Dose')).toMatchObject({ differs: false, difference: '–' });
    expect(rowsOf(UNREADABLE, UNREADABLE).get('Modality')?.difference).toBe('–');
  });

  it('says that what is marked differs, also below the shown decimals', () => {
    const comparison = comparisonOf(sbrt, other);
    const rows = planRows(sbrt, other, { ...comparison, bedGy: { delivered: 60, generated: 60.004, difference: 0.004, differs: true } });
    expect(rows.find(({ name }) => name === 'BED')?.difference).toBe('differs');
  });

  it('marks the generated side only, and reads the units', () => {
    const right = { ...comparisonOf(sbrt, other), side: words('right', 'left') };
    render(PlanComparisonTable, { delivered: sbrt, generated: other, comparison: right });
    const table = page.getByRole('table', { name: 'The delivered plan beside the generated one' });
    const dose = within(table).getByRole('row', { name: /^Dose/ });
    expect([...dose.querySelectorAll('td')].map((cell) => cell.querySelectorAll('.diff').length)).toEqual([0, 1, 0]);
    expect([...dose.querySelectorAll('.vh')].map(({ textContent }) => textContent)).toEqual(['54 gray', '50 gray', ', differs']);
    expect(within(within(table).getByRole('row', { name: /^Side/ })).getAllByRole('cell').map(({ textContent }) => textContent)).toEqual(['right', 'left, differs', 'differs']);
    expect(within(table).queryByRole('row', { name: /^Site/ })).toBeNull();
  });
});

describe('the tiles', () => {
  it('stand in the groups of the scale', () => {
    expect(groupsOf(GRADE_SCALE).map(({ group, grades }) => [group, grades.map(({ grade }) => grade)])).toEqual([
      ['acceptable', [1, 2]],
      ['potentiallyUnsafe', [3]],
      ['unacceptable', [4, 5]],
    ]);
  });

  it('are a radio group that one Tab reaches, walked by arrows', () => {
    const choose = vi.fn();
    render(GradeTiles, { scale: GRADE_SCALE, chosen: 2, choose });
    const radios = within(page.getByRole('radiogroup', { name: 'Grade 1 to 5' })).getAllByRole('radio');
    expect(radios.map((radio) => radio.getAttribute('tabindex'))).toEqual(['-1', '0', '-1', '-1', '-1']);
    expect(radios.map((radio) => radio.getAttribute('aria-checked'))).toEqual(['false', 'true', 'false', 'false', 'false']);
    expect(radios[2]?.textContent).toContain('Potentially unsafe');
    const press = (radio: HTMLElement | undefined, key: string) => radio?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    press(radios[1], 'ArrowDown');
    press(radios[0], 'ArrowUp');
    press(radios[1], 'ArrowRight');
    expect(choose.mock.calls).toEqual([[3], [5]]);
    radios[3]?.click();
    expect(choose).toHaveBeenLastCalledWith(4);
  });
});
