// The vault's door and the Curate screen as a test sees them: what a person would do and read there. The only file that knows their markup.
import { Key } from './webdriver.mjs';

/** Reading 15,724 patients in a debug build on a busy machine with two cores. */
const WHOLE_IMPORT_MS = 180_000;
const SLOW_MS = 60_000;

export class CohortJourney {
  constructor(window) {
    this.window = window;
  }

  /** Presses the button that reads so; the first one that is shown and on. */
  async press(words, withinMs = 20_000) {
    const press = (wanted) => {
      const reads = (button) => button.textContent.replace(/\s+/g, ' ').trim().startsWith(wanted) && !button.disabled;
      const button = [...document.querySelectorAll('button')].find(reads);
      button?.click();
      return button !== undefined;
    };
    await this.window.until(() => this.window.run(press, words), `the button “${words}”`, withinMs);
  }

  fill(selector, text) {
    return this.window.run(
      (where, value) => {
        const input = document.querySelector(where);
        input.focus();
        input.value = value;
        input.dispatchEvent(new Event('input', { bubbles: true }));
      },
      selector,
      text,
    );
  }

  text() {
    return this.window.run(() => document.body.innerText.replace(/\s+/g, ' '));
  }

  async reads(pattern, withinMs = 20_000) {
    await this.window.until(async () => pattern.test(await this.text()), `the window to read ${pattern}`, withinMs);
  }

  shown(selector, withinMs = 20_000) {
    return this.window.until(() => this.window.run((where) => document.querySelector(where) !== null, selector), selector, withinMs);
  }

  /** From the first screen to the printed recovery code, which is answered. */
  async setUp(name, password) {
    await this.shown('#start-screen');
    await this.press('Set up and import');
    await this.shown('#setup-name');
    await this.fill('#setup-name', name);
    await this.fill('#setup-password', password);
    await this.fill('#setup-repeated', password);
    await this.press('Set up the vault');
    await this.shown('#last-group', SLOW_MS);
    const groups = await this.window.run(() => [...document.querySelectorAll('.code span:not(.vh)')].map((group) => group.textContent));
    await this.fill('#last-group', groups.at(-1));
    await this.press('Open the vault');
    return groups.join('-');
  }

  stage(screen) {
    return this.window.run((where) => document.querySelector(where)?.dataset.stage, screen);
  }

  /** From the mapping to the Curate screen. */
  async importBoth() {
    await this.window.until(async () => (await this.stage('#import-screen')) === 'mapping', 'the mapping', SLOW_MS);
    await this.press('Import both');
    await this.window.until(() => this.window.run(() => document.querySelector('.src') !== null), 'the first case', WHOLE_IMPORT_MS);
  }

  /** The case under review: id, text, what the model reads. */
  case() {
    return this.window.run(() => ({
      id: document.querySelector('li[role=option][aria-selected=true]')?.innerText.match(/C-\d+/)?.[0],
      text: document.querySelector('.src')?.textContent,
      plan: [...document.querySelectorAll('.src .plan')].map((mark) => mark.textContent).join(''),
    }));
  }

  /** Cases that wait, as the head of the queue says. */
  left() {
    return this.window.run(() => Number(document.body.innerText.match(/([\d,]+) left/)?.[1].replaceAll(',', '')));
  }

  /** Decides the case by these keys and waits until it is on the disk and the next one is shown. */
  async decide(...keys) {
    const [before, left] = [await this.case(), await this.left()];
    for (const key of keys) await this.window.press(key);
    await this.window.until(async () => (await this.left()) === left - 1, `${left - 1} cases left`);
    await this.window.until(async () => ![before.text, undefined].includes((await this.case()).text), `a case after ${before.id}`);
    return before;
  }

  async lock() {
    await this.window.press(Key.Control, 'l');
    await this.shown('#password');
  }

  async signIn(password) {
    await this.fill('#password', password);
    await this.press('Unlock', SLOW_MS);
  }
}
