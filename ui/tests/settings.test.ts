// Typed settings, words, models.

import { describe, expect, it } from 'vitest';

import { DEMO_MODEL, FakeBackend } from '../src/lib/api/fake';
import { countWords } from '../src/lib/state/suggest/diagnosis.svelte';
import { Models } from '../src/lib/state/models.svelte';
import { RunSettings } from '../src/lib/state/run-settings.svelte';
import { Theme } from '../src/lib/state/theme.svelte';

describe('temperature and seed', () => {
  it.each([
    ['0.1', 0.1],
    ['0,7', 0.7],
    ['0', 0],
    ['.5', 0.5],
    ['2', 2],
    ['10.1', null],
    ['-1', null],
    ['', null],
    ['1e3', null],
    ['hot', null],
  ])('temperature %j is %j', (text, value) => {
    const settings = new RunSettings();
    settings.temperatureText = text;
    expect(settings.temperature).toBe(value);
    expect(settings.problem === null).toBe(value !== null);
  });

  it.each([
    ['1', 1],
    ['4294967295', 4294967295],
    ['4294967296', null],
    ['1.5', null],
    ['', null],
  ])('seed %j is %j', (text, value) => {
    const settings = new RunSettings();
    settings.seedText = text;
    expect(settings.seed).toBe(value);
  });
});

describe('words', () => {
  it('are counted by the spaces between them', () => {
    expect(countWords('')).toBe(0);
    expect(countWords('  pT1c \n pN0\tcM0 ')).toBe(3);
  });
});

describe('models', () => {
  const broken = { ...DEMO_MODEL, id: 'half', problem: { code: 'modelIncomplete', message: 'tokenizer.json is missing', detail: null } as const };

  it('start with the first that can be used', async () => {
    const backend = new FakeBackend();
    backend.models = [broken, DEMO_MODEL];
    const models = new Models(backend);
    await models.look();
    expect(models.chosenId).toBe('demo-llama');
  });

  it('keep the choice when they are looked for again', async () => {
    const backend = new FakeBackend();
    backend.models = [DEMO_MODEL, { ...DEMO_MODEL, id: 'demo-mistral' }];
    const models = new Models(backend);
    await models.look();
    models.chosenId = 'demo-mistral';
    await models.look();
    expect(models.chosenId).toBe('demo-mistral');
  });

  it('say why they could not be listed', async () => {
    const backend = new FakeBackend();
    backend.modelsProblem = { code: 'internal', message: 'no folder', detail: null };
    const models = new Models(backend);
    await models.look();
    expect(models.search).toBe('failed');
    expect(models.problem?.code).toBe('internal');
    expect(models.chosen).toBeNull();
  });
});

describe('the theme', () => {
  it('follows the system until one is chosen, and is stored nowhere', () => {
    const theme = new Theme();
    theme.choose('dark');
    expect(document.documentElement.dataset.theme).toBe('dark');
    theme.choose('system');
    expect(document.documentElement.dataset.theme).toBeUndefined();
    expect(localStorage).toHaveLength(0);
  });
});
