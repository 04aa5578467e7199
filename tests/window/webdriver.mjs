// A small W3C WebDriver client for the tests of one window: plain fetch, no dependency.
import { setTimeout as pause } from 'node:timers/promises';

/** The name under which the protocol hands out an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Keys without a character of their own. */
export const Key = {
  Enter: '\uE007',
  Tab: '\uE004',
  Escape: '\uE00C',
  Shift: '\uE008',
  Control: '\uE009',
  Left: '\uE012',
  Up: '\uE013',
  Right: '\uE014',
  Down: '\uE015',
  Backspace: '\uE003',
};

export class Window {
  #session;
  #timeoutMs;

  /** Starts the program the capabilities name and attaches to its window. */
  static async open(port, capabilities, timeoutMs = 180_000) {
    const window = new Window();
    window.#timeoutMs = timeoutMs;
    window.#session = `http://127.0.0.1:${port}`;
    // A look over a whole screen by axe-core takes long on a busy machine with two cores.
    const timeouts = { script: 150_000 };
    const { sessionId } = await window.#ask('POST', '/session', { capabilities: { alwaysMatch: { timeouts, ...capabilities } } });
    window.#session += `/session/${sessionId}`;
    return window;
  }

  async #ask(method, path, body) {
    const answer = await fetch(this.#session + path, {
      method,
      body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined,
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(this.#timeoutMs),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }

  /** The element of a selector; throws where there is none. */
  async find(selector) {
    const found = await this.#ask('POST', '/element', { using: 'css selector', value: selector });
    const at = (method, path, body) => this.#ask(method, `/element/${found[ELEMENT]}${path}`, body);
    return {
      click: () => at('POST', '/click'),
      role: () => at('GET', '/computedrole'),
      label: () => at('GET', '/computedlabel'),
    };
  }

  click(selector) {
    return this.find(selector).then((element) => element.click());
  }

  /** Runs a function in the page with these arguments. It is sent as text: it sees nothing of the test. */
  run(body, ...args) {
    return this.#ask('POST', '/execute/sync', { script: `return (${body}).apply(null, arguments)`, args });
  }

  /** Runs a script's text in the page, for instance a library. */
  load(script) {
    return this.#ask('POST', '/execute/sync', { script, args: [] });
  }

  /** Like `run` for a function that returns a promise; what it rejects with is thrown here. */
  async runAsync(body, ...args) {
    const script = `
      const given = [...arguments];
      const done = given.pop();
      Promise.resolve((${body}).apply(null, given)).then((value) => done({ value }), (error) => done({ error: String(error?.stack ?? error) }));`;
    const { value, error } = await this.#ask('POST', '/execute/async', { script, args });
    if (error !== undefined) throw new Error(error);
    return value;
  }

  /** Presses a chord: every key but the last is held, as in press(Key.Control, 'a'). */
  press(...chord) {
    return this.pressAll(chord);
  }

  /** Presses chords one right after the other, as fast as a window can get them. */
  pressAll(...chords) {
    const strokes = chords.flatMap((chord) => [
      ...chord.map((value) => ({ type: 'keyDown', value })),
      ...chord.toReversed().map((value) => ({ type: 'keyUp', value })),
    ]);
    return this.#ask('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions: strokes }] });
  }

  /** Types a text key by key into whatever has the focus. */
  type(text) {
    return this.pressAll(...[...text].map((value) => [value]));
  }

  /** Gives the page this size and waits until it has it. */
  async resize(width, height) {
    await this.#ask('POST', '/window/rect', { x: 0, y: 0, width, height });
    await this.until(() => this.run((w, h) => innerWidth === w && innerHeight === h, width, height), `a page of ${width} × ${height}`);
  }

  /** PNG of the page. The driver hands out the last frame shown, which may be older than the page, so two frames pass first. */
  async screenshot() {
    await this.runAsync(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    return Buffer.from(await this.#ask('GET', '/screenshot'), 'base64');
  }

  url() {
    return this.#ask('GET', '/url');
  }

  handles() {
    return this.#ask('GET', '/window/handles');
  }

  /** Closes the window and ends the program. */
  close() {
    return this.#ask('DELETE', '');
  }

  /** Asks again and again until the answer is true (or anything but false, null, '' and 0), and returns it. */
  async until(check, what, withinMs = 20_000) {
    for (const end = Date.now() + withinMs; ; await pause(30)) {
      const answer = await check();
      if (answer) return answer;
      if (Date.now() > end) throw new Error(`waited ${withinMs / 1000} s in vain for ${what}`);
    }
  }
}
