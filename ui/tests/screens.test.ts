// Every screen but Suggest in the whole window on the fake backend: empty, loading, failed and filled, by hand and by key.

import { render, screen as page, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../src/App.svelte';
import { BROKEN, CASE, COHORT, FakeBackend, HALVORSEN, lockedAfter, openFor, PASSWORD, queueRows, RECOVERY, SPLITS, TANAKA } from '../src/lib/api/fake';
import { DIFFERENCE } from '../src/lib/api/fake/import';
import type { ErrorView } from '../src/lib/api/generated';
import { PRESENTATIONS } from '../src/lib/errors/classification';

const FAILURE: ErrorView = { code: 'vaultDamaged', message: 'page 12 does not match its seal', detail: null };
let backend: FakeBackend;

const settled = async () => {
  for (let times = 0; times < 3; times += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    await tick();
  }
};
const button = (name: string | RegExp) => page.getByRole<HTMLButtonElement>('button', { name });
const text = () => document.body.textContent?.replaceAll('\u00A0', ' ').replace(/\s+/g, ' ') ?? '';

async function open(): Promise<void> {
  render(App, { backend });
  await settled();
}
async function press(key: string, init: KeyboardEventInit = {}): Promise<void> {
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));
  await settled();
}
async function click(name: string | RegExp): Promise<void> {
  button(name).click();
  await settled();
}
async function fill(label: string | RegExp, value: string): Promise<void> {
  const field = page.getByLabelText<HTMLInputElement>(label, { selector: 'input, textarea' });
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await tick();
}
async function submit(name: string): Promise<void> {
  page.getByRole('form', { name }).dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await settled();
}
async function goTo(place: string): Promise<void> {
  within(page.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: new RegExp(`^${place}`) }).click();
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
  backend.view = openFor(TANAKA);
});
afterEach(() => {
  document.body.innerHTML = '';
  vi.restoreAllMocks();
});

describe('the sidebar', () => {
  it('has the places of the session in two groups, with the waiting number', async () => {
    await open();
    const nav = page.getByRole('navigation', { name: 'Main' });
    expect(within(nav).getAllByRole('link').map((link) => link.textContent?.replace(/\s+/g, ' ').trim())).toEqual(['Curate 214, 214 waiting', 'Results', 'Studies of grades', 'Adjudicate', 'Suggest', 'Letters', 'Letter studies', 'Settings', 'Audit log']);
    expect(within(nav).getAllByRole('list')).toHaveLength(2);
    expect(text()).toContain('S. Tanaka');
    expect(text()).toContain('Medical physicist');
  });

  it('opens its screens with Ctrl and a number, and settings with Ctrl and a comma', async () => {
    await open();
    await press('5', { ctrlKey: true });
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Suggest');
    await press('9', { ctrlKey: true });
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Audit log');
    await press(',', { ctrlKey: true });
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Settings');
    await press('6', { ctrlKey: true });
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Letters');
  });

  it('shows a resident only what a resident may open', async () => {
    backend.view = openFor(HALVORSEN);
    await open();
    expect(within(page.getByRole('navigation', { name: 'Main' })).getAllByRole('link').map((link) => link.textContent?.trim())).toEqual(['Grade 158, 158 waiting', 'Letters', 'Reference examples', 'Adjudicate', 'Suggest', 'Settings']);
  });
});

describe('before there is a vault', () => {
  beforeEach(() => {
    backend.view = { kind: 'noVault', places: ['start', 'suggest'] };
  });

  it('starts with the ways to begin, the models and the machine', async () => {
    await open();
    expect(page.getByRole('heading', { name: 'No cases yet' })).toBeTruthy();
    for (const part of ['demo-llama', 'CPU, 2 threads', 'not used; the app opens no connection']) expect(text()).toContain(part);
    expect(document.activeElement).toBe(button('Open demo'));
    await expectNoFaults();
  });

  it('says where a model is put when there is none', async () => {
    backend.models = [];
    await open();
    expect(text()).toContain('No model yet.');
    expect(text()).toContain('put its folder into the models folder');
  });

  it('opens the demonstration with one click, marks it for good, and leaves it', async () => {
    await open();
    await click('Open demo');
    expect(page.getByRole('region', { name: 'Demonstration' }).textContent).toContain('Demonstration: nothing here is kept');
    expect(page.queryByRole('button', { name: 'Import export' })).toBeNull();
    await goTo('Suggest');
    expect(page.getByRole('region', { name: 'Demonstration' })).toBeTruthy();
    await expectNoFaults();
    await click('Leave');
    expect(page.getByRole('heading', { name: 'No cases yet' })).toBeTruthy();
  });

  it('sets up a vault, shows the code once, and goes in when it was kept', async () => {
    await open();
    await click('Set up');
    await fill('Your name', 'S. Tanaka');
    await fill('Password', 'short');
    expect(text()).toContain('At least 12 characters');
    expect(button('Set up the vault').disabled).toBe(true);
    await fill('Password', PASSWORD);
    await fill('Password again', `${PASSWORD}!`);
    expect(text()).toContain('The two passwords differ');
    await fill('Password again', PASSWORD);
    await expectNoFaults();
    await submit('Set up the vault');
    for (const group of RECOVERY.split('-')) expect(text()).toContain(group);
    expect(button('Open the vault').disabled).toBe(true);
    await expectNoFaults();
    await goTo('Suggest');
    expect(page.getByRole('heading', { name: 'Keep the recovery code' })).toBeTruthy();
    await fill('Type the last group of the code', 'V2EF');
    await submit('Keep the recovery code');
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Curate');
    expect(text()).not.toContain('K7QM');
  });
});

describe('the lock', () => {
  it('takes everything out of the page with Ctrl L and brings the work back', async () => {
    await open();
    await goTo('Suggest');
    await fill('Diagnosis', 'left breast cancer of somebody');
    await press('l', { ctrlKey: true });
    expect(page.getByRole('form', { name: 'Unlock' })).toBeTruthy();
    expect(document.body.innerHTML).not.toContain('somebody');
    expect(page.queryByRole('navigation')).toBeNull();
    expect(page.getByRole('contentinfo').textContent).toContain('Research use only');
    await fill('Password', PASSWORD);
    await submit('Unlock');
    expect(page.getByLabelText<HTMLTextAreaElement>('Diagnosis', { selector: 'textarea' }).value).toBe('left breast cancer of somebody');
  });

  it('comes by itself after the idle time and says so', async () => {
    vi.useFakeTimers();
    try {
      render(App, { backend });
      await vi.advanceTimersByTimeAsync(100);
      await vi.advanceTimersByTimeAsync(5 * 60_000);
      expect(backend.callsOf('lock')).toEqual([['idle']]);
      expect(text()).toContain('Locked after 5 minutes without input.');
    } finally {
      vi.useRealTimers();
    }
  });

  it('shows who it was, the clock, and who else there is', async () => {
    backend.view = lockedAfter('requested');
    await open();
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('S. Tanaka');
    expect(text()).toContain('Medical physicist, locked');
    expect(text()).toMatch(/Time: ?\d\d:\d\d/);
    expect(document.activeElement).toBe(page.getByLabelText('Password'));
    await expectNoFaults();
    await click(/^Dr L\. Amari, /);
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Dr L. Amari');
  });

  it('says that the password was wrong and how long the next one waits', async () => {
    backend.view = lockedAfter('requested');
    await open();
    await fill('Password', 'wrong');
    await submit('Unlock');
    expect(text()).toContain('This password does not open the vault.');
    expect(text()).toContain('The next password is looked at in 1 second.');
    expect(page.getByLabelText<HTMLInputElement>('Password').disabled).toBe(true);
    await expectNoFaults();
  });

  it('says that it opens while the key is made', async () => {
    backend.view = lockedAfter('requested');
    backend.silent.add('signIn');
    await open();
    await fill('Password', PASSWORD);
    await submit('Unlock');
    expect(text()).toContain('Opening the vault');
  });

  it('asks who it is when nobody was here before', async () => {
    backend.view = lockedAfter('signedOut', null);
    await open();
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Who is signing in?');
    await click('S. Tanaka, medical physicist');
    await fill('Password', PASSWORD);
    await submit('Sign in');
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Curate');
  });

  it('lets in by the recovery code', async () => {
    backend.view = lockedAfter('requested');
    await open();
    await click('Use the recovery code');
    await fill('Recovery code', RECOVERY);
    await fill('New password', 'another long password');
    await fill('New password again', 'another long password');
    await expectNoFaults();
    await submit('Unlock');
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Curate');
  });

  it('has no keys that reach the work behind it', async () => {
    backend.view = lockedAfter('requested');
    await open();
    await press('1', { ctrlKey: true });
    await press('?');
    expect(page.queryByRole('dialog')).toBeNull();
    expect(page.getByRole('form', { name: 'Unlock' })).toBeTruthy();
  });

  it('says in words why the vault cannot be opened at all', async () => {
    backend.failures = { session: FAILURE };
    await open();
    expect(page.getByRole('alert').textContent).toContain(PRESENTATIONS.vaultDamaged.happened);
    backend.failures = {};
    await click('Try again');
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Curate');
  });
});

describe('curate', () => {
  const caseText = () => document.querySelector('.src')?.textContent ?? '';

  it('draws the funnel with a button for each reason', async () => {
    await open();
    expect(page.getByRole('group', { name: 'Curation funnel: 15,724 extracted, 7,903 single diagnosis, clear primary plan, 7,177 with ICD-10 code' })).toBeTruthy();
    expect(page.getAllByRole('button', { name: /show these cases$/ })).toHaveLength(7);
    await expectNoFaults();
  });

  it('opens the cases of a reason and goes back', async () => {
    await open();
    page.getByRole('button', { name: '2,586 no clear primary plan: show these cases' }).dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    await settled();
    const list = page.getByRole('listbox', { name: 'no clear primary plan' });
    expect(within(list).getAllByRole('option').length).toBeLessThan(40);
    expect(within(list).getAllByRole('option')[0]?.getAttribute('aria-setsize')).toBe('2586');
    await click('Back to the review queue');
    expect(page.getByRole('listbox', { name: 'Review queue' })).toBeTruthy();
  });

  it('shows identifiers by kind, never by content', async () => {
    await open();
    for (const label of ['name 1', 'record no.', 'name 2', 'date 1']) expect(caseText()).toContain(label);
    for (const secret of ['Berta', '00420017', 'Beispiel', '12/01/2026']) expect(document.body.innerHTML).not.toContain(secret);
  });

  it('reviews by keyboard: question, edge, accept, next', async () => {
    await open();
    expect(document.activeElement).toBe(page.getByRole('slider', { name: 'Plan begins' }));
    expect(button('Accept').disabled).toBe(true);
    await press('k');
    expect(button('Accept').disabled).toBe(false);
    const slider = page.getByRole('slider', { name: 'Plan begins' });
    const before = Number(slider.getAttribute('aria-valuenow'));
    await press('ArrowLeft');
    expect(Number(slider.getAttribute('aria-valuenow'))).toBeLessThan(before);
    expect(slider.getAttribute('aria-valuetext')).toBe('before “radiotherapy.”');
    await press('a');
    expect(backend.callsOf('decide')).toHaveLength(1);
    expect(page.getByRole('listbox', { name: 'Review queue' }).querySelector('[aria-selected=true]')?.textContent).toContain('C-09133');
    expect(page.getByText('Accepted: C-09127')).toBeTruthy();
    expect(document.activeElement).toBe(page.getByRole('slider', { name: 'Plan begins' }));
  });

  it('drops with X and a number, and takes it back with Z', async () => {
    await open();
    await press('2');
    expect(backend.callsOf('decide')).toEqual([]);
    await press('x');
    expect(page.getByText('Drop for which reason? 1 to 5, or Esc')).toBeTruthy();
    await press('Escape');
    await press('2');
    expect(backend.callsOf('decide')).toEqual([]);
    await press('x');
    await press('2');
    expect(backend.callsOf('decide')[0]?.[2]).toEqual({ kind: 'drop', reason: 'noClearPrimaryPlan' });
    await press('z');
    expect(backend.callsOf('decide')[1]).toEqual(['cohort-b', 'C-09127', { kind: 'undo' }]);
  });

  it('goes through the list with the arrows', async () => {
    await open();
    await press('ArrowDown');
    await press('ArrowDown');
    await press('ArrowUp');
    expect(page.getByRole('listbox', { name: 'Review queue' }).querySelector('[aria-selected=true]')?.textContent).toContain('C-09133');
  });

  it('asks for a modality that the export does not tell', async () => {
    backend.caseView = { ...CASE, modality: null };
    await open();
    await press('k');
    expect(button('Accept').disabled).toBe(true);
    page.getByRole('radio', { name: 'electron' }).click();
    await settled();
    expect(button('Accept').disabled).toBe(false);
    await expectNoFaults();
  });

  it('says what to do without a cohort, and with nothing left to review', async () => {
    backend.cohortList = [];
    await open();
    expect(text()).toContain('No cohort yet.');
    await expectNoFaults();
    document.body.innerHTML = '';
    backend.cohortList = [{ ...COHORT, waiting: 0 }];
    backend.queue = queueRows(3, 'accepted');
    await open();
    expect(text()).toContain('Nothing waits for review.');
    expect(text()).toContain('Every case is decided.');
    await expectNoFaults();
  });

  it('says that it reads, and why it could not', async () => {
    backend.silent.add('cohorts');
    await open();
    expect(text()).toContain('Reading the cohorts');
    document.body.innerHTML = '';
    backend.silent.clear();
    backend.failures = { cohorts: FAILURE };
    await open();
    expect(page.getByRole('alert').textContent).toContain(PRESENTATIONS.vaultDamaged.happened);
    backend.failures = {};
    await click('Try again');
    expect(page.getByRole('listbox', { name: 'Review queue' })).toBeTruthy();
  });

  it('reports plan text that the leak scan still finds', async () => {
    backend.cohortList = [{ ...COHORT, leaksLeft: 3 }];
    await open();
    expect(text()).toContain('Leak scan: plan text left in 3 kept cases');
  });

  it('freezes, and is read only afterwards', async () => {
    await open();
    await click('Freeze cohort');
    const dialog = page.getByRole('dialog', { name: 'Freeze the cohort' });
    expect(dialog.textContent).toContain('214 cases still wait for review.');
    await expectNoFaults();
    button('Freeze the cohort').closest('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    await settled();
    for (const part of ['7,500', '403', '6,800', '377', SPLITS[0]!.hash, 'C-11874', '2 pairs of cases that read alike']) expect(text()).toContain(part);
    await expectNoFaults();
    await click('Close');
    expect(page.getByRole('listbox', { name: 'Cases for review' }).textContent).toContain('C-09127, not reviewed, one possible name');
    expect(page.queryByRole('button', { name: 'Accept' })).toBeNull();
    await press('x');
    await press('1');
    expect(backend.callsOf('decide')).toEqual([]);
  });

  it('shows its rules and switches one', async () => {
    await open();
    await click(/^Rules/);
    page.getByRole('checkbox', { name: 'Take the last of several replans' }).click();
    await settled();
    expect(backend.callsOf('switchRule')).toEqual([['cohort-b', 'replans', false]]);
    await expectNoFaults();
  });

  it('saves figure and list, and says as what', async () => {
    await open();
    await click('PNG');
    expect(page.getByText('Saved as funnel.png')).toBeTruthy();
    await click('Save the list');
    expect(page.getByText('Saved as rows-set-aside.csv')).toBeTruthy();
  });
});

describe('import', () => {
  it('shows what corrected exports would change before they change it', async () => {
    await open();
    await click('Import export');
    page.getByRole('radio', { name: 'Gray in total' }).click();
    await settled();
    await click('Import both');
    backend.imports[0]!.send({ kind: 'differs', difference: DIFFERENCE });
    backend.imports[0]!.end();
    await settled();
    expect(text()).toContain('These exports correct “Cohort B”');
    expect(text()).toContain('12 patients are new');
    expect(text()).toContain('C-03120');
    await expectNoFaults();
    await click('Leave it as it is');
    expect(text()).toContain('Nothing was changed');
  });

  it('wants its open question answered, then reads and opens the cohort', async () => {
    await open();
    await click('Import export');
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Import');
    expect(button('Import both').disabled).toBe(true);
    await expectNoFaults();
    page.getByRole('radio', { name: 'Gray in total' }).click();
    await settled();
    await click('Import both');
    backend.imports[0]!.send({ kind: 'reading', rows: 18_204, share: 0.5, secondsLeft: 118 });
    await settled();
    expect(text()).toContain('Reading the exports, 18,204 rows');
    expect(text()).toContain('About 2 min left');
    expect(page.getByRole('progressbar', { name: 'Import' }).getAttribute('aria-valuenow')).toBe('35');
    await expectNoFaults();
    backend.imports[0]!.send({ kind: 'finished', cohort: 'cohort-b' });
    backend.imports[0]!.end();
    await settled();
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Curate');
    expect(page.getByRole('listbox', { name: 'Review queue' })).toBeTruthy();
  });

  it('maps a column by its header', async () => {
    await open();
    await click('Import export');
    const select = page.getByLabelText<HTMLSelectElement>('Diagnosis text');
    select.value = 'LastName';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
    expect(backend.callsOf('changeMapping')).toEqual([[{ kind: 'column', export: 'diagnoses', field: 'text', header: 'LastName' }]]);
  });

  it('goes back when nothing is to be imported', async () => {
    await open();
    await click('Import export');
    await click('Do not import');
    expect(backend.callsOf('forgetImport')).toHaveLength(1);
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Curate');
  });

  it('says why the files cannot be imported', async () => {
    backend.failures = { chooseExports: { code: 'badExport', message: 'one file was chosen — both exports are needed', detail: null } };
    await open();
    await click('Import export');
    expect(page.getByRole('alert').textContent).toMatch(/^\s*One file was chosen; both exports are needed\.\s*Nothing was imported\./);
    expect(page.getByRole('alert').querySelector('details')).toBeNull();
    await expectNoFaults();
    backend.failures = {};
    await click('Choose files');
    expect(text()).toContain('plan_delivery_2026-02-03.csv');
  });
});

describe('settings', () => {
  beforeEach(async () => {
    await open();
    await goTo('Settings');
  });

  it('lists accounts, adds one and removes one after asking', async () => {
    expect(text()).toContain('Prof. A. Lindqvist');
    await fill('Name', 'Dr R. Mbeki');
    await fill(/^First password/, PASSWORD);
    await submit('Add an account');
    expect(backend.callsOf('addAccount')).toEqual([[{ name: 'Dr R. Mbeki', role: 'resident', password: PASSWORD }]]);
    await click('Remove Dr L. Amari');
    expect(backend.callsOf('removeAccount')).toEqual([]);
    await expectNoFaults();
    await click('Remove Dr L. Amari');
    expect(backend.callsOf('removeAccount')).toEqual([['l-amari']]);
    expect(page.queryByRole('button', { name: 'Remove S. Tanaka' })).toBeNull();
  });

  it('changes the password and says when the old one was wrong', async () => {
    await fill('Password now', 'wrong');
    await fill('New password', 'another long password');
    await fill('New password again', 'another long password');
    await click('Change');
    expect(page.getByRole('alert').textContent).toContain(PRESENTATIONS.wrongPassword.happened);
    await fill('Password now', PASSWORD);
    await click('Change');
    expect(page.getByText('The password is changed')).toBeTruthy();
  });

  it('sets the idle time from 1 to 15 minutes', async () => {
    await fill('Minutes without input', '16');
    expect(button('Set').disabled).toBe(true);
    await fill('Minutes without input', '15');
    await click('Set');
    expect(backend.callsOf('setIdleMinutes')).toEqual([[15]]);
  });

  it('backs up and says as what', async () => {
    await click('Back up now');
    expect(page.getByText('Copied as isocenter-2026-02-03.backup')).toBeTruthy();
  });
});

describe('settings of a resident', () => {
  it('have neither accounts nor backup', async () => {
    backend.view = openFor(HALVORSEN);
    await open();
    await goTo('Settings');
    expect(page.queryByRole('heading', { name: 'Accounts' })).toBeNull();
    expect(page.queryByRole('button', { name: 'Back up now' })).toBeNull();
    expect(page.getByRole('heading', { name: 'Your password' })).toBeTruthy();
    expect(backend.callsOf('people')).toEqual([]);
  });

  it('say why accounts could not be read', async () => {
    backend.failures = { people: FAILURE };
    await open();
    await goTo('Settings');
    expect(page.getByRole('alert').textContent).toContain(PRESENTATIONS.vaultDamaged.happened);
  });
});

describe('the audit log', () => {
  it('lists entries, newest first, only those in view', async () => {
    await open();
    await goTo('Audit log');
    const rows = page.getAllByRole('row');
    expect(rows.length).toBeLessThan(60);
    expect(rows[1]?.textContent).toContain('412');
    await expectNoFaults();
  });

  it('verifies the chain and shows the checkpoint', async () => {
    await open();
    await goTo('Audit log');
    await click('Verify the chain');
    expect(text()).toContain('The chain is whole');
    expect(text()).toContain('412-7F3A-91C4-0B2E');
    backend.auditCheck = BROKEN;
    await click('Verify the chain');
    expect(text()).toContain('Entry 118 does not follow from entry 117');
    await expectNoFaults();
  });

  it('says that it is empty, and why it could not be read', async () => {
    backend.auditEntries = 0;
    await open();
    await goTo('Audit log');
    expect(text()).toContain('No entry yet.');
    document.body.innerHTML = '';
    backend.failures = { auditLog: FAILURE };
    await open();
    await goTo('Audit log');
    expect(page.getByRole('alert').textContent).toContain(PRESENTATIONS.vaultDamaged.happened);
  });
});
