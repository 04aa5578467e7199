// A study in the real window: import, freeze, make a small study of a demonstration model, pause, go on, lose the process, go on, lock, sign in,
// go on, read the results, go from a cell to its cases and to an answer, export.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { assertAccessible } from './accessibility.mjs';
import { CohortJourney } from './cohort-journey.mjs';
import { keepScreenshot, newHome, openProgram, program as binary } from './harness.mjs';
import { ResultsScreen } from './results-screen.mjs';
import { Key } from './webdriver.mjs';

const NAME = 'S. Tanaka';
const PASSWORD = 'three words for a vault';
const PATIENTS = 90;
const HELD_OUT = 6;
const SLOW_MS = 120_000;
/** Two sides of six cases: eight free answers each, and one more for modality and code. */
const ANSWERS = 2 * HELD_OUT * (8 + 9 + 9);

const home = newHome();
let exportsFolder, program, window, journey, results;

async function openWindow() {
  const chosen = ['plans.csv', 'diagnoses.csv'].map((name) => join(exportsFolder, name));
  program = await openProgram({ home, env: { ISOCENTER_E2E_EXPORTS: chosen.join(delimiter), ISOCENTER_E2E_SAVE: exportsFolder } });
  window = program.window;
  journey = new CohortJourney(window);
  results = new ResultsScreen(window, journey);
  await window.resize(1440, 900);
}

async function signIn() {
  await journey.shown('#password', SLOW_MS);
  await journey.fill('#password', PASSWORD);
}

before(async () => {
  exportsFolder = mkdtempSync(join(tmpdir(), 'isocenter-exports-'));
  const cli = join(dirname(binary()), 'isocenter-cli');
  const made = spawnSync(cli, ['cohort', 'synthesise', '--cases', String(PATIENTS), '--seed', '3', '--out', exportsFolder], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  await openWindow();
});

after(async () => {
  await program?.end();
  rmSync(exportsFolder, { recursive: true, force: true });
});

afterEach(async () => {
  assert.deepEqual(await window.run(() => window.__errors), [], 'the page met no error');
  const loud = program.log.filter((line) => /CONSOLE\b.*\b(ERROR|WARN)/.test(line) || /a fault at/.test(line));
  assert.deepEqual(loud, [], 'neither the console nor the program reported a fault');
});

const isAccessible = (name) => assertAccessible(window, name, async () => {
  if (name.includes('results')) await results.resultsShown();
});

test('where there is no study, the screen says what to do', async () => {
  await journey.setUp(NAME, PASSWORD);
  await journey.importBoth();
  await journey.press('Freeze cohort');
  await journey.fill('#split-regimen', String(HELD_OUT));
  await journey.fill('#split-icd10', String(HELD_OUT));
  await journey.press('Freeze the cohort');
  await journey.reads(/is frozen/, SLOW_MS);
  await journey.press('Close');
  await results.open();
  await journey.reads(/No study yet\. Make one/);
  await isAccessible('study-none');
});

test('the form says how many answers a study asks for, and starts it', async () => {
  await results.beginStudy();
  assert.equal(await results.note(), 'Give the study a name');
  await journey.fill('#study-name', 'Held out, twice');
  await journey.fill('#study-temperatures', '0.1, 0.7');
  await journey.fill('#study-samples', '4');
  await results.askOnly('LLaMA demo');
  await window.until(async () => (await results.note()) === `${ANSWERS} answers`, `${ANSWERS} answers`);
  await isAccessible('study-form');
  await journey.press('Start study');
  await results.reaches('running', 1);
});

test('it pauses at whole answers and goes on', async () => {
  await keepScreenshot(window, 'study-running-light-1440x900');
  await journey.press('Pause');
  await results.reaches('paused', 1);
  const { done } = await results.standing();
  assert.ok(done < ANSWERS, `${done} of ${ANSWERS}`);
  await isAccessible('study-paused');
  await journey.press('Go on');
  await results.reaches('running', done + 1);
});

test('after the process was killed it is there, with all that was stored, and goes on', async () => {
  await program.kill();
  await openWindow();
  await signIn();
  await journey.press('Sign in');
  await results.open();
  await results.reaches('interrupted', 1);
  await journey.reads(/The program ended in the middle of it/);
  const { done } = await results.standing();
  await journey.press('Go on');
  await results.reaches('running', done + 1);
});

test('locked in the middle of it, it pauses, says so after the sign-in, and goes on to its end', async () => {
  await window.run(() => document.querySelector('button[aria-label=Lock]').click());
  await signIn();
  await journey.press('Unlock');
  await results.open();
  await results.reaches('pausedByLock', 1);
  await journey.reads(/The vault was locked in the middle of it/);
  await isAccessible('study-locked');
  await journey.press('Go on');
  await results.resultsShown();
});

test('the results state what was found, with p, its floor and n, and are marked as a demonstration', async () => {
  const text = await journey.text();
  assert.match(text, /Demonstration\. Made-up cases or small models/);
  assert.match(text, /the smallest p they allow is 0\.250/);
  assert.match(text, /LLaMA demo Regimen, ROUGE-1 recall [\d.]+ \([\d.]+\) [\d.]+ \([\d.]+\) 0\.250 \S+ 6/);
  await isAccessible('study-results-regimen');
  await results.chooseTask('ICD-10');
  await isAccessible('study-results-icd10');
});

test('a cell leads by key to its cases, a case to what the model answered', async () => {
  await results.chooseTask('Modality');
  await isAccessible('study-results-modality');
  const mark = await results.focusMark('Modality, truth and answer', '^photon, photon: [1-9]');
  assert.match(mark, /of \d+/);
  await window.press(Key.Enter);
  const cases = await results.cases();
  assert.match(cases[0], /^C-\d+/);
  await results.openFirstCase();
  await journey.reads(/True answer photon/);
  await isAccessible('study-case-results');
  await window.press(Key.Escape);
  await window.press(Key.Escape);
  const focused = await window.run(() => document.activeElement?.getAttribute('aria-label'));
  assert.equal(focused, mark, 'the focus goes back to the cell');
});

test('it is exported as the command line writes it', async () => {
  await journey.press('Export');
  await journey.reads(/are in study-1/, SLOW_MS);
  const folder = join(exportsFolder, 'study-1');
  for (const name of ['study.toml', 'samples.csv', 'results.json', 'report.html', 'recompute.py', 'figures/scan-regimen.pdf']) {
    assert.ok(existsSync(join(folder, name)), name);
  }
  const written = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
  assert.equal(written.is_demonstration, true);
  await window.run(() => document.querySelector('a[href="#audit"]').click());
  await journey.shown('#audit-screen');
  await journey.reads(/exported study 1.*study finished.*study paused.*study started.*study made/is, SLOW_MS);
});
