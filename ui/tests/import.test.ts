// One import, from the file dialog to the cohort.

import { beforeEach, describe, expect, it } from 'vitest';

import { FakeBackend } from '../src/lib/api/fake';
import { DIFFERENCE } from '../src/lib/api/fake/import';
import { fileSize, percent, timeLeft } from '../src/lib/format/number';
import { ImportScreen } from '../src/lib/state/import-screen.svelte';

const settled = () => new Promise((resolve) => setTimeout(resolve));
const DOSE = { kind: 'decision', export: 'plans', decision: 'dose_unit', option: 'gray_total' } as const;
let backend: FakeBackend;
let screen: ImportScreen;
let made: string[];

beforeEach(() => {
  backend = new FakeBackend();
  made = [];
  screen = new ImportScreen(backend, (cohort) => made.push(cohort));
});
async function start(): Promise<void> {
  await screen.choose();
  await screen.change(DOSE);
  void screen.start();
  await settled();
}

describe('choosing', () => {
  it('shows what was recognised', async () => {
    expect(await screen.choose()).toBe(true);
    expect(screen.stage).toBe('mapping');
    expect(screen.inspection?.plans.name).toBe('plan_delivery_2026-02-03.csv');
  });

  it('goes back to nothing when the dialog is cancelled', async () => {
    backend.inspection = null;
    expect(await screen.choose()).toBe(false);
    expect(screen.stage).toBe('nothing');
  });

  it('keeps the files it has when choosing others is cancelled', async () => {
    await screen.choose();
    backend.inspection = null;
    await screen.choose();
    expect(screen.stage).toBe('mapping');
    expect(screen.inspection).not.toBeNull();
  });

  it('says why files cannot be imported', async () => {
    backend.failures = { chooseExports: { code: 'badExport', message: 'the second file is a spreadsheet', detail: null } };
    expect(await screen.choose()).toBe(true);
    expect(screen.stage).toBe('failed');
    expect(screen.problem?.code).toBe('badExport');
  });
});

describe('mapping', () => {
  it('keeps Import off until the open question is answered', async () => {
    await screen.choose();
    expect(screen.whyOff).toBe('Choose what the dose column of the plans holds.');
    await screen.start();
    expect(backend.callsOf('importExports')).toEqual([]);
    await screen.change(DOSE);
    expect(screen.whyOff).toBeNull();
  });

  it('opens a question again when a needed column is taken away', async () => {
    await screen.choose();
    await screen.change(DOSE);
    await screen.change({ kind: 'column', export: 'diagnoses', field: 'text', header: null });
    expect(screen.whyOff).not.toBeNull();
  });

  it('can be kept for the next export', async () => {
    await screen.choose();
    await screen.saveMapping();
    expect(screen.said).toBe('The mapping is kept for the next export');
  });
});

describe('reading', () => {
  it('counts rows and says how long it will take, never to the second', async () => {
    await start();
    expect(screen.progress).toBe('Opening the exports');
    backend.imports[0]!.send({ kind: 'reading', rows: 18_204, share: 0.5, secondsLeft: 118 });
    expect(screen.progress).toBe('Reading the exports, 18,204 rows');
    expect(screen.timeLeft).toBe('About 2\u00A0min left');
    const before = screen.share;
    backend.imports[0]!.send({ kind: 'curating', share: 0.1 });
    expect(screen.share).toBeGreaterThan(before);
    expect(screen.timeLeft).toBe('');
  });

  it('ends with the cohort and forgets the files', async () => {
    await start();
    backend.imports[0]!.send({ kind: 'finished', cohort: 'cohort-c' });
    backend.imports[0]!.end();
    await settled();
    expect(made).toEqual(['cohort-c']);
    expect(screen.inspection).toBeNull();
    expect(screen.stage).toBe('nothing');
  });

  it('goes back to the mapping when it was cancelled', async () => {
    await start();
    await screen.cancel();
    await settled();
    expect(made).toEqual([]);
    expect(screen.stage).toBe('mapping');
    expect(screen.said).toBe('Cancelled. Nothing of it was kept');
  });

  it('goes back to the mapping with the reason when it failed', async () => {
    await start();
    backend.imports[0]!.fail({ code: 'diskFull', message: 'no space', detail: null });
    await settled();
    expect(screen.stage).toBe('mapping');
    expect(screen.problem?.code).toBe('diskFull');
  });
});

describe('corrected exports', () => {
  const differ = async () => {
    await start();
    backend.imports[0]!.send({ kind: 'differs', difference: DIFFERENCE });
    backend.imports[0]!.end();
    await settled();
  };

  it('say what they would change and wait', async () => {
    await differ();
    expect(screen.stage).toBe('differs');
    expect(screen.difference).toEqual(DIFFERENCE);
    expect(made).toEqual([]);
  });

  it('correct the cohort when somebody says so', async () => {
    await differ();
    void screen.correct('replace');
    await settled();
    expect(backend.callsOf('importExports').at(-1)).toEqual(['replace']);
    backend.imports[1]!.send({ kind: 'finished', cohort: 'cohort-b' });
    backend.imports[1]!.end();
    await settled();
    expect(made).toEqual(['cohort-b']);
  });

  it('leave the cohort as it is, with the mapping still there', async () => {
    await differ();
    screen.leaveAsItIs();
    expect(screen.stage).toBe('mapping');
    expect(screen.said).toBe('Nothing was changed');
    expect(backend.imports).toHaveLength(1);
  });
});

describe('numbers of an import', () => {
  it.each([
    [3, 'Less than a minute left'],
    [44, 'Less than a minute left'],
    [46, 'About 1\u00A0min left'],
    [600, 'About 10\u00A0min left'],
  ])('%d s: %s', (seconds, words) => {
    expect(timeLeft(seconds)).toBe(words);
  });

  it('are honest at the ends', () => {
    expect([0, 0.001, 0.5, 0.999, 1].map(percent)).toEqual(['0\u00A0%', '1\u00A0%', '50\u00A0%', '99\u00A0%', '100\u00A0%']);
    expect([12, 6_412_800].map(fileSize)).toEqual(['1\u00A0kB', '6.4\u00A0MB']);
  });
});
