// The screen Reference examples in the whole window: given by the senior oncologist, read by the graders.

import { render, screen as page, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../src/App.svelte';
import { EXAMPLES, FakeBackend, HALVORSEN, MY_GRADING, openFor, PEOPLE } from '../src/lib/api/fake';
import type { ErrorView } from '../src/lib/api/generated';

const DISK_FULL: ErrorView = { code: 'diskFull', message: 'no space is left', detail: null };
const LINDQVIST = PEOPLE.find(({ role }) => role === 'seniorOncologist')!;
let backend: FakeBackend;

const settled = async () => {
  for (let times = 0; times < 4; times += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    await tick();
  }
};
const plain = (element: Element | null) => element?.textContent?.replaceAll('\u00A0', ' ').replace(/\s+/g, ' ').trim() ?? '';
const text = () => plain(document.querySelector('#examples-screen'));
const button = (name: string | RegExp) => page.getByRole<HTMLButtonElement>('button', { name });
const shown = () => page.getByRole('region', { name: /^Example \d/ }).getAttribute('aria-label');

async function open(): Promise<void> {
  render(App, { backend });
  await settled();
  within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: 'Reference examples' }).click();
  await settled();
}
async function press(key: string): Promise<void> {
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await settled();
}
async function write(words: string): Promise<void> {
  const field = document.activeElement as HTMLInputElement;
  field.value = words;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
}
async function expectNoFaults(): Promise<void> {
  document.documentElement.lang = 'en';
  document.title = 'Isocenter';
  const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual([]);
}

beforeEach(() => {
  backend = new FakeBackend();
  Element.prototype.scrollIntoView = vi.fn();
});
afterEach(() => {
  document.body.innerHTML = '';
});

describe('the senior oncologist', () => {
  beforeEach(() => {
    backend.view = openFor(LINDQVIST);
    backend.examplesAreEditable = true;
    backend.exampleList = EXAMPLES.map((example) => (example.number <= 8 ? example : { ...example, grade: null, note: '', by: '' }));
  });

  it('grades the ones that wait, by keyboard, each with its reason', async () => {
    await open();
    expect(text()).toContain('8 of 10 graded');
    expect(shown()).toBe('Example 9 of 10, C-0663');
    await expectNoFaults();
    await press('5');
    expect(text()).toContain('Say why in one sentence');
    await press('Enter');
    expect(backend.callsOf('gradeExample')).toEqual([]);
    await press('c');
    await write('18 Gy a fraction at the main bronchus.');
    expect(plain(button(/^Record/))).toBe('Record 5, next example↵');
    await press('Enter');
    expect(backend.callsOf('gradeExample')).toEqual([[{ grading: 2, number: 9, grade: 5, note: '18 Gy a fraction at the main bronchus.' }]]);
    expect(shown()).toBe('Example 10 of 10, C-0670');
    expect(document.activeElement?.id).toBe('example-case');
    await press('5');
    await press('c');
    await write('A dose for another disease.');
    await press('Escape');
    expect(document.activeElement?.id).toBe('example-case');
    await press('Enter');
    expect(text()).toContain('Every example has its grade');
    expect(page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('10');
  });

  it('looks at others with the arrows and corrects one', async () => {
    await open();
    await press('ArrowLeft');
    expect(shown()).toBe('Example 8 of 10, C-0656');
    await press('3');
    expect(plain(button(/^Record/))).toBe('Record 3 instead of 4↵');
    await press('Enter');
    expect(backend.callsOf('gradeExample')[0]).toEqual([{ grading: 2, number: 8, grade: 3, note: 'The brachytherapy boost is missing.' }]);
  });

  it('loses nothing when it cannot be written', async () => {
    await open();
    backend.failures = { gradeExample: DISK_FULL };
    await press('4');
    await press('c');
    await write('kept');
    await press('Enter');
    expect(plain(page.getByRole('alert'))).toContain('The disk is full.');
    expect([shown(), (document.activeElement as HTMLInputElement).value]).toEqual(['Example 9 of 10, C-0663', 'kept']);
    backend.failures = {};
    button('Try again').click();
    await settled();
    expect(shown()).toBe('Example 10 of 10, C-0670');
  });
});

describe('a grader', () => {
  beforeEach(() => (backend.view = openFor(HALVORSEN)));

  it('reads them, sifted by grade', async () => {
    await open();
    expect(text()).toContain('Prof. A. Lindqvist: Identical.');
    expect(page.getAllByRole<HTMLButtonElement>('radio').every(({ disabled }) => disabled)).toBe(true);
    await expectNoFaults();
    await press('5');
    button('5').click();
    await settled();
    expect(within(page.getByRole('region', { name: 'Examples' })).getAllByRole('listitem')).toHaveLength(2);
    expect(shown()).toBe('Example 9 of 10, C-0663');
    expect(backend.callsOf('gradeExample')).toEqual([]);
    expect(page.queryByRole('button', { name: /^Record/ })).toBeNull();
  });

  it('is told why they are hidden', async () => {
    backend.myGradingList = [{ ...MY_GRADING, state: 'calibrating', calibrated: 3 }];
    await open();
    expect(text()).toBe('Not yet. The examples are shown after your calibration: 3 of 10 are graded.');
    await expectNoFaults();
  });

  it('is told where they come from when there are none', async () => {
    backend.myGradingList = [];
    await open();
    expect(text()).toContain('No reference examples. They are drawn when the physicist makes a study of grades.');
  });

  it('is told what went wrong', async () => {
    backend.failures = { referenceExamples: DISK_FULL };
    await open();
    expect(plain(page.getByRole('alert'))).toContain('The disk is full.');
    backend.failures = {};
    button('Try again').click();
    await settled();
    expect(shown()).toBe('Example 1 of 10, C-0607');
  });

  it('reads those of another study', async () => {
    backend.myGradingList = [MY_GRADING, { ...MY_GRADING, grading: 3, name: 'Head and neck, pilot' }];
    await open();
    const select = page.getByLabelText<HTMLSelectElement>('Study of grades');
    select.value = '3';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
    expect(shown()).toBe('Example 1 of 10, C-0607');
  });
});
