// The fine-tune pane as a test sees it: what a physicist would do and read there. The only file that knows its markup.

/** Checking or starting on a busy machine with two cores, in a debug build. */
const SLOW_MS = 120_000;

export class FinetunePane {
  constructor(window, journey) {
    this.window = window;
    this.journey = journey;
  }

  /** Settings, then the section. */
  async #go(section) {
    await this.journey.shown('a[href="#settings"]');
    await this.window.run(() => document.querySelector('a[href="#settings"]').click());
    await this.journey.shown(`a[href="#settings-${section}"]`);
    await this.window.run((where) => document.querySelector(`a[href="#settings-${where}"]`).click(), section);
  }

  async open() {
    await this.#go('finetune');
    await this.window.until(async () => (await this.journey.stage('#new-run')) === 'loaded', 'models and data', SLOW_MS);
  }

  async openModels() {
    await this.#go('models');
    await this.journey.shown('tbody tr', SLOW_MS);
  }

  /** Chooses the base that is called so. */
  chooseBase(name) {
    const choose = (wanted) => {
      const radio = [...document.querySelectorAll('input[name=base-model]')].find((one) => one.getAttribute('aria-label').startsWith(wanted));
      radio?.click();
      return radio?.checked === true;
    };
    return this.window.until(() => this.window.run(choose, name), `the base “${name}”`);
  }

  async chooseData(words) {
    const choose = (wanted) => {
      const select = document.querySelector('#data-set');
      const option = [...(select?.options ?? [])].find(({ text }) => text.includes(wanted));
      if (!option) return false;
      select.value = option.value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
      return true;
    };
    await this.window.until(() => this.window.run(choose, words), `the data set “${words}”`);
  }

  /** Sets a key of the contract, wherever it stands in the form. */
  async set(key, value) {
    const put = (name, text) => {
      const row = document.querySelector(`[data-setting="${name}"]`);
      const input = row?.querySelector('input:not([type=checkbox])');
      const segment = [...(row?.querySelectorAll('[role=radio]') ?? [])].find((one) => one.textContent.trim() === text);
      const select = row?.querySelector('select');
      if (segment) segment.click();
      else if (select) {
        select.value = text;
        select.dispatchEvent(new Event('change', { bubbles: true }));
      } else if (input) {
        input.value = text;
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }
      return Boolean(segment ?? select ?? input);
    };
    assertTrue(await this.window.run(put, key, value), `a field for ${key}`);
  }

  /** What stands in the form: base, data and every setting. */
  form() {
    return this.window.run(() => {
      const shown = (row) => row.querySelector('[aria-checked=true]')?.textContent ?? row.querySelector('select, input')?.value ?? '';
      const base = document.querySelector('input[name=base-model]:checked');
      return {
        base: base?.closest('label').querySelector('.name').textContent ?? '',
        data: document.querySelector('#data-set').value,
        settings: Object.fromEntries([...document.querySelectorAll('[data-setting]')].map((row) => [row.dataset.setting, shown(row)])),
      };
    });
  }

  /** Waits until the checks have answered to the settings as they stand: what stands beside Start then reads like this. */
  async startNoteReads(pattern) {
    const note = () => document.querySelector('#start-note')?.textContent.replace(/\s+/g, ' ').trim() ?? '';
    const answered = (text) => !/Checking/.test(text) && pattern.test(text);
    await this.window.until(async () => answered(await this.window.run(note)), `the checks to read ${pattern}`, SLOW_MS);
  }

  /** What the form says of memory, e.g. `0.3 of 24 GB. Fits.` */
  memory() {
    return this.window.run(() => document.querySelector('#new-run svg[role=img][aria-label^=Needs]')?.getAttribute('aria-label') ?? '');
  }

  /** The run that has the machine; its number, phase and step. */
  current() {
    return this.window.run(() => {
      const pane = document.querySelector('#machine-pane');
      const bar = pane?.querySelector('[role=progressbar]');
      return { run: pane?.dataset.run ?? '', phase: pane?.dataset.phase ?? '', step: Number(bar?.getAttribute('aria-valuenow') ?? 0) };
    });
  }

  /** The step of the run that rests. The list of runs hears that one came to rest before the pane has read it. */
  async restingStep() {
    await this.window.until(() => this.window.run(() => document.querySelector('#machine-pane[data-run=""] [role=progressbar]') !== null), 'the run that rests');
    return (await this.current()).step;
  }

  async stepAtLeast(step, withinMs = SLOW_MS) {
    await this.window.until(
      async () => {
        const now = await this.current();
        return now.run !== '' && now.step >= step;
      },
      `step ${step}`,
      withinMs,
    );
  }

  /** What the table of runs says of one. */
  stateOf(run) {
    return this.window.run((wanted) => {
      const rows = [...document.querySelectorAll('#machine-pane tbody tr')];
      const row = rows.find((one) => one.querySelector(`[aria-label="Open the record of run ${wanted}"]`));
      return row?.querySelector('td:last-child')?.textContent.replace(/\s+/g, ' ').trim() ?? '';
    }, run);
  }

  async reaches(run, pattern, withinMs = SLOW_MS) {
    await this.window.until(async () => pattern.test(await this.stateOf(run)), `run ${run} to be ${pattern}`, withinMs);
  }

  /** Presses what a button is called, by its name for a screen reader or its text. */
  async pressNamed(name, withinMs = 20_000) {
    const press = (wanted) => {
      const button = [...document.querySelectorAll('button')].find((one) => one.getAttribute('aria-label') === wanted && !one.disabled);
      button?.click();
      return button !== undefined;
    };
    await this.window.until(() => this.window.run(press, name), `the button “${name}”`, withinMs);
  }

  /** In an open record: lays another run over it. */
  compareWith(run) {
    return this.#choose('#other-run', String(run));
  }

  /** The table under two curves: what differs, here and there. */
  async differences() {
    await this.journey.shown('table[aria-label="In what the runs differ"]');
    return this.window.run(() => [...document.querySelectorAll('table[aria-label="In what the runs differ"] tbody tr')].map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
  }

  /** In an open record: exports the run so. */
  async export(format) {
    await this.#choose('[aria-label="What to export"]', format);
    await this.journey.press('Export');
  }

  #choose(selector, value) {
    const choose = (where, wanted) => {
      const select = document.querySelector(where);
      if (![...(select?.options ?? [])].some((option) => option.value === wanted) || select.disabled) return false;
      select.value = wanted;
      select.dispatchEvent(new Event('change', { bubbles: true }));
      return true;
    };
    return this.window.until(() => this.window.run(choose, selector, value), `${value} in ${selector}`);
  }

  openRecord(run) {
    return this.pressNamed(`Open the record of run ${run}`);
  }
}

function assertTrue(is, what) {
  if (!is) throw new Error(`there is no ${what}`);
}
