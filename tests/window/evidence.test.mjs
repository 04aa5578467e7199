// Evidence beside a suggestion in the real window, in a vault: what is read, how samples agree, checks that stop, similar cases, deciding
// before anything is copied, one's own plan first, a kill, the rules as a physicist changes them, the model card.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { assertAccessible } from './accessibility.mjs';
import { CohortJourney } from './cohort-journey.mjs';
import { GradingScreens } from './grading-screens.mjs';
import { newHome, openProgram, program as binary } from './harness.mjs';
import { SuggestScreen } from './suggest-screen.mjs';

const PHYSICIST = 'S. Tanaka';
const PASSWORD = 'three words for a vault';
const SLOW_MS = 120_000;
const BREAST =
  '62 y/o F, IDC left breast upper outer quadrant, pT1c N0(sn) M0, grade 2, ER+ PR+ HER2-, s/p lumpectomy + SLNB. Referred by Dr. Keller.';
const PROSTATE = '62 y/o M, adenoca prostate cT2aN0M0, iPSA 7.8, Gleason 3+4=7 (GG2), 4/12 cores. No prior pelvic RT.';
/** Ten times the dose and the other side. */
const FAULTY = 'plan 4005 Gy/ 15 fx photons, 3DCRT to right breast. primary, photon, 4005Gy, fractions:15';
const SOUND = 'plan 40.05 Gy/ 15 fx photons, 3DCRT to left breast. primary, photon, 40.05Gy, fractions:15';

const home = newHome();
let folder, program, window, journey, people, screen;

async function openWindow() {
  const chosen = ['plans.csv', 'diagnoses.csv'].map((name) => join(folder, name));
  program = await openProgram({ home, env: { ISOCENTER_E2E_EXPORTS: chosen.join(delimiter) } });
  window = program.window;
  journey = new CohortJourney(window);
  people = new GradingScreens(window, journey);
  screen = new SuggestScreen(window);
  await window.resize(1440, 900);
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isocenter-evidence-'));
  const made = spawnSync(join(dirname(binary()), 'isocenter-cli'), ['cohort', 'synthesise', '--cases', '40', '--seed', '5', '--out', folder], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  await openWindow();
  await journey.setUp(PHYSICIST, PASSWORD);
  await journey.importBoth();
  await screen.ready();
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

const run = (act, ...given) => window.run(act, ...given);
const is = (ask, what, ...given) => window.until(() => run(ask, ...given), what, SLOW_MS);

/** The statements of the checks by level. */
const checks = () =>
  run(() => Object.fromEntries(['stop', 'look', 'pass', 'notChecked'].map((level) => [level, [...document.querySelectorAll(`#checks-list li.${level} .statement`)].map((one) => one.textContent)])));

test('a diagnosis is read while it stands there, each fact from its own words, and names are masked before a model reads it', async () => {
  await screen.paste(BREAST);
  await journey.reads(/Read from the text/);
  await is(() => /left/.test(document.querySelector('[aria-label="Read from the text"], #read-facts, .left')?.textContent ?? ''), 'the side to be read');
  const text = await journey.text();
  assert.match(text, /Laterality left/);
  assert.match(text, /Stage pT1c N0/);
  assert.equal(await screen.suggest(), 'finished');
  await journey.reads(/1 name was masked before the model reads the text/);
});

test('ten samples are counted, checks stand with exceptions first, similar cases and the library beside them', async () => {
  const text = await journey.text();
  assert.match(text, /\d+ of 10 samples (agree|state no plan)|No plan is suggested/);
  const found = await checks();
  assert.ok(found.pass.length >= 5, JSON.stringify(found));
  assert.match(text, /Similar training cases/);
  assert.match(text, /of 7,\d{3} synthetic training cases of this demonstration/);
  assert.match(text, /by words and the model’s reading/);
  await assertAccessible(window, 'evidence');
});

test('a plan of the other side and a hundred times the dose stops until each finding is weighed, and nothing is copied before', async () => {
  assert.equal(await run(() => document.querySelector('#copy').disabled), true);
  await window.click('#edit');
  await journey.fill('#edited-plan', FAULTY);
  await is(() => document.querySelectorAll('#checks-list li.stop').length >= 2, 'the stops of the edited plan');
  const stops = await checks();
  assert.ok(stops.stop.some((one) => /[Ll]aterality/.test(one)), JSON.stringify(stops.stop));
  assert.ok(stops.stop.some((one) => /cGy|centigray/.test(one)), JSON.stringify(stops.stop));
  assert.equal(await run(() => [...document.querySelectorAll('button')].find((one) => one.textContent.includes('Record the edited plan')).disabled), true);
  await assertAccessible(window, 'evidence-stopped');
  await journey.fill('#edited-plan', SOUND);
  await is(() => document.querySelectorAll('#checks-list li.stop').length === 0, 'the sound plan to be checked');
  await journey.press('Record the edited plan', SLOW_MS);
  await is(() => document.querySelector('#copy')?.disabled === false, 'the copy');
  await window.click('#copy');
  await journey.reads(/Copied, with the research label/);
  await assertAccessible(window, 'evidence-decided');
});

test('one’s own plan is written before the suggestion and stands beside it; a rejection needs a reason', async () => {
  await screen.clear();
  await run(() => document.querySelector('input[type=checkbox]').click());
  await screen.paste(PROSTATE);
  assert.match(await journey.text(), /Write your own plan first/);
  await journey.fill('#own-plan', '60 Gy / 20 fx');
  assert.equal(await screen.suggest(), 'finished');
  await journey.reads(/60 Gy \/ 20 fx/);
  await window.click('#reject');
  await journey.reads(/Write why first/);
  await journey.fill('#rejection', 'we hypofractionate otherwise');
  await journey.press('Record the rejection');
  await journey.reads(/Rejected/);
  assert.equal(await run(() => document.querySelector('#copy')?.disabled ?? true), true);
});

test('after a kill both suggestions stand in the list of today with what was decided', async () => {
  await program.kill();
  await openWindow();
  await people.signInAs(PHYSICIST, PASSWORD);
  await screen.ready();
  await journey.press('Earlier today');
  await journey.reads(/2 suggestions today/);
  const rows = await run(() => [...document.querySelectorAll('#earlier-drawer li')].map((row) => row.textContent.replace(/\s+/g, ' ')));
  assert.match(rows[0], /adenoca prostate.*rejected/i);
  assert.match(rows[1], /IDC left breast.*edited/i);
  await assertAccessible(window, 'evidence-earlier');
  await run(() => document.querySelectorAll('#earlier-drawer li button')[1].click());
  await window.until(async () => (await screen.diagnosis()) === BREAST, 'the diagnosis of then');
});

test('a physicist sees how often each rule fires, switches one off with a reason, and the next suggestion goes without it', async () => {
  await run(() => document.querySelector('a[href="#settings"]').click());
  await is(() => document.querySelector('a[href="#settings-checks"]') !== null, 'the section');
  await run(() => document.querySelector('a[href="#settings-checks"]').click());
  await is(() => document.querySelector('#checks-screen')?.dataset.stage === 'loaded', 'the rules');
  await journey.reads(/held-out synthetic cases/);
  await run(() => document.querySelector('#rule-fractions').click());
  await run(() => [...document.querySelectorAll('[aria-label="When it fires"] button, [aria-label="When it fires"] input')].at(-1).click());
  await journey.reads(/1 change, not recorded yet/);
  await assertAccessible(window, 'rules');
  await journey.fill('#rules-reason', 'counted elsewhere');
  await journey.press('Record 1 change');
  await journey.reads(/Changed by S. Tanaka.*: counted elsewhere/);
  await screen.ready();
  assert.equal(await screen.suggest(), 'finished');
  await is(() => document.querySelectorAll('#checks-list li').length > 5, 'the checks');
  const found = await checks();
  assert.ok(!found.pass.some((one) => /^\d+ fractions/.test(one)), JSON.stringify(found.pass));
});

test('the model card is one click away, with its limits first', async () => {
  await run(() => document.querySelector('[aria-haspopup=dialog]').click());
  await journey.reads(/It is a demonstration, trained on invented cases/);
  const card = await run(() => document.querySelector('dialog').innerText.replace(/\s+/g, ' '));
  for (const part of [/majority/i, /ROUGE-1 recall/, /95 %/, /site/i]) assert.match(card, part);
  await assertAccessible(window, 'model-card');
});
