// The screens of letters and letter studies as a test sees them: what a physicist and physicians would do there. The only file that knows
// their markup.
import { Key } from './webdriver.mjs';

const SLOW_MS = 120_000;

export class LetterScreens {
  constructor(window, journey) {
    this.window = window;
    this.journey = journey;
  }

  /** Opens one letter of the list, which is shown first where another letter is open. */
  async open(label) {
    await this.journey.shown('#letters-screen[data-stage=loaded]', SLOW_MS);
    if (await this.window.run(() => document.querySelector('#letter-options') === null)) await this.journey.press('All letters');
    const choose = (wanted) => {
      const row = [...document.querySelectorAll('#letter-options [role=option]')].find((one) => one.textContent.includes(wanted));
      row?.click();
      return row !== undefined;
    };
    await this.window.until(() => this.window.run(choose, label), `the letter ${label}`);
    const isOpen = (wanted) => {
      if (document.querySelector('#draft-letter, .signing') !== null) return true;
      document.querySelector('#letter-options')?.focus();
      return document.body.innerText.includes(`Open ${wanted}`);
    };
    await this.window.until(async () => {
      if (await this.window.run(isOpen, label)) return true;
      await this.window.press(Key.Enter);
      return false;
    }, `the letter ${label} to be open`);
  }

  /** Drafts every open section and waits for the end. */
  async draftAll() {
    await this.window.until(() => this.window.run(() => document.querySelector('#draft-letter')?.disabled === false), 'a model that drafts');
    await this.window.run(() => document.querySelector('#draft-letter').click());
    const isWritten = () => document.querySelector('#section-closing')?.innerText.split('\n').length > 2 && document.querySelector('#draft-letter')?.disabled === false;
    await this.window.until(() => this.window.run(isWritten), 'a drafted letter', SLOW_MS);
  }

  section(kind) {
    return this.window.run((where) => document.querySelector(where)?.innerText ?? '', `#section-${kind}`);
  }

  /** Puts a text into a section and waits until it is kept. */
  async write(kind, text) {
    const begin = (where) => {
      const button = [...document.querySelectorAll(`${where} .acts button`)].find((one) => /^(Edit|Write)/.test(one.textContent.trim()) && !one.disabled);
      button?.click();
      return button !== undefined;
    };
    await this.window.until(() => this.window.run(begin, `#section-${kind}`), `to edit ${kind}`);
    await this.journey.shown(`#write-${kind}`);
    await this.journey.fill(`#write-${kind}`, text);
    await this.journey.press('Keep');
    await this.window.until(() => this.window.run((where) => document.querySelector(where) === null, `#write-${kind}`), `${kind} to be kept`);
  }

  /** What stands before the signature: the words of each. */
  blocks() {
    return this.window.run(() => [...document.querySelectorAll('.signing .item .go')].map((one) => one.innerText.replace(/\s+/g, ' ')));
  }

  /** Answers for every block with a reason; a heading without text is left out. */
  async settleAll(reason) {
    for (;;) {
      const before = await this.blocks();
      if (before.length === 0) return;
      await this.window.run(() => document.querySelector('.signing .item .go').click());
      const act = () => {
        const button = [...document.querySelectorAll('.signing .item .acts button')].find((one) => /^(Confirm…|Leave it out)/.test(one.textContent.trim()) && !one.disabled);
        button?.click();
        return button?.textContent.trim() ?? null;
      };
      const words = await this.window.until(() => this.window.run(act), 'something to settle it by');
      if (words.startsWith('Confirm')) {
        await this.journey.shown('#confirm-reason');
        await this.journey.fill('#confirm-reason', reason);
        await this.window.run(() => [...document.querySelectorAll('.signing .item .acts button')].find((one) => one.textContent.trim().startsWith('Confirm')).click());
      }
      await this.window.until(async () => (await this.blocks()).length < before.length, 'one thing less', SLOW_MS);
    }
  }

  async sign() {
    await this.window.until(() => this.window.run(() => document.querySelector('#sign-letter')?.disabled === false), 'a letter that can be signed');
    await this.window.run(() => document.querySelector('#sign-letter').click());
    const confirm = () => {
      const button = document.querySelector('dialog[open] button.primary, [role=dialog] button.primary');
      button?.click();
      return button !== null;
    };
    await this.window.until(() => this.window.run(confirm), 'the question');
    await this.journey.shown('.signing[aria-label=Signed]', SLOW_MS);
  }

  /** Ticks what reads so in the form of a new study. */
  async tick(words, isOn) {
    const set = (wanted, on) => {
      const label = [...document.querySelectorAll('#new-letter-study label.choice')].find((one) => one.textContent.trim().startsWith(wanted));
      const box = label?.querySelector('input');
      if (box && box.checked !== on) box.click();
      return box?.checked === on;
    };
    await this.window.until(() => this.window.run(set, words, isOn), `${words}: ${isOn}`);
  }

  /** The letter under a rater's eyes; nothing when all are rated. */
  rated() {
    return this.window.run(() => {
      const region = document.querySelector('#rated-letter');
      return region ? { label: region.getAttribute('aria-label'), text: region.innerText } : null;
    });
  }

  /** What made each version, newest first. */
  versions() {
    return this.window.run(() => [...document.querySelectorAll('#letter-versions .what')].map((one) => one.textContent.trim()));
  }

  /** All that a rater reads around the letter and its facts, labels and tips included. */
  aroundLetter() {
    return this.window.run(() => {
      const copy = document.querySelector('main').cloneNode(true);
      for (const text of copy.querySelectorAll('#rated-letter .let, #letter-source dl, #letter-source dd')) text.remove();
      const said = [...copy.querySelectorAll('[aria-label], [title]')].flatMap((one) => [one.getAttribute('aria-label'), one.getAttribute('title')]);
      return [copy.textContent, ...said].join(' ');
    });
  }

  /** Rates every letter with these points by keyboard; `look` gets what stands around each. Gives how many. */
  async rateAll(points, look) {
    for (let count = 0; ; count += 1) {
      await this.window.until(() => this.window.run(() => document.querySelector('#rated-letter, .standing') !== null), 'a letter, or the end', SLOW_MS);
      const before = await this.rated();
      if (!before || (await this.window.run(() => document.querySelector('.standing') !== null))) return count;
      look(await this.aroundLetter());
      for (const point of points) await this.window.press(String(point));
      await this.window.until(
        async () => {
          const now = await this.rated();
          if (now?.label !== before.label || (await this.window.run(() => document.querySelector('.standing') !== null))) return true;
          await this.window.press(Key.Enter);
          return false;
        },
        `the letter after ${before.label}`,
        SLOW_MS,
      );
    }
  }
}
