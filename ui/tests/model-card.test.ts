// The model card in the whole window on the fake backend, one click from Suggest.

import { render, screen as page, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import App from '../src/App.svelte';
import { FakeBackend, MODEL_CARD, openFor, TANAKA, UNMEASURED_CARD } from '../src/lib/api/fake';

let backend: FakeBackend;
const settled = async () => {
  for (let times = 0; times < 4; times += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    await tick();
  }
};
const plain = (element: Element | null | undefined) => element?.textContent?.replaceAll('\u00A0', ' ').replace(/\s+/g, ' ').trim() ?? '';
const dialog = () => page.getByRole('dialog', { name: 'Model card of demo-llama' });
const link = () => page.getByRole<HTMLButtonElement>('button', { name: 'Model card of demo-llama' });
const rowsOf = (table: string) => within(page.getByRole('table', { name: table })).getAllByRole('row').slice(1).map((row) => [...row.querySelectorAll('td')].map(plain).join(' | '));

async function open(): Promise<void> {
  render(App, { backend });
  await settled();
  within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: 'Suggest' }).click();
  await settled();
  link().focus();
  link().click();
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
});

describe('the model card', () => {
  it('opens from Suggest with the limits before the results, and says that it is a demonstration', async () => {
    await open();
    expect(backend.callsOf('modelCard')).toEqual([['demo-llama']]);
    expect(within(dialog()).getAllByRole('heading', { level: 3 }).map(plain)).toEqual(['What it cannot do, and what is not known', 'On cases that it never saw', 'For whom', 'Answering only where samples agree', 'Where it comes from']);
    expect(plain(dialog())).toContain('Demonstration');
    for (const limit of MODEL_CARD.limits) expect(plain(dialog())).toContain(limit);
    expect(plain(dialog())).toContain('Adapters');
    await expectNoFaults();
  });

  it('shows fine-tuned, base and majority with intervals, and what nobody measured as undefined', async () => {
    await open();
    expect(rowsOf('On cases that it never saw')).toEqual([
      'Regimen | ROUGE-1 | 403 | 0.74 0.72–0.76 | 0.21 0.19–0.22 | 0.48 0.46–0.50',
      'Regimen | plan equals the delivered one | 403 | 0.61 0.56–0.66 | 0.00 0.00–0.01 | 0.12 0.09–0.15',
      'Modality | modality right | 403 | 0.93 0.90–0.95 | 0.31 0.27–0.36 | 0.81 0.77–0.85',
      'ICD-10 code | code right | 403 | 0.66 0.61–0.70 | undefined | 0.14 0.11–0.18',
    ]);
  });

  it('divides the cases by what is chosen and says where they are few', async () => {
    await open();
    expect(rowsOf('Cases divided by site')[3]).toBe('eye | regimen, plan equals the delivered one | few cases, 7 | 0.29 0.08–0.64 | undefined');
    expect(plain(dialog())).toContain('Few cases: below 20');
    within(dialog()).getByRole('button', { name: 'Sex' }).click();
    await settled();
    expect(rowsOf('Cases divided by sex')).toHaveLength(2);
    expect(plain(dialog())).not.toContain('Few cases: below 20');
    within(dialog()).getByRole('button', { name: 'Age' }).click();
    await settled();
    expect(rowsOf('Cases divided by age')[0]).toContain('few cases, 19');
  });

  it('shows coverage against accuracy as a figure and as a table, undefined where nothing is answered', async () => {
    await open();
    expect(within(dialog()).getByRole('img', { name: 'Whatever the samples say, 100\u00A0% of the cases are answered, and 61\u00A0% of the plans equal the delivered one. Only where 90\u00A0% of the samples agree, 38\u00A0% are answered, and 88\u00A0% of the plans are equal.' })).toBeTruthy();
    expect(rowsOf('Answering only where samples agree')).toEqual(['any | 100 % | 61 %', '30 % | 96 % | 63 %', '50 % | 83 % | 70 %', '70 % | 64 % | 79 %', '90 % | 38 % | 88 %', '100 % | 0 % | undefined']);
  });

  it('of a model that nobody measured says so', async () => {
    backend.card = UNMEASURED_CARD;
    await open();
    expect(plain(dialog())).toContain('Nothing was measured on held-out cases: every result is undefined.');
    expect(plain(dialog())).toContain('Nothing was measured for parts of the cases.');
    expect(plain(dialog())).not.toContain('Demonstration');
    await expectNoFaults();
  });

  it('closes and gives the focus back', async () => {
    await open();
    within(dialog()).getByRole<HTMLButtonElement>('button', { name: /^Close/ }).focus();
    dialog().dispatchEvent(new Event('cancel', { cancelable: true }));
    await settled();
    expect(page.queryByRole('dialog')).toBeNull();
    expect(document.activeElement).toBe(link());
  });

  it('says that it reads, and what went wrong', async () => {
    backend.silent.add('modelCard');
    await open();
    expect(plain(dialog())).toContain('Reading the card');
    document.body.innerHTML = '';
    backend.silent.clear();
    backend.failures = { modelCard: { code: 'modelMissing', message: 'demo-llama', detail: null } };
    await open();
    expect(within(dialog()).getByRole('alert')).toBeTruthy();
    await expectNoFaults();
    backend.failures = {};
    within(dialog()).getByRole('button', { name: 'Look again' }).click();
    await settled();
    expect(plain(dialog())).toContain('On cases that it never saw');
  });

  it('is one click from the table of models as well', async () => {
    render(App, { backend });
    await settled();
    within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: 'Settings' }).click();
    await settled();
    within(page.getByRole('navigation', { name: 'Settings' })).getByRole('link', { name: 'Models' }).click();
    await settled();
    const [first] = page.getAllByRole('button', { name: /^Model card of / });
    first?.click();
    await settled();
    expect(page.getByRole('dialog', { name: /^Model card of / })).toBeTruthy();
    expect(backend.callsOf('modelCard')).toHaveLength(1);
  });
});
