// The Suggest screen as a test sees it: what a person would do and read there. The only file that knows its markup.
import { Key } from './webdriver.mjs';

/** The diagnosis of S1, Figure 4. */
export const FIGURE_4 =
  'AJCC 8th edition prognostic stage I (pT1a Nx M0) LEFT invasive lobular carcinoma, grade 2, estrogen receptor positive, ' +
  'progesterone receptor positive, HER2/Neu negative. Stage X,T1a, pN0, M0, G2, HER2 Neg, ER Pos, PR Pos';

/** A whole suggestion of both arms, on a busy machine with two cores. */
const WHOLE_RUN_MS = 60_000;

export class SuggestScreen {
  constructor(window) {
    this.window = window;
  }

  /** Goes to the screen and waits until there is a model to ask. */
  async ready() {
    const isListed = () => document.querySelector('a[href="#suggest"]') !== null;
    await this.window.until(() => this.window.run(isListed), 'the sidebar');
    await this.window.run(() => document.querySelector('a[href="#suggest"]').click());
    const has = () => document.querySelector('#model')?.value !== '' && document.querySelector('#diagnosis') !== null;
    return this.window.until(() => this.window.run(has), 'the screen with a model');
  }

  /** Sets the temperature; one for which no threshold was chosen lets every plan be accepted, on whatever processor the samples are drawn. */
  setTemperature(value) {
    return this.window.run((typed) => {
      const field = document.querySelector('#temperature');
      field.value = typed;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }, value);
  }

  /** Puts a text into the empty field at once, as a program does that types for the user. */
  insert(text) {
    return this.window.run((given) => {
      document.querySelector('#diagnosis').focus();
      document.execCommand('selectAll');
      document.execCommand('insertText', false, given);
    }, text);
  }

  /** Brings a text to the real clipboard and from there into the field: inserted, cut, pasted. */
  async paste(text) {
    await this.insert(text);
    await this.window.press(Key.Control, 'a');
    await this.window.press(Key.Control, 'x');
    await this.window.until(async () => (await this.diagnosis()) === '', 'an empty field');
    await this.window.press(Key.Control, 'v');
    await this.window.until(async () => (await this.diagnosis()) === text, 'the pasted text');
  }

  diagnosis() {
    return this.window.run(() => document.querySelector('#diagnosis').value);
  }

  /** Notes when Ctrl+Enter was pressed and every state of the model's text until then. */
  watchStream() {
    return this.window.run(() => {
      window.__watch?.stop();
      const texts = [];
      const watch = { askedAt: null, texts, stop: () => {} };
      const onKey = (event) => {
        if (event.key === 'Enter' && event.ctrlKey) watch.askedAt = event.timeStamp;
      };
      const look = () => {
        const raw = document.querySelector('.raw');
        const text = raw?.textContent ?? '';
        // Behind the first sample may stand another one, of the plan that most samples state: that is no word that arrives.
        if (watch.askedAt !== null && text !== '' && texts.at(-1)?.text !== text) texts.push({ at: performance.now(), text, isArriving: raw.querySelector('.caret') !== null });
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      addEventListener('keydown', onKey, true);
      watch.stop = () => {
        observer.disconnect();
        removeEventListener('keydown', onKey, true);
      };
      window.__watch = watch;
    });
  }

  /** What `watchStream` saw: every text, those that were still arriving, and ms from the keys to the first of them. */
  streamed() {
    return this.window.run(() => {
      const { askedAt, texts } = window.__watch;
      return { texts: texts.map(({ text }) => text), arriving: texts.filter(({ isArriving }) => isArriving).map(({ text }) => text), firstWordsMs: texts.length > 0 ? texts[0].at - askedAt : null };
    });
  }

  /** Presses Ctrl+Enter and, where they are given, further keys at once; returns when the page has taken the keys. */
  async ask(...then) {
    await this.window.run(() => {
      window.__taken = 0;
      window.__takeKeys ??= addEventListener('keydown', () => window.__taken++, true) ?? 'listening';
    });
    await this.window.pressAll([Key.Control, Key.Enter], ...then.map((key) => [key]));
    await this.window.until(() => this.window.run((keys) => window.__taken >= keys, 2 + then.length), 'the keys to arrive');
  }

  isRunning() {
    return this.window.run(() => document.querySelector('#suggest').textContent.includes('Stop'));
  }

  /** Waits for the first words of a run. */
  firstWords() {
    return this.window.until(() => this.window.run(() => (document.querySelector('.raw')?.textContent ?? '') !== ''), 'the first words', WHOLE_RUN_MS);
  }

  /** Waits for the end of a run and says how it ended: finished, stopped, or failed with the words of the notice. */
  async ended() {
    const end = await this.window.until(
      () =>
        this.window.run(() => {
          if (document.querySelector('#suggest').textContent.includes('Stop')) return null;
          const alert = document.querySelector('[role=alert]');
          if (alert) return `failed: ${alert.innerText} ${alert.querySelector('details')?.textContent ?? ''}`.replace(/\s+/g, ' ');
          if (/Stopped\./.test(document.querySelector('#announcer').textContent)) return 'stopped';
          return document.querySelector('.raw') || document.querySelector('.cmp') ? 'finished' : null;
        }),
      'the end of the run',
      WHOLE_RUN_MS,
    );
    return end;
  }

  /** Asks and waits for a whole answer. */
  async suggest() {
    await this.ask();
    // The run of a small model may be over before the driver looks; what counts is a new answer.
    await this.firstWords();
    return this.ended();
  }

  /** The large facts, by their names: { Modality: 'photon', Dose: '40 gray', … }. */
  facts() {
    return this.window.run(() => {
      const plain = (element) => {
        const copy = element.cloneNode(true);
        for (const unspoken of copy.querySelectorAll('[aria-hidden=true]')) unspoken.remove();
        return copy.textContent.replace(/\s+/g, ' ').trim();
      };
      const entries = [...document.querySelectorAll('.facts > div')].map((fact) => [plain(fact.querySelector('dt')), plain(fact.querySelector('dd'))]);
      return Object.fromEntries(entries);
    });
  }

  /** The modality's bars, likeliest first: [['photon', '0.97'], …]. */
  modalities() {
    return this.window.run(() =>
      [...document.querySelectorAll('.bars li')].map((row) => [row.querySelector('.mod > span').textContent, row.querySelector('.num').textContent.trim()]),
    );
  }

  /** Code and official title of the best ICD-10 candidate, and how many follow it. */
  code() {
    return this.window.run(() => {
      const panel = document.querySelector('[aria-labelledby=code-heading]');
      return {
        code: panel.querySelector('.code [aria-hidden]').textContent.replace(/[\s\u00A0\u200B]/g, ''),
        title: panel.querySelector('.heading').textContent,
        others: panel.querySelectorAll('tbody tr').length,
      };
    });
  }

  /** The rows of tuned beside base: { 'Model text': [tuned, base], … }. */
  comparison() {
    return this.window.run(() => {
      const cells = (row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent.replace(/\s+/g, ' ').trim());
      return Object.fromEntries([...document.querySelectorAll('.cmp tbody tr')].map((row) => [row.querySelector('th').textContent.trim(), cells(row)]));
    });
  }

  /** Presses a button by its words. */
  press(words) {
    return this.window.run((wanted) => {
      const button = [...document.querySelectorAll('button')].find((candidate) => candidate.textContent.includes(wanted));
      if (!button || button.disabled) throw new Error(`no button to press: ${wanted}`);
      button.click();
    }, words);
  }

  /** Accepts the plan that is suggested, with a reason for each finding that stops it. */
  async accept() {
    const next = () => {
      const stop = document.querySelector('#checks-list .ack');
      if (stop) stop.click();
      return stop !== null;
    };
    while (await this.window.run(next)) {
      await this.window.until(() => this.window.run(() => document.querySelector('#checks-list form input') !== null), 'the field for the reason');
      await this.window.type('weighed for this test');
      await this.window.press(Key.Enter);
      await this.window.until(() => this.window.run(() => document.querySelector('#checks-list form') === null), 'the reason to be taken');
    }
    await this.window.click('#accept');
    await this.window.until(() => this.window.run(() => !document.querySelector('#copy').disabled), 'the decision');
  }

  /** Back to the empty screen, tuned only. */
  async clear() {
    await this.press('Fine-tuned');
    await this.window.run(() => {
      const clear = [...document.querySelectorAll('button')].find((button) => button.textContent.trim() === 'Clear');
      if (!clear.disabled) clear.click();
      document.querySelector('#diagnosis').focus();
    });
    await this.window.until(async () => (await this.diagnosis()) === '' && !(await this.isRunning()), 'the empty screen');
  }

  /** A short name of whatever has the focus. */
  focus() {
    return this.window.run(() => {
      const at = document.activeElement;
      return at === document.body ? 'body' : at.id || at.getAttribute('aria-label') || at.textContent.replace(/\s+/g, ' ').trim();
    });
  }

  /** Short names of everything a keyboard must reach now. */
  reachable() {
    return this.window.run(() => {
      const all = document.querySelectorAll('a[href], button, input, select, textarea, summary');
      const open = [...all].filter((element) => !element.disabled && element.tabIndex >= 0 && element.checkVisibility());
      return open.map((element) => element.id || element.getAttribute('aria-label') || element.textContent.replace(/\s+/g, ' ').trim());
    });
  }
}
