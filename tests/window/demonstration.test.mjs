// The demonstration in the real window: one click without an account, marked on every screen, and gone when it is left.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CohortJourney } from './cohort-journey.mjs';
import { keepScreenshot, openProgram } from './harness.mjs';

let program, journey;

before(async () => {
  program = await openProgram();
  journey = new CohortJourney(program.window);
  await program.window.resize(1440, 900);
});

after(async () => {
  await program?.end();
});

const throwAway = () => readdirSync(join(program.home, 'tmp')).filter((name) => name.startsWith('isocenter-demonstration-'));

test('one click opens invented cases, and the window says that nothing is kept', async () => {
  await journey.press('Open demo');
  await program.window.until(() => program.window.run(() => document.querySelector('.src') !== null), 'the first case', 60_000);
  assert.match(await journey.text(), /Demonstration: nothing here is kept/);
  assert.equal(throwAway().length, 1, 'its vault lies among the temporary files');
  await keepScreenshot(program.window, 'demonstration-light-1440x900');
});

test('a case of the demonstration is reviewed like any other', async () => {
  const { text } = await journey.decide('a');
  assert.ok(text.length > 20);
});

test('leaving it brings the first screen back and deletes its vault', async () => {
  await journey.press('Leave');
  await journey.shown('#start-screen');
  assert.deepEqual(throwAway(), []);
  assert.deepEqual(await program.window.run(() => window.__errors), []);
});
