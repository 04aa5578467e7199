// Where the tests of fine-tuning begin: invented exports, a program on a home that outlives it, a physicist with a small frozen cohort.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { seriousAccessibilityFaults } from './accessibility.mjs';
import { CohortJourney } from './cohort-journey.mjs';
import { FinetunePane } from './finetune-pane.mjs';
import { keepScreenshot, newHome, openProgram, program as binary } from './harness.mjs';

export const NAME = 'S. Tanaka';
export const PASSWORD = 'three words for a vault';
export const SLOW_MS = 180_000;
/** So many patients that a frozen split has cases for every part, and so few that a run takes seconds. */
const PATIENTS = 160;
export const HELD_OUT = 6;

export class FinetuneClinic {
  /** Exports come from here, and what is saved goes here. */
  folder = mkdtempSync(join(tmpdir(), 'isocenter-exports-'));
  #home = newHome();
  #env;

  /** Dialogs for models are answered with these places: the folder, and the GGUF file. */
  constructor({ models = [] } = {}) {
    const chosen = ['plans.csv', 'diagnoses.csv'].map((name) => join(this.folder, name));
    this.#env = { ISOCENTER_E2E_EXPORTS: chosen.join(delimiter), ISOCENTER_E2E_SAVE: this.folder, ISOCENTER_E2E_MODELS: models.join(delimiter) };
    const cli = join(dirname(binary()), 'isocenter-cli');
    const made = spawnSync(cli, ['cohort', 'synthesise', '--cases', String(PATIENTS), '--seed', '3', '--out', this.folder], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
  }

  /** Starts the program, also after it was killed. */
  async openWindow() {
    this.program = await openProgram({ home: this.#home, env: this.#env });
    this.window = this.program.window;
    this.journey = new CohortJourney(this.window);
    this.pane = new FinetunePane(this.window, this.journey);
    await this.window.resize(1440, 900);
  }

  /** From the first screen to a frozen cohort. */
  async freezeCohort() {
    await this.journey.setUp(NAME, PASSWORD);
    await this.journey.importBoth();
    await this.journey.press('Freeze cohort');
    await this.journey.fill('#split-regimen', String(HELD_OUT));
    await this.journey.fill('#split-icd10', String(HELD_OUT));
    await this.journey.press('Freeze the cohort');
    await this.journey.reads(/is frozen/, SLOW_MS);
    await this.journey.press('Close');
  }

  async noFaults() {
    assert.deepEqual(await this.window.run(() => window.__errors), [], 'the page met no error');
    const loud = this.program.log.filter((line) => /CONSOLE\b.*\b(ERROR|WARN)/.test(line) || /a fault at/.test(line));
    assert.deepEqual(loud, [], 'neither the console nor the program reported a fault');
  }

  /** In both themes: nothing serious for axe-core, and a picture of each. */
  async isAccessible(name) {
    for (const theme of ['dark', 'light']) {
      await this.window.run((chosen) => document.documentElement.setAttribute('data-theme', chosen), theme);
      assert.deepEqual(await seriousAccessibilityFaults(this.window), [], `${name}, ${theme}`);
      await keepScreenshot(this.window, `${name}-${theme}-1440x900`);
    }
  }

  async end() {
    await this.program?.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
