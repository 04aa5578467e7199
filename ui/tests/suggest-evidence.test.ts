// What stands beside a suggestion in the whole window: read facts, agreement, checks, similar cases, library, deciding, one's own plan, the day's list.

import { render, screen as page, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../src/App.svelte';
import { agreementEvents, AMARI, armEvents, BASE, checksOf, FakeBackend, LIBRARY, NO_SIMILAR, openFor, PASSWORD, phase, placesOf, runEvents, SIDE_STOP, SIMILAR, TUNED, type ArmScript } from '../src/lib/api/fake';
import type { ErrorView } from '../src/lib/api/generated';

const DIAGNOSIS = 'LEFT invasive lobular carcinoma of the breast, grade 2, no lymphovascular invasion';
const DISK_FULL: ErrorView = { code: 'diskFull', message: 'no space', detail: null };
const STOPPED: ArmScript = { ...TUNED, checks: [{ ...SIDE_STOP, places: [...placesOf('diagnosis', DIAGNOSIS, 'left'), ...placesOf('plan', TUNED.text, '15 fx')] }, ...checksOf(DIAGNOSIS, TUNED.text)] };
let backend: FakeBackend;
let copied: string[];

const settled = async () => {
  for (let times = 0; times < 3; times += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    await tick();
  }
};
/** Longer than nothing is typed before the program reads. */
const paused = async () => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  await settled();
};
const spaces = (text: string | null | undefined) => (text ?? '').replaceAll('\u00A0', ' ').replaceAll('\u200B', '').replace(/\s+/g, ' ').trim();
const text = () => spaces(document.body.textContent);
const diagnosis = () => page.getByLabelText<HTMLTextAreaElement>('Diagnosis', { selector: 'textarea' });
const button = (name: string | RegExp) => page.getByRole<HTMLButtonElement>('button', { name });
const region = (name: string | RegExp) => page.getByRole('region', { name });
const run = () => backend.runs.at(-1)!;

async function open(): Promise<void> {
  render(App, { backend });
  await settled();
}
async function fill(field: HTMLInputElement | HTMLTextAreaElement, value: string): Promise<void> {
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
}
async function press(init: KeyboardEventInit & { key: string }, target: Element = document.activeElement ?? document.body): Promise<void> {
  target.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }));
  await settled();
}
async function click(name: string | RegExp): Promise<void> {
  const pressed = button(name);
  pressed.focus();
  pressed.click();
  await settled();
}
async function submit(name: string | RegExp): Promise<void> {
  page.getByRole('form', { name }).dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await settled();
}
async function ask(): Promise<void> {
  await fill(diagnosis(), DIAGNOSIS);
  await click('Suggest');
}
async function suggest(script = TUNED, base = BASE): Promise<void> {
  await open();
  await ask();
  run().send(...runEvents(run().request, script, base));
  run().end();
  await settled();
}
async function acknowledge(reason: string): Promise<void> {
  await click('Acknowledge…');
  await fill(page.getByLabelText<HTMLInputElement>('Why this does not stand in the way'), reason);
  document.activeElement?.closest('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await settled();
}
async function expectNoFaults(): Promise<void> {
  document.documentElement.lang = 'en';
  document.title = 'Isocenter';
  // Contrast needs a layout; tokens.test.ts computes it from the values.
  const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)).toEqual([]);
}

beforeEach(() => {
  backend = new FakeBackend();
  backend.view = { kind: 'noVault', places: ['suggest'] };
  copied = [];
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (words) => void copied.push(words));
});
afterEach(() => {
  document.body.innerHTML = '';
  vi.restoreAllMocks();
});

describe('read from the text', () => {
  it('lists what is read, in groups, with how it stands', async () => {
    await open();
    await fill(diagnosis(), DIAGNOSIS);
    const rows = [...region('Read from the text').querySelectorAll('dt')].map((term) => `${term.textContent}: ${spaces(term.nextElementSibling?.textContent)}`);
    expect(rows).toEqual(['Site: breast', 'Laterality: left', 'Histology: invasive lobular carcinomalymphovascular invasion (absent)', 'Grade: grade 2', 'Radiotherapy: no earlier course mentioned']);
  });

  it('underlines the words and leaves the field itself alone', async () => {
    await open();
    await fill(diagnosis(), DIAGNOSIS);
    const behind = document.querySelector('.behind')!;
    expect(behind.getAttribute('aria-hidden')).toBe('true');
    expect(spaces(behind.textContent)).toBe(DIAGNOSIS);
    expect([...behind.querySelectorAll('.found')].map((found) => found.textContent)).toContain('invasive lobular carcinoma');
    expect(diagnosis().value).toBe(DIAGNOSIS);
  });

  it('lights up the words of the fact that has the focus, and selects them when it is pressed', async () => {
    await open();
    await fill(diagnosis(), DIAGNOSIS);
    const lit = () => [...document.querySelectorAll('.behind .lit')].map((piece) => piece.textContent).join('');
    button('left').focus();
    await settled();
    expect(lit()).toBe('LEFT');
    button('left').click();
    await settled();
    expect(document.activeElement).toBe(diagnosis());
    expect(diagnosis().value.slice(diagnosis().selectionStart, diagnosis().selectionEnd)).toBe('LEFT');
    expect(lit()).toBe('');
  });

  it('is one stop for Tab, with arrows between the facts', async () => {
    await open();
    await fill(diagnosis(), DIAGNOSIS);
    const facts = [...region('Read from the text').querySelectorAll('button')];
    expect(facts.filter((fact) => fact.tabIndex === 0)).toEqual([facts[0]]);
    facts[0]?.focus();
    await press({ key: 'ArrowDown' });
    expect(document.activeElement).toBe(facts[1]);
    expect(facts.filter((fact) => fact.tabIndex === 0)).toEqual([facts[1]]);
    await press({ key: 'ArrowUp' });
    expect(document.activeElement).toBe(facts[0]);
  });
});

describe('samples', () => {
  it('are asked for, and not more than one at temperature 0', async () => {
    await open();
    await fill(page.getByLabelText<HTMLInputElement>('Samples'), '5');
    await ask();
    expect(run().request.samples).toBe(5);
    await press({ key: 'Escape' });
    await fill(page.getByLabelText<HTMLInputElement>('Temperature'), '0');
    expect(page.getByLabelText<HTMLInputElement>('Samples').disabled).toBe(true);
    expect(text()).toContain('At temperature 0 one sample is enough');
    await click('Suggest');
    expect(run().request.samples).toBe(1);
    await press({ key: 'Escape' });
    await fill(page.getByLabelText<HTMLInputElement>('Temperature'), '0.3');
    expect(page.getByLabelText<HTMLInputElement>('Samples').value).toBe('5');
  });

  it('are refused in words outside 1 to 20', async () => {
    await open();
    await fill(diagnosis(), DIAGNOSIS);
    await fill(page.getByLabelText<HTMLInputElement>('Samples'), '21');
    expect(text()).toContain('Samples: a whole number from 1 to 20');
    expect(button('Suggest').disabled).toBe(true);
  });

  it('say how many are in while they are drawn', async () => {
    await open();
    await ask();
    run().send(...armEvents('tuned', TUNED).filter(({ kind }) => kind === 'regimenDone'), ...agreementEvents('tuned', TUNED, 10).slice(0, 7));
    await settled();
    expect(text()).toContain('fine-tuned, 7 of 10 samples in');
    expect(text()).toContain('sample 8 of 10');
    expect(page.getByRole('heading', { name: '6 of 7 samples agree' })).toBeTruthy();
  });
});

describe('agreement', () => {
  it('shows a cell for each sample and every plan with its count', async () => {
    await suggest();
    const panel = region('8 of 10 samples agree');
    expect(within(panel).getByRole('img', { name: '8 of 10 samples state the most frequent plan, 2 differ' }).querySelectorAll('rect')).toHaveLength(10);
    expect([...panel.querySelectorAll('li')].map((row) => spaces(row.textContent))).toEqual(['40 Gy / 15 fx40 gray in 15 fractions: 8 of 10', '26 Gy / 5 fx26 gray in 5 fractions: 1 of 10', '42.56 Gy / 16 fx42.56 gray in 16 fractions: 1 of 10']);
    expect(spaces(panel.textContent)).toContain('At least 6 must agree');
    expect(spaces(panel.textContent)).toContain('chosen on 412 validation cases');
  });

  it('suggests no plan where too few agree, and keeps the groups', async () => {
    await suggest({ ...TUNED, samples: [0, 1, 0, 2, 1, null, 2, 0, 1, null] });
    expect(page.getByRole('heading', { name: 'No plan is suggested' })).toBeTruthy();
    const panel = region('3 of 10 samples agree');
    expect(spaces(panel.textContent)).toContain('No plan is suggested: 3 of 10 samples agree, at least 6 must');
    expect(spaces(panel.textContent)).toContain('no plan read2');
    expect(page.getAllByText('not suggested')).toHaveLength(6);
    expect(text()).toContain('Most frequent, not suggested:');
    expect(button('Accept').disabled).toBe(true);
    expect(text()).toContain('Accept is off: too few samples agree');
    expect(document.querySelector('#announcer')?.textContent).toContain('no plan is suggested');
    await expectNoFaults();
  });

  it('says quietly that nothing follows without a threshold', async () => {
    await suggest({ ...TUNED, threshold: null });
    expect(text()).toContain('No threshold was chosen for this model');
    expect(button('Accept').disabled).toBe(false);
  });
});

describe('checks', () => {
  it('stand with exceptions first, each with its level in words, its rule and its source', async () => {
    await suggest();
    const panel = region('Checks');
    const lines = [...panel.querySelectorAll('.statement')].map((line) => spaces(line.textContent));
    expect(lines[0]).toBe('Needs a look: 2.67 Gy per fraction is outside 1.8–2.2 Gy for whole breast');
    expect(lines.at(-1)).toBe('Not checked: Earlier radiotherapy: not mentioned, not checked');
    expect(page.getByText('2 need a look')).toBeTruthy();
    expect(spaces(panel.querySelector('.rule')?.textContent)).toContain('Rule fraction-dose-range');
  });

  it('light up their words in both texts while they have the focus or the pointer', async () => {
    await suggest(STOPPED);
    const lit = () => [...document.querySelectorAll('.behind .lit, .raw mark')].map((piece) => piece.textContent);
    const first = document.querySelector<HTMLElement>('#checks-list summary')!;
    first.focus();
    await settled();
    expect(lit()).toEqual(['LEFT', '15 fx']);
    first.blur();
    await settled();
    expect(lit()).toEqual([]);
    document.querySelector('#check-0')?.dispatchEvent(new MouseEvent('mouseenter'));
    await settled();
    expect(lit()).toEqual(['LEFT', '15 fx']);
    await fill(diagnosis(), `${DIAGNOSIS}, right`);
    expect(lit()).toEqual(['15 fx']);
  });
});

describe('similar cases and library', () => {
  it('show what was delivered, how many had this plan and where they come from', async () => {
    await suggest();
    const table = page.getByRole('table', { name: 'Similar training cases' });
    const rows = within(table).getAllByRole('row').slice(1);
    expect(rows).toHaveLength(5);
    expect(spaces(rows[0]?.querySelector('td:last-child')?.textContent)).toBe('40 Gy / 15 fx');
    expect(spaces(rows[3]?.querySelector('.diff')?.textContent)).toBe('26 Gy / 5 fx, differs');
    expect(text()).toContain('4 of 5 had this plan');
    expect(text()).toContain('Nearest by words and the model’s reading, of 7,177 training cases of cohort B');
  });

  it('open a case in full', async () => {
    await suggest();
    const words = button(SIMILAR.cases[1]!.diagnosis);
    expect(words.getAttribute('aria-expanded')).toBe('false');
    words.click();
    await settled();
    expect(words.getAttribute('aria-expanded')).toBe('true');
    expect(text()).toContain('ICD-10 code C50.412');
  });

  it('say why there are none', async () => {
    await suggest({ ...TUNED, similar: NO_SIMILAR, library: { site: '', rows: [] } });
    expect(text()).toContain('This model came without an index of its training cases.');
    expect(text()).toContain('The library has no schedule for the site of the suggested code.');
    await expectNoFaults();
  });

  it('list five schedules, then all, each with how far it was seen', async () => {
    await suggest();
    const table = () => page.getByRole('table', { name: 'Library for this site' });
    expect(within(table()).getAllByRole('row')).toHaveLength(6);
    expect(spaces(within(table()).getAllByRole('row')[1]?.textContent)).toContain('START B; RCR 2019 page');
    expect(spaces(within(table()).getAllByRole('row')[1]?.textContent)).toContain('40 Gy / 15 fx, as suggested');
    expect(text()).toContain('a radiation oncologist must review it before it is used as a reference');
    await click(`Show all ${LIBRARY.rows.length}`);
    expect(within(table()).getAllByRole('row')).toHaveLength(LIBRARY.rows.length + 1);
    await click('Show the first 5');
    expect(within(table()).getAllByRole('row')).toHaveLength(6);
  });
});

describe('deciding', () => {
  it('accepts with its key, says what is kept, and gives the focus to what comes next', async () => {
    await suggest();
    await click('Accept');
    expect(spaces(document.querySelector('.stands')?.textContent)).toMatch(/^Accepted by you, \d\d:\d\d; fine-tuned plan, kept$/);
    expect(document.activeElement).toBe(button('Copy'));
    expect(document.querySelector('#announcer')?.textContent).toContain('The fine-tuned plan is accepted, kept.');
    await click('Copy');
    expect(copied).toHaveLength(1);
  });

  it('lets no marked words be copied before it', async () => {
    await suggest();
    const isRefused = () => !document.querySelector('.raw')!.dispatchEvent(new Event('copy', { bubbles: true, cancelable: true }));
    expect(isRefused()).toBe(true);
    await click('Accept');
    expect(isRefused()).toBe(false);
  });

  it('by keys alone: edit, close, reject with a reason', async () => {
    await suggest();
    await press({ key: 'e', ctrlKey: true });
    expect(document.activeElement?.id).toBe('edited-plan');
    await press({ key: 'Escape' });
    expect(document.activeElement?.id).toBe('edit');
    await press({ key: 'X', ctrlKey: true, shiftKey: true });
    expect(document.activeElement?.id).toBe('rejection');
    expect(button('Record the rejection').disabled).toBe(true);
    await fill(page.getByLabelText<HTMLInputElement>(/^Why you reject/), 'needs a boost');
    await submit(/^Reject the/);
    expect(backend.decisions[0]).toMatchObject({ kind: 'rejected', reason: 'needs a boost' });
    expect(text()).toContain('Rejected: nothing can be copied');
    expect(button('Copy').disabled).toBe(true);
    expect(document.activeElement?.id).toBe('decide-again');
  });

  it('never suggests anew from inside the field of the plan', async () => {
    await suggest();
    await press({ key: 'e', ctrlKey: true });
    await press({ key: 'Enter', ctrlKey: true });
    expect(backend.runs).toHaveLength(1);
    expect(text()).toContain('Record or close the edited plan first');
  });

  it('says that a decision is not kept without a vault', async () => {
    backend.isKept = false;
    await suggest();
    await press({ key: 'Y', ctrlKey: true, shiftKey: true });
    expect(spaces(document.querySelector('.stands')?.textContent)).toContain('not kept: no vault is open');
  });

  it('waits for a reason where a finding stops it', async () => {
    await suggest(STOPPED);
    expect(page.getByText('1 stops copying, 2 need a look')).toBeTruthy();
    expect(button('Accept').disabled).toBe(true);
    await press({ key: 'Y', ctrlKey: true, shiftKey: true });
    expect(backend.decisions).toEqual([]);
    await click('Accept is off: 1 finding must be acknowledged first');
    expect(document.activeElement).toBe(button('Acknowledge…'));
    await expectNoFaults();
    await acknowledge('both sides are treated');
    expect(text()).toContain('Acknowledged: both sides are treated');
    expect(page.getByText('1 acknowledged, 2 need a look')).toBeTruthy();
    expect(document.activeElement).toBe(button('Accept'));
    await click('Accept');
    expect(backend.decisions[0]?.acknowledged).toEqual([{ rule: 'side-agrees', reason: 'both sides are treated' }]);
    expect(page.queryByRole('button', { name: 'Change' })).toBeNull();
  });

  it('keeps a finding that is not acknowledged after all', async () => {
    await suggest(STOPPED);
    await click('Acknowledge…');
    await press({ key: 'Escape' });
    expect(document.activeElement).toBe(button('Acknowledge…'));
    expect(button('Accept').disabled).toBe(true);
  });

  it('shows the checks of the edited plan while it is written', async () => {
    await suggest();
    backend.planChecks = [{ ...SIDE_STOP, statement: '30 Gy in one fraction' }];
    await click('Edit');
    await fill(page.getByLabelText<HTMLTextAreaElement>(/as you would give it$/), '30 Gy / 1 fx');
    await paused();
    expect(spaces(document.querySelector('#edited-read')?.textContent)).toBe('Read: 30 Gy / 1 fx, photon');
    expect(within(region('Checks on the edited plan')).getByText('30 Gy in one fraction')).toBeTruthy();
    expect(button('Record the edited plan').disabled).toBe(true);
    await expectNoFaults();
    await acknowledge('single dose, as agreed');
    await submit(/^Edit the/);
    expect(backend.decisions[0]).toMatchObject({ kind: 'edited', plan: '30 Gy / 1 fx', acknowledged: [{ rule: 'side-agrees', reason: 'single dose, as agreed' }] });
    expect(spaces(document.querySelector('.stands')?.textContent)).toContain('Edited and accepted by you');
    expect(region('Checks')).toBeTruthy();
  });

  it('says that it was not recorded, and tries once more', async () => {
    await suggest();
    backend.failures = { decideSuggestion: DISK_FULL };
    await click('Accept');
    expect(page.getByRole('alert')).toBeTruthy();
    backend.failures = {};
    within(page.getByRole('alert')).getByRole<HTMLButtonElement>('button').click();
    await settled();
    expect(page.queryByRole('alert')).toBeNull();
    expect(document.querySelector('.stands')).not.toBeNull();
  });

  it('is taken anew, or left as it stands', async () => {
    await suggest();
    await click('Accept');
    await click('Decide again');
    expect(document.activeElement).toBe(button('Edit'));
    await click('Keep the decision');
    expect(document.activeElement).toBe(button('Decide again'));
    expect(backend.decisions).toHaveLength(1);
  });

  it('says whose plan it is side by side and on the base', async () => {
    await open();
    await press({ key: 'b' });
    await ask();
    run().send(...runEvents(run().request));
    run().end();
    await settled();
    expect(page.getByRole('group', { name: 'Decide on the fine-tuned plan' })).toBeTruthy();
    expect(region('Checks on the fine-tuned plan')).toBeTruthy();
    expect(text()).toContain('4 of 5 had 40 Gy / 15 fx');
    await click('Base');
    expect(page.getByRole('group', { name: 'Decide on the base plan' })).toBeTruthy();
    await press({ key: 'Y', ctrlKey: true, shiftKey: true });
    expect(backend.decisions[0]?.arm).toBe('base');
  });
});

describe('my own plan first', () => {
  it('asks for it before the suggestion and shows it beside it', async () => {
    await open();
    page.getByRole<HTMLInputElement>('checkbox', { name: 'My own plan first' }).click();
    await settled();
    await fill(diagnosis(), DIAGNOSIS);
    expect(button('Suggest').disabled).toBe(true);
    expect(text()).toContain('Write your own plan first');
    await fill(page.getByLabelText<HTMLTextAreaElement>('My own plan'), '42.56 Gy / 16 fx');
    await click('Suggest');
    expect(run().request.ownPlan).toBe('42.56 Gy / 16 fx');
    run().send(...runEvents(run().request));
    run().end();
    await settled();
    expect(spaces(document.querySelector('.beside dl, dl.beside')?.textContent)).toBe('Your plan42.56 Gy / 16 fx Suggested40 Gy / 15 fx, photon');
    await expectNoFaults();
  });

  it('is remembered over the lock, and so is what was written', async () => {
    backend.view = openFor(AMARI);
    await open();
    page.getByRole<HTMLInputElement>('checkbox', { name: 'My own plan first' }).click();
    await settled();
    await fill(diagnosis(), DIAGNOSIS);
    await fill(page.getByLabelText<HTMLTextAreaElement>('My own plan'), '26 Gy / 5 fx');
    await press({ key: 'l', ctrlKey: true });
    expect(document.body.innerHTML).not.toContain('26 Gy / 5 fx');
    await fill(page.getByLabelText<HTMLInputElement>('Password'), PASSWORD);
    await submit('Unlock');
    expect(page.getByLabelText<HTMLTextAreaElement>('My own plan').value).toBe('26 Gy / 5 fx');
    expect(diagnosis().value).toBe(DIAGNOSIS);
  });
});

describe('earlier today', () => {
  it('lists the suggestions and puts a diagnosis into the field', async () => {
    await open();
    await fill(diagnosis(), DIAGNOSIS);
    await click('Earlier today');
    const drawer = page.getByRole('complementary', { name: 'Earlier today' });
    expect(document.activeElement).toBe(drawer);
    const entries = within(drawer).getAllByRole('listitem').map((entry) => spaces(entry.textContent));
    expect(entries[0]).toMatch(/^\d\d:\d\d AJCC stage IIA .* 40 Gy \/ 15 fx by demo-llama accepted$/);
    expect(entries[2]).toContain('no plan by demo-llama rejected');
    await expectNoFaults();
    within(drawer).getAllByRole<HTMLButtonElement>('button')[1]?.click();
    await settled();
    expect(diagnosis().value).toContain('AJCC stage IIA');
    expect(document.activeElement).toBe(diagnosis());
    expect(page.queryByRole('complementary', { name: 'Earlier today' })).toBeNull();
    await click('Bring back the text before');
    expect(diagnosis().value).toBe(DIAGNOSIS);
  });

  it('closes with Escape and gives the focus back', async () => {
    backend.earlier = [];
    await open();
    await click('Earlier today');
    expect(text()).toContain('Nothing yet today.');
    await press({ key: 'Escape' });
    expect(document.activeElement).toBe(button('Earlier today'));
  });
});

describe('a plan of several phases', () => {
  it('is compared and read as a whole', async () => {
    await suggest({ ...TUNED, phases: [phase(50, 25), phase(10, 5, 'electron', 'boost')], otherPlans: [], samples: [0] });
    expect(spaces(region('10 of 10 samples agree').querySelector('li')?.textContent)).toContain('50 Gy / 25 fx + 10 Gy / 5 fx, photon and electron');
  });
});
