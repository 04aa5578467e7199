// The Results screen as a test sees it: what a physicist would do and read there. The only file that knows its markup.

/** Reading models or scoring on a busy machine with two cores, in a debug build. */
const SLOW_MS = 120_000;

export class ResultsScreen {
  constructor(window, journey) {
    this.window = window;
    this.journey = journey;
  }

  async open() {
    await this.journey.shown('a[href="#results"]');
    await this.window.run(() => document.querySelector('a[href="#results"]').click());
    await this.window.until(async () => (await this.journey.stage('#results-screen')) === 'loaded', 'the studies', SLOW_MS);
  }

  async beginStudy() {
    await this.journey.press('New study');
    await this.window.until(async () => (await this.journey.stage('#new-study')) === 'loaded', 'models and cases', SLOW_MS);
  }

  /** Leaves only the model of this name in the study. */
  async askOnly(name) {
    await this.window.run((wanted) => {
      for (const label of document.querySelectorAll('#new-study li .head label')) {
        const box = label.querySelector('input');
        if (box.checked !== label.textContent.includes(wanted) && !box.disabled) box.click();
      }
    }, name);
  }

  note() {
    return this.window.run(() => document.querySelector('#study-note')?.textContent.trim());
  }

  /** Where the study stands and how many answers it has. */
  standing() {
    return this.window.run(() => {
      const standing = document.querySelector('#study-standing');
      return { state: standing?.dataset.state ?? '', done: Number(standing?.dataset.done ?? 0) };
    });
  }

  async reaches(state, done = 0) {
    await this.window.until(
      async () => {
        const now = await this.standing();
        return now.state === state && now.done >= done;
      },
      `a study ${state} with ${done} answers`,
      SLOW_MS,
    );
  }

  /** Numbers and figures are there, and every picture is drawn. */
  async resultsShown() {
    const drawn = () => {
      const isLoaded = document.querySelector('#results-screen')?.dataset.results === 'loaded';
      const pictures = [...document.querySelectorAll('#study-results img')];
      return isLoaded && pictures.length > 0 && pictures.every((picture) => picture.complete && picture.naturalWidth > 0);
    };
    await this.window.until(() => this.window.run(drawn), 'the results with their figures', SLOW_MS);
  }

  async chooseTask(name) {
    await this.journey.press(name);
    await this.resultsShown();
  }

  /** The mark of a figure whose words fit: its words, once it has the focus. */
  focusMark(figure, pattern) {
    const focus = (heading, words) => {
      const group = [...document.querySelectorAll('#study-results svg[role=group]')].find((one) => one.getAttribute('aria-label').startsWith(`Values: ${heading}`));
      const mark = [...(group?.querySelectorAll('[role=button]') ?? [])].find((one) => new RegExp(words).test(one.getAttribute('aria-label')));
      mark?.focus();
      return mark?.getAttribute('aria-label') ?? null;
    };
    return this.window.until(() => this.window.run(focus, figure, pattern), `a mark ${pattern} of “${figure}”`);
  }

  /** Cases of the drawer. */
  cases() {
    return this.window.until(() => this.window.run(() => [...document.querySelectorAll('#cases-drawer li button')].map((one) => one.textContent.trim())).then((all) => (all.length > 0 ? all : null)), 'cases');
  }

  openFirstCase() {
    return this.window.run(() => document.querySelector('#cases-drawer li button').click());
  }
}
