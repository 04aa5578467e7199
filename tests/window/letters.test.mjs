// Physician letters in the real window, with the demonstration model: import, a letter study, a draft against its facts, confirmation,
// signature, export, a kill, two blinded raters at the keyboard, the lock and the numbers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { assertAccessible } from './accessibility.mjs';
import { CohortJourney } from './cohort-journey.mjs';
import { GradingScreens } from './grading-screens.mjs';
import { newHome, openProgram, program as binary } from './harness.mjs';
import { LetterScreens } from './letter-screens.mjs';

const PHYSICIST = 'S. Tanaka';
const [ONCOLOGIST, SENIOR] = ['Dr R. Mbeki', 'Prof. A. Lindqvist'];
const PASSWORD = 'three words for a vault';
const LETTERS_RATED = 6;
const SLOW_MS = 120_000;

const home = newHome();
let folder, program, window, journey, people, letters;

async function openWindow() {
  const chosen = ['plans.csv', 'diagnoses.csv'].map((name) => join(folder, 'exports', name));
  program = await openProgram({
    home,
    env: { ISOCENTER_E2E_EXPORTS: chosen.join(delimiter), ISOCENTER_E2E_LETTERS: join(folder, 'letters'), ISOCENTER_E2E_SAVE: join(folder, 'saved') },
  });
  window = program.window;
  journey = new CohortJourney(window);
  people = new GradingScreens(window, journey);
  letters = new LetterScreens(window, journey);
  await window.resize(1440, 900);
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isocenter-letters-'));
  mkdirSync(join(folder, 'saved'));
  const cli = (...given) => {
    const made = spawnSync(join(dirname(binary()), 'isocenter-cli'), given, { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
  };
  cli('cohort', 'synthesise', '--cases', '40', '--seed', '5', '--out', join(folder, 'exports'));
  cli('letter', 'synthesise', '--patients', '10', '--seed', '20', '--out', join(folder, 'letters'));
  writeFileSync(join(folder, 'letters', 'without-facts.txt'), 'Dear colleague,\n\nthank you.\n');
  await openWindow();
});

after(async () => {
  await program?.end();
  rmSync(folder, { recursive: true, force: true });
});

afterEach(async () => {
  assert.deepEqual(await window.run(() => window.__errors), [], 'the page met no error');
  const loud = program.log.filter((line) => /CONSOLE\b.*\b(ERROR|WARN)/.test(line) || /a fault at/.test(line));
  assert.deepEqual(loud, [], 'neither the console nor the program reported a fault');
});

const isAccessible = (name) => assertAccessible(window, name);

test('a physicist imports facts with past letters, is told what was refused, and keeps patients aside', async () => {
  await journey.setUp(PHYSICIST, PASSWORD);
  await journey.importBoth();
  await window.run(() => document.querySelector('a[href="#settings"]').click());
  for (const [name, role] of [[ONCOLOGIST, 'oncologist'], [SENIOR, 'seniorOncologist']]) await people.addAccount(name, role, PASSWORD);
  await people.go('letters', '#letters-screen');
  await journey.press('Import letters');
  await journey.reads(/without facts/, SLOW_MS);
  await isAccessible('letters-imported');
  await journey.press('Close');
  await journey.press('Split');
  await journey.fill('#split-validation', '10');
  await journey.fill('#split-held', '40');
  await journey.press('Split by patient');
  await window.until(() => window.run(() => document.querySelector('#split-held') === null), 'the split', SLOW_MS);
  await isAccessible('letters-list');
  await journey.press('Training pairs');
  await journey.reads(/pairs to learn from/, SLOW_MS);
  const first = readFileSync(join(folder, 'saved', 'letter-pairs', 'train.jsonl'), 'utf8').split('\n')[0];
  assert.ok(JSON.parse(first).prompt.length > 20);
});

test('a letter study has its letters written by base, tuned model and physician, and opens', async () => {
  await people.go('letterStudies', '#letter-studies-screen');
  await journey.press('New letter study');
  await window.until(async () => (await journey.stage('#new-letter-study')) === 'loaded', 'the form', SLOW_MS);
  await journey.fill('#letter-study-name', 'Letter study 1');
  await journey.fill('#letter-study-letters', '2');
  for (const arm of ['Base', 'Fine-tuned', 'Physician']) await letters.tick(arm, true);
  for (const model of ['LLaMA demo', 'Mistral demo']) await letters.tick(model, false);
  await letters.tick('Letters demo', true);
  for (const rater of [ONCOLOGIST, SENIOR]) await letters.tick(rater, true);
  await isAccessible('letter-study-form');
  await journey.press('Make study, draft letters');
  await window.until(() => window.run(() => document.querySelector('#letter-study-page')?.dataset.state === 'open'), 'an open study', SLOW_MS);
  await isAccessible('letter-study-open');
});

test('an oncologist drafts a letter, sees what has no source, and cannot sign before answering for it', async () => {
  await people.signInAs(ONCOLOGIST, PASSWORD);
  await people.go('letters', '#letters-screen');
  await letters.open('L-0001');
  await letters.draftAll();
  const closing = await letters.section('closing');
  assert.ok(closing.length > 10, closing);
  await letters.write('recommendations', 'Follow-up on 24 December 2031 with cisplatin.');
  const blocks = await window.until(async () => {
    const now = await letters.blocks();
    return now.some((words) => words.includes('24 December 2031')) ? now : null;
  }, 'the invented date to block');
  assert.ok(blocks.some((words) => words.includes('cisplatin')), blocks.join('; '));
  assert.equal(await window.run(() => document.querySelector('#sign-letter').disabled), true);
  await isAccessible('letter-draft');
});

test('every statement answered for, the letter is signed and leaves as Word, PDF and text', async () => {
  await letters.settleAll('Told by the patient.');
  await letters.sign();
  await isAccessible('letter-signed');
  for (const [name, file] of [['Word', 'letter-0001.docx'], ['PDF', 'letter-0001.pdf'], ['Text', 'letter-0001.txt']]) {
    // Off while the file before it is still being written.
    const press = (words) => {
      const button = document.querySelector(`[aria-label="Export as ${words}"]:not(:disabled)`);
      button?.click();
      return button !== null;
    };
    await window.until(() => window.run(press, name), `to export as ${name}`);
    await window.until(() => existsSync(join(folder, 'saved', file)), file, SLOW_MS);
  }
  const bytes = (file) => readFileSync(join(folder, 'saved', file)).subarray(0, 4).toString('latin1');
  await window.until(() => bytes('letter-0001.docx').startsWith('PK') && bytes('letter-0001.pdf') === '%PDF', 'whole files');
  const text = readFileSync(join(folder, 'saved', 'letter-0001.txt'), 'utf8');
  assert.match(text, /24 December 2031/);
  assert.match(text, /Research use only|Nur für die Forschung/);
  assert.match(text, /Dr R\. Mbeki/);
});

test('after the process was killed the signed letter and its versions are there', async () => {
  await program.kill();
  await openWindow();
  await people.signInAs(ONCOLOGIST, PASSWORD);
  await people.go('letters', '#letters-screen');
  await letters.open('L-0001');
  await journey.shown('.signing[aria-label=Signed]', SLOW_MS);
  assert.match(await letters.section('recommendations'), /24 December 2031/);
  await journey.press('Versions');
  const acts = await window.until(async () => {
    const rows = await letters.versions();
    return rows.length > 0 ? rows : null;
  }, 'the versions', SLOW_MS);
  assert.equal(acts[0], 'Signed', 'the newest version');
  assert.ok(acts.includes('Section edited') && acts.includes('Section drafted'), acts.join('; '));
});

test('two physicians rate by keyboard, and nothing tells them who wrote', async () => {
  for (const [name, points] of [[ONCOLOGIST, [4, 3, 4, 3]], [SENIOR, [4, 2, 3, 3]]]) {
    if (name !== ONCOLOGIST) await people.signInAs(name, PASSWORD);
    await people.go('letters', '#letters-screen');
    await journey.press('Rate');
    await journey.shown('#rated-letter', SLOW_MS);
    if (name === ONCOLOGIST) await isAccessible('letter-rating');
    const told = (around) => assert.doesNotMatch(around, /\bbase\b|fine-tuned|Letters demo|physician’s own|\bmodel\b/i);
    assert.equal(await letters.rateAll(points, told), LETTERS_RATED);
  }
});

test('the lock names the authors; the numbers are those that were pressed, and leave the vault', async () => {
  await people.signInAs(PHYSICIST, PASSWORD);
  await people.go('letterStudies', '#letter-studies-screen');
  await journey.press('Lock with password');
  await window.until(() => window.run(() => document.querySelector('input[type=password]') !== null), 'the password');
  await journey.fill('input[type=password]', PASSWORD);
  await window.run(() => document.querySelector('input[type=password]').form.requestSubmit());
  await journey.reads(/Letters demo, fine-tuned/, SLOW_MS);
  await isAccessible('letter-study-results');
  await journey.press('Export');
  const out = join(folder, 'saved', 'letter-study-1');
  await window.until(() => existsSync(join(out, 'numbers.json')), 'the files', SLOW_MS);
  for (const name of ['ratings.csv', 'ratings.json', 'report.html']) assert.ok(existsSync(join(out, name)), name);
  const numbers = JSON.parse(readFileSync(join(out, 'numbers.json'), 'utf8'));
  const dimensions = numbers.dimensions ?? numbers.numbers.dimensions;
  const total = dimensions.map(({ arms }) => arms.reduce((sum, { counts }) => sum.map((n, at) => n + counts[at]), [0, 0, 0, 0]));
  const n = LETTERS_RATED;
  assert.deepEqual(total, [[0, 0, 0, 2 * n], [0, n, n, 0], [0, 0, n, n], [0, 0, 2 * n, 0]]);
  await window.run(() => document.querySelector('a[href="#audit"]').click());
  await journey.shown('#audit-screen');
  await journey.reads(/letter study locked/i, SLOW_MS);
});
