// The Checks section of Settings in the whole window on the fake backend.

import { render, screen as page, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../src/App.svelte';
import { FakeBackend, HALVORSEN, openFor, PASSWORD, TANAKA, USUAL_RULES } from '../src/lib/api/fake';
import type { ErrorView } from '../src/lib/api/generated';

const FAILURE: ErrorView = { code: 'vaultDamaged', message: 'page 12 does not match its seal', detail: null };
let backend: FakeBackend;

const settled = async () => {
  for (let times = 0; times < 4; times += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    await tick();
  }
};
const plain = (element: Element | null | undefined) => element?.textContent?.replaceAll('\u00A0', ' ').replace(/\s+/g, ' ').trim() ?? '';
const text = () => plain(document.querySelector('#checks-screen'));
const button = (name: string | RegExp) => page.getByRole<HTMLButtonElement>('button', { name });
const rows = () => within(page.getByRole('table', { name: 'Rules' })).getAllByRole('row').slice(1).map(plain);
const changes = () => within(page.getByRole('region', { name: 'Changes' })).getAllByRole('listitem').map(plain);

async function goTo(place: string): Promise<void> {
  within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: new RegExp(`^${place}`) }).click();
  await settled();
}
async function open(): Promise<void> {
  render(App, { backend });
  await settled();
  await goTo('Settings');
  within(page.getByRole('navigation', { name: 'Settings' })).getByRole('link', { name: 'Checks' }).click();
  await settled();
}
async function click(name: string | RegExp): Promise<void> {
  button(name).click();
  await settled();
}
async function fill(label: string | RegExp, value: string): Promise<void> {
  const field = page.getByLabelText<HTMLInputElement>(label, { selector: 'input' });
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
}
async function record(): Promise<void> {
  page.getByRole('form', { name: 'Record the changes' }).dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
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
  backend.view = openFor(TANAKA);
});
afterEach(() => {
  document.body.innerHTML = '';
  vi.restoreAllMocks();
});

describe('the rules', () => {
  it('stand in a table with what they do and how often they fire, and the one that needs review is open', async () => {
    await open();
    expect(rows()[2]).toBe('Dose per fraction is usual for the technique Look 12 of 403 delivered plans (3.0 %)');
    expect(rows()[5]).toBe('EQD2 lies in the range of the library Look 148 of 403 delivered plans (36.7 %) needs review');
    expect(rows()[13]).toContain('applies to none of 403 delivered plans');
    expect(text()).toContain('version 3');
    expect(text()).toContain('Changed by S. Tanaka, 2026-01-27 09:14: Boost phases of 2.4 Gy were flagged in every second plan.');
    expect(page.getByRole('heading', { level: 2, name: 'EQD2 lies in the range of the library' })).toBeTruthy();
    expect(text()).toContain('Fowler 1989');
    expect(page.queryByRole('form', { name: 'Record the changes' })).toBeNull();
    await expectNoFaults();
  });

  it('that nobody changed and nothing measured say so', async () => {
    backend.rules = USUAL_RULES;
    await open();
    expect(text()).toContain('as the program came');
    expect(text()).toContain('No held-out cases yet, so no alarm rates.');
    expect(text()).not.toContain('delivered plans (');
    await expectNoFaults();
  });

  it('are only read by who may not change them', async () => {
    backend.view = openFor(HALVORSEN);
    backend.rules = { ...backend.rules, mayChange: false };
    await open();
    await click('Dose per fraction is usual for the technique');
    expect(text()).toContain('A physicist changes them.');
    expect(document.querySelectorAll('#checks-screen input')).toHaveLength(0);
    expect(page.queryByRole('button', { name: 'Set back to usual' })).toBeNull();
    expect(text()).toContain('usual 2.25');
    await expectNoFaults();
  });

  it('say that they are being read, and what went wrong', async () => {
    backend.silent.add('checkRules');
    await open();
    expect(text()).toBe('Reading the rules');
    document.body.innerHTML = '';
    backend.silent.clear();
    backend.failures = { checkRules: FAILURE };
    await open();
    expect(page.getByRole('alert')).toBeTruthy();
    await expectNoFaults();
    backend.failures = {};
    await click('Try again');
    expect(rows()).toHaveLength(14);
  });
});

describe('changes of the rules', () => {
  it('are collected with old and new, and recorded with a reason by one button', async () => {
    await open();
    await click('Dose per fraction is usual for the technique');
    await fill('Conventional fractionation, most', '2.3');
    await click('Stop');
    expect(changes()).toEqual(['Dose per fraction is usual for the techniqueWhen it fires Look → becomes Stop Undo', 'Dose per fraction is usual for the techniqueConventional fractionation, most 2.4 Gy → becomes 2.3 Gy Undo']);
    expect(button('Record 2 changes').disabled).toBe(true);
    await fill('Why', 'Asked for by the planning group.');
    await expectNoFaults();
    await record();
    expect(backend.callsOf('changeCheckRules')).toHaveLength(1);
    expect(text()).toContain('Recorded as version 4');
    expect(text()).toContain('Asked for by the planning group.');
    expect(page.queryByRole('form', { name: 'Record the changes' })).toBeNull();
    expect(plain(document.activeElement)).toBe('Dose per fraction is usual for the technique');
  });

  it('with a number that is none say so in a sentence and cannot be recorded', async () => {
    await open();
    await click('Dose per fraction is usual for the technique');
    await fill('Conventional fractionation, most', 'about 2');
    await fill('Why', 'because');
    expect(text()).toContain('A number from 0 to 1,000,000.');
    expect(page.getByLabelText('Conventional fractionation, most').getAttribute('aria-invalid')).toBe('true');
    expect(button('Record 1 change').disabled).toBe(true);
    expect(text()).toContain('Correct 1 number first');
    await expectNoFaults();
  });

  it('go back one by one, to what is usual, or all together', async () => {
    await open();
    await click('Dose per fraction is usual for the technique');
    await click('Set back to usual');
    expect(changes()).toHaveLength(1);
    expect(button('As usual').disabled).toBe(true);
    await click(/^Undo: /);
    expect(page.queryByRole('form', { name: 'Record the changes' })).toBeNull();
    await click('Off');
    await click('Throw away');
    expect(page.queryByRole('form', { name: 'Record the changes' })).toBeNull();
    expect(document.activeElement).not.toBe(document.body);
  });

  it('of a version that moved on show the failure and the version that stands, and stay typed', async () => {
    await open();
    await click('Dose per fraction is usual for the technique');
    await fill('Conventional fractionation, most', '2.3');
    await fill('Why', 'because');
    backend.rules = { ...backend.rules, version: 4, changed: 'M. Okafor, 2026-02-03 14:58' };
    await record();
    expect(page.getByRole('alert')).toBeTruthy();
    expect(text()).toContain('Version 4 stands now, by M. Okafor, 2026-02-03 14:58.');
    expect(page.getByLabelText<HTMLInputElement>('Conventional fractionation, most').value).toBe('2.3');
    expect(page.getByLabelText<HTMLInputElement>('Why').value).toBe('because');
    await expectNoFaults();
    await record();
    expect(text()).toContain('Recorded as version 5');
  });
});

describe('leaving with changes that are not recorded', () => {
  beforeEach(async () => {
    await open();
    await click('Off');
  });

  it('asks first, and stays with the changes', async () => {
    await goTo('Suggest');
    const dialog = page.getByRole('dialog', { name: 'Leave without recording?' });
    expect(document.activeElement).toBe(within(dialog).getByRole('button', { name: 'Stay' }));
    await expectNoFaults();
    await click('Stay');
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Settings');
    expect(changes()).toHaveLength(1);
  });

  it('goes where it was going once they are thrown away', async () => {
    await goTo('Suggest');
    await click('Throw away 1 change');
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Suggest');
    expect(page.queryByRole('dialog')).toBeNull();
    await goTo('Settings');
    expect(page.queryByRole('form', { name: 'Record the changes' })).toBeNull();
  });

  it('asks on the way to another section as well', async () => {
    within(page.getByRole('navigation', { name: 'Settings' })).getByRole('link', { name: 'General' }).click();
    await settled();
    expect(page.getByRole('dialog', { name: 'Leave without recording?' })).toBeTruthy();
    await click('Throw away 1 change');
    expect(page.getByRole('heading', { name: 'Appearance' })).toBeTruthy();
  });

  it('keeps them behind the lock, where nobody can be asked', async () => {
    await click('Lock');
    const field = page.getByLabelText<HTMLInputElement>('Password');
    field.value = PASSWORD;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    page.getByRole('form', { name: 'Unlock' }).dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    await settled();
    await settled();
    expect(changes()).toHaveLength(1);
  });
});
