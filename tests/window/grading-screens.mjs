// The screens of studies of grades as a test sees them: what the physicist, the graders and the panel would do there. The only file that
// knows their markup.
import { Key } from './webdriver.mjs';

const SLOW_MS = 120_000;

export class GradingScreens {
  constructor(window, journey) {
    this.window = window;
    this.journey = journey;
  }

  /** Opens a screen of the sidebar and waits for it. */
  async go(place, selector) {
    await this.journey.shown(`a[href="#${place}"]`);
    await this.window.run((where) => document.querySelector(where).click(), `a[href="#${place}"]`);
    await this.window.until(async () => (await this.journey.stage(selector)) === 'loaded', selector, SLOW_MS);
  }

  async addAccount(name, role, password) {
    await this.journey.shown('#account-name');
    await this.journey.fill('#account-name', name);
    await this.choose('#account-role', role);
    await this.journey.fill('#account-password', password);
    await this.journey.press('Add the account');
    await this.journey.reads(new RegExp(`${name.replaceAll('.', '\\.')} `), SLOW_MS);
    await this.window.until(() => this.window.run(() => document.querySelector('#account-name').value === ''), 'the form to be empty', SLOW_MS);
  }

  choose(selector, value) {
    return this.window.run(
      (where, wanted) => {
        const select = document.querySelector(where);
        const option = [...select.options].find((one) => one.value === wanted || one.textContent.includes(wanted));
        select.value = option.value;
        select.dispatchEvent(new Event('change', { bubbles: true }));
      },
      selector,
      value,
    );
  }

  /** Whoever works locks; somebody else signs in. */
  async signInAs(name, password) {
    if (await this.window.run(() => document.querySelector('button[aria-label=Lock]') !== null)) {
      await this.window.run(() => document.querySelector('button[aria-label=Lock]').click());
    }
    await this.journey.shown('#password', SLOW_MS);
    const pick = (wanted) => {
      if (document.querySelector('h1.display')?.textContent === wanted) return true;
      [...document.querySelectorAll('.others button')].find((one) => one.textContent.includes(wanted))?.click();
      return false;
    };
    await this.window.until(() => this.window.run(pick, name), name);
    await this.journey.fill('#password', password);
    await this.window.run(() => document.querySelector('form.box button[type=submit]').click());
    await this.journey.shown('aside.side', SLOW_MS);
  }

  /** Which case is under the eyes of a grader; nothing when all is recorded. */
  case() {
    return this.window.run(() => {
      const region = document.querySelector('#grade-case');
      return region ? { label: region.getAttribute('aria-label'), id: region.innerText.match(/C-\d+/)?.[0] ?? '', text: region.innerText } : null;
    });
  }

  /** Chooses with one key, records with another, and waits until something else is shown. Enter is held off for 250 ms, so it is repeated. */
  async record(grade) {
    const before = await this.case();
    await this.window.press(String(grade));
    await this.window.until(
      async () => {
        const now = await this.case();
        if (now?.label !== before.label) return true;
        await this.window.press(Key.Enter);
        return false;
      },
      `the case after ${before.label}`,
      SLOW_MS,
    );
    return before;
  }

  /** Grades until nothing waits, by `gradeOf(case id)`; gives what was shown, in its order. */
  async gradeAll(gradeOf) {
    const seen = [];
    const nextOrEnd = () =>
      this.window.until(() => this.window.run(() => document.querySelector('#grade-case, .standing') !== null), 'a case, or the end', SLOW_MS);
    for (await nextOrEnd(); ; await nextOrEnd()) {
      const now = await this.case();
      if (!now) return seen;
      seen.push(now);
      await this.record(gradeOf(now.id));
    }
  }

  /** The senior oncologist gives every example a grade and a note. */
  async giveExamples(grade, note) {
    for (;;) {
      const label = await this.window.until(() => this.window.run(() => document.querySelector('#example-case')?.getAttribute('aria-label') ?? null), 'an example');
      await this.window.press(String(grade));
      await this.journey.fill('#example-note', note);
      await this.window.until(() => this.window.run(() => !document.querySelector('#example-record').disabled), 'that it can be recorded');
      await this.window.run(() => document.querySelector('#example-record').click());
      const isDone = () => {
        const region = document.querySelector('#example-case');
        return { label: region?.getAttribute('aria-label') ?? '', words: document.querySelector('.keys .dimmer')?.textContent ?? '' };
      };
      const now = await this.window.until(async () => {
        const after = await this.window.run(isDone);
        return after.label !== label || after.words.includes('Recorded') ? after : null;
      }, `the example after ${label}`);
      if (now.label === label) return;
    }
  }

  /** Discrepancies of the list: number, case, words. */
  discrepancies() {
    return this.window.run(() => [...document.querySelectorAll('[id^=discrepancy-]')].map((row) => ({ item: row.id.replace('discrepancy-', ''), text: row.innerText.replace(/\s+/g, ' ') })));
  }

  /** Somebody of the panel types their password into a dialog that the button opens. */
  async withPassword(verb, name, password) {
    const open = (words, who) => {
      const row = [...document.querySelectorAll('.present li')].find((one) => one.textContent.includes(who));
      const button = [...(row?.querySelectorAll('button') ?? [])].find((one) => one.textContent.trim().startsWith(words) && !one.disabled);
      button?.click();
      return button !== undefined;
    };
    await this.window.until(() => this.window.run(open, verb, name), `${verb} ${name}`);
    await this.givePassword(password);
  }

  async givePassword(password) {
    await this.journey.shown('#panel-password');
    await this.journey.fill('#panel-password', password);
    await this.window.run(() => document.querySelector('#panel-password').form.requestSubmit());
    await this.window.until(() => this.window.run(() => document.querySelector('#panel-password') === null), 'that the password was taken', SLOW_MS);
  }
}
