// A study of grades in the real window: a finished study, accounts, protocol, examples, two residents at the keyboard who cannot see each
// other, a kill in the middle, six discrepancies, the panel, the lock, the report.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { assertAccessible } from './accessibility.mjs';
import { CohortJourney } from './cohort-journey.mjs';
import { GradingScreens } from './grading-screens.mjs';
import { newHome, openProgram, program as binary } from './harness.mjs';
import { ResultsScreen } from './results-screen.mjs';
import { Key } from './webdriver.mjs';

const PHYSICIST = 'S. Tanaka';
const [GRADER_A, GRADER_B, SENIOR] = ['Dr J. Halvorsen', 'Dr L. Amari', 'Prof. A. Lindqvist'];
const PASSWORD = 'three words for a vault';
const PATIENTS = 200;
const CASES = 30;
const EXAMPLES = 3;
const HELD_OUT = CASES + EXAMPLES;
const DISCREPANCIES = 6;
const SLOW_MS = 120_000;

const home = newHome();
let exportsFolder, program, window, journey, results, grading;
/** What A gave each case, and what B will. */
const gradesOfA = new Map();
const gradesOfB = new Map();

async function openWindow() {
  const chosen = ['plans.csv', 'diagnoses.csv'].map((name) => join(exportsFolder, name));
  program = await openProgram({ home, env: { ISOCENTER_E2E_EXPORTS: chosen.join(delimiter), ISOCENTER_E2E_SAVE: exportsFolder } });
  window = program.window;
  journey = new CohortJourney(window);
  results = new ResultsScreen(window, journey);
  grading = new GradingScreens(window, journey);
  await window.resize(1440, 900);
}

before(async () => {
  exportsFolder = mkdtempSync(join(tmpdir(), 'isocenter-exports-'));
  const cli = join(dirname(binary()), 'isocenter-cli');
  const made = spawnSync(cli, ['cohort', 'synthesise', '--cases', String(PATIENTS), '--seed', '5', '--out', exportsFolder], { encoding: 'utf8' });
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

const isAccessible = (name) => assertAccessible(window, name);

test('a finished study and four people are what a study of grades needs', async () => {
  await journey.setUp(PHYSICIST, PASSWORD);
  await journey.importBoth();
  await journey.press('Freeze cohort');
  await journey.fill('#split-regimen', String(HELD_OUT));
  await journey.fill('#split-icd10', String(HELD_OUT));
  await journey.press('Freeze the cohort');
  await journey.reads(/is frozen/, SLOW_MS);
  await journey.press('Close');
  await grading.go('gradings', '#gradings-screen');
  await journey.reads(/No study of grades/i);
  await results.open();
  await results.beginStudy();
  await journey.fill('#study-name', 'Held out');
  await journey.fill('#study-temperatures', '0.1');
  await results.askOnly('LLaMA demo');
  await journey.press('Start study');
  await results.resultsShown();
  await window.run(() => document.querySelector('a[href="#settings"]').click());
  for (const [name, role] of [[GRADER_A, 'resident'], [GRADER_B, 'resident'], [SENIOR, 'seniorOncologist']]) {
    await grading.addAccount(name, role, PASSWORD);
  }
});

test('the physicist draws cases, names graders, and cannot freeze before the examples have grades', async () => {
  await grading.go('gradings', '#gradings-screen');
  await journey.press('New study of grades');
  await window.until(async () => (await journey.stage('#new-grading')) === 'loaded', 'studies and people');
  await journey.fill('#grading-name', 'Regimen study 1');
  await journey.fill('#grading-cases', String(CASES));
  await journey.fill('#grading-examples', String(EXAMPLES));
  await grading.choose('#grading-grader-0', GRADER_A);
  await grading.choose('#grading-grader-1', GRADER_B);
  await isAccessible('grading-form');
  await journey.press('Make study of grades');
  await journey.reads(/It needs the senior oncologist’s grade and note|It needs the senior oncologist's grade and note/, SLOW_MS);
  await isAccessible('grading-draft');
});

test('the senior oncologist gives the examples by keyboard; the physicist freezes the protocol', async () => {
  await grading.signInAs(SENIOR, PASSWORD);
  await grading.go('examples', '#examples-screen');
  await isAccessible('grading-examples');
  await grading.giveExamples(2, 'Another schedule, as good.');
  await grading.signInAs(PHYSICIST, PASSWORD);
  await grading.go('gradings', '#gradings-screen');
  await journey.press('Freeze and open');
  await window.until(() => window.run(() => document.querySelectorAll('dialog[open] button, [role=dialog] button').length > 1), 'the question');
  await window.run(() => [...document.querySelectorAll('dialog[open] button, [role=dialog] button')].find((one) => one.textContent.trim() === 'Freeze and open').click());
  await window.until(() => window.run(() => document.querySelector('#grading-page')?.dataset.state === 'open'), 'an open study of grades', SLOW_MS);
});

test('grader A practises on the examples with feedback, then grades by keyboard', async () => {
  await grading.signInAs(GRADER_A, PASSWORD);
  await window.until(() => window.run(() => document.querySelector('#grade-case') !== null), 'the first example', SLOW_MS);
  const example = await grading.case();
  assert.match(await journey.text(), /not counted/i);
  await window.press('3');
  await window.until(async () => {
    await window.press(Key.Enter);
    return window.run(() => document.querySelector('#grade-feedback') !== null);
  }, 'the feedback');
  await journey.reads(/Another schedule, as good\./);
  await isAccessible('grade-feedback');
  await window.until(async () => {
    await window.press(Key.Enter);
    return (await grading.case())?.label !== example.label;
  }, 'the next example');
  for (let left = EXAMPLES - 1; left > 0; left -= 1) await grading.record(2);
  assert.doesNotMatch(await journey.text(), /LLaMA/, 'no model is named');
  await isAccessible('grade-case');
});

test('what was recorded is there after the process was killed, and nothing else is', async () => {
  const gradeOf = (id) => 1 + (Number(id.slice(2)) % 3);
  for (let count = 0; count < 5; count += 1) {
    const { id } = await grading.record(gradeOf((await grading.case()).id));
    gradesOfA.set(id, gradeOf(id));
  }
  const waiting = await grading.case();
  await window.press('4');
  await window.press('c');
  await window.type('half a comment');
  await window.until(() => window.run(() => document.querySelector('#grade-comment').value === 'half a comment'), 'the comment');
  // A draft is kept a second after the last change.
  const isKept = () => window.run(() => document.querySelector('#grade-screen')?.dataset.stage === 'loaded');
  assert.ok(await isKept());
  await program.kill();
  await openWindow();
  await grading.signInAs(GRADER_A, PASSWORD);
  const again = await window.until(() => grading.case(), 'a case', SLOW_MS);
  assert.equal(again.label, waiting.label, 'five are recorded, the sixth waits');
  const seen = await grading.gradeAll((id) => {
    gradesOfA.set(id, gradeOf(id));
    return gradeOf(id);
  });
  assert.ok(seen.length >= CASES - 5, `${seen.length} positions after the kill, hidden repeats included`);
  assert.equal(gradesOfA.size, CASES, 'every case was seen');
  await journey.reads(/recorded/);
  await isAccessible('grade-finished');
});

test('before both are through, nobody sees anything of what was graded', async () => {
  await grading.go('adjudicate', '#adjudicate-screen');
  await journey.reads(/discussion begins when every grader has recorded every case/);
  await grading.signInAs(PHYSICIST, PASSWORD);
  await grading.go('gradings', '#gradings-screen');
  await journey.reads(/Counts only/);
  await isAccessible('grading-open');
});

test('grader B grades in another order, six of them more than one apart', async () => {
  const flagged = [...gradesOfA.keys()].sort().slice(0, DISCREPANCIES);
  for (const [id, grade] of gradesOfA) gradesOfB.set(id, flagged.includes(id) ? grade + 2 : grade + (Number(id.slice(2)) % 2));
  await grading.signInAs(GRADER_B, PASSWORD);
  await window.until(() => window.run(() => document.querySelector('#grade-case') !== null), 'the first example', SLOW_MS);
  for (let left = EXAMPLES; left > 0; left -= 1) await grading.record(2);
  const seen = await grading.gradeAll((id) => gradesOfB.get(id));
  assert.ok(seen.length > CASES, `${seen.length} positions, hidden repeats included`);
});

/** Counted here, from what was pressed; the program's numbers must be these. */
function counted() {
  const pairs = [...gradesOfA].map(([id, a]) => [a, gradesOfB.get(id)]);
  const n = pairs.length;
  const [rows, columns] = [[0, 0, 0, 0, 0], [0, 0, 0, 0, 0]];
  for (const [a, b] of pairs) {
    rows[a - 1] += 1;
    columns[b - 1] += 1;
  }
  let [observed, expected] = [0, 0];
  for (const [a, b] of pairs) observed += (a - b) ** 2 / n;
  for (let a = 0; a < 5; a += 1) for (let b = 0; b < 5; b += 1) expected += ((a - b) ** 2 * rows[a] * columns[b]) / n ** 2;
  return { n, exact: pairs.filter(([a, b]) => a === b).length, withinOne: pairs.filter(([a, b]) => Math.abs(a - b) <= 1).length, kappa: 1 - observed / expected };
}

test('the panel signs in by password, settles each of the six with a reason, and signs', async () => {
  await grading.signInAs(SENIOR, PASSWORD);
  await grading.go('adjudicate', '#adjudicate-screen');
  const listed = await window.until(() => grading.discrepancies().then((rows) => (rows.length > 0 ? rows : null)), 'discrepancies', SLOW_MS);
  assert.equal(listed.length, DISCREPANCIES);
  const { n, exact, withinOne, kappa } = counted();
  const text = await journey.text();
  assert.match(text, new RegExp(`${DISCREPANCIES} of ${n}`));
  const [, equal, near, weighted] = text.match(/(\d+) regimens got the same grade, (\d+) lie within one point\. Weighted kappa before discussion: ([\d.]+)\./).map(Number);
  assert.deepEqual([equal, near], [exact, withinOne]);
  assert.ok(Math.abs(weighted - kappa) <= 0.0051, `${weighted} for ${kappa}`);
  assert.doesNotMatch(text, /LLaMA/, 'no model is named');
  for (const name of [GRADER_A, GRADER_B, PHYSICIST]) await grading.withPassword('Sign in', name, PASSWORD);
  await isAccessible('panel-open');
  for (let left = DISCREPANCIES; left > 0; left -= 1) {
    await window.until(() => window.run(() => document.querySelector('#discrepancy')?.dataset.stage === 'loaded' && !document.querySelector('#consensus-3')?.disabled), 'a discrepancy');
    await window.pressAll(['a'], ['3'], ['b'], ['3'], ['3']);
    await window.press('r');
    await window.press(' ');
    const item = await window.run(() => document.querySelector('#discrepancy').dataset.item);
    await window.press(Key.Control, Key.Enter);
    await window.until(async () => (await grading.discrepancies()).some((row) => row.item === item && !row.text.includes('open')) || (await window.run(() => document.querySelector('#discrepancy').dataset.item)) !== item, `case ${item} to be settled`, SLOW_MS);
  }
  for (const name of [SENIOR, GRADER_A]) await grading.withPassword('Sign', name, PASSWORD);
  await isAccessible('panel-settled');
});

test('the physicist locks with a password; the models are named and the numbers are those that were pressed', async () => {
  await grading.signInAs(PHYSICIST, PASSWORD);
  await grading.go('gradings', '#gradings-screen');
  await journey.press('Lock with password');
  await grading.givePassword(PASSWORD);
  await journey.shown('#grading-results', SLOW_MS);
  await journey.reads(/LLaMA demo/);
  const { exact, withinOne, n } = counted();
  const text = await journey.text();
  assert.match(text, new RegExp(`${exact} of ${n}`));
  assert.match(text, new RegExp(`${withinOne} of ${n}`));
  await isAccessible('grading-locked');
});

test('the report and the tables leave the vault, and a script of their own computes the numbers anew', async () => {
  await journey.press('Export');
  await journey.reads(/grades-1/, SLOW_MS);
  const folder = join(exportsFolder, 'grades-1');
  for (const name of ['grades.csv', 'grades.json', 'numbers.json', 'report.html', 'recompute_grades.py', 'figures/grades-before.svg', 'figures/agreement.pdf']) {
    assert.ok(existsSync(join(folder, name)), name);
  }
  const { agreement } = JSON.parse(readFileSync(join(folder, 'numbers.json'), 'utf8'));
  const { n, exact, withinOne, kappa } = counted();
  assert.deepEqual([agreement.n, agreement.exact.count, agreement.within_one.count], [n, exact, withinOne]);
  assert.ok(Math.abs(agreement.kappa_quadratic.value - kappa) < 1e-12, `${agreement.kappa_quadratic.value} for ${kappa}`);
  await results.open();
  await results.resultsShown();
  await journey.reads(/Grades, before discussion/i, SLOW_MS);
  await window.run(() => document.querySelector('a[href="#audit"]').click());
  await journey.shown('#audit-screen');
  await journey.reads(/grading locked.*panel signed.*panel settled/is, SLOW_MS);
});
