// The one place that listens to keys. Scopes lie on top of each other: a dialog's scope hides the screen's below it.

import { KEY_ACTIONS, KEYMAP, type KeyAction, type Platform, sleepsInText } from './keymap';

/** What a scope does with its keys. Returning `false` means: not now, let the key go on. */
export type KeyScope = Partial<Record<KeyAction, () => boolean | void>>;

const TEXT_INPUTS = new Set(['text', 'search', 'number', 'email', 'password', 'tel', 'url']);

export class KeyDispatcher {
  #scopes: KeyScope[] = [];
  /** What works on every screen and over every dialog; the topmost scope goes first. */
  #everywhere: KeyScope = {};

  constructor(readonly platform: Platform) {}

  /** Puts a scope on top; call the answer to take it away. */
  enter(scope: KeyScope): () => void {
    this.#scopes.push(scope);
    return () => {
      this.#scopes = this.#scopes.filter((s) => s !== scope);
    };
  }

  /** Replaces what works everywhere; call the answer to take it away. */
  enterEverywhere(scope: KeyScope): () => void {
    this.#everywhere = scope;
    return () => {
      if (this.#everywhere === scope) this.#everywhere = {};
    };
  }

  listen(target: Window): () => void {
    const onKeyDown = (event: KeyboardEvent) => this.handle(event);
    target.addEventListener('keydown', onKeyDown);
    return () => target.removeEventListener('keydown', onKeyDown);
  }

  handle(event: KeyboardEvent): void {
    if (event.repeat || event.defaultPrevented || event.isComposing) return;
    const actions = this.#actionsOf(event).filter((action) => !(sleepsInText(action) && isTextField(event.target)));
    // A key means another thing on each screen: what counts is the one that the topmost scope knows.
    const act = firstOf(this.#scopes.at(-1), actions) ?? firstOf(this.#everywhere, actions);
    if (act && act() !== false) event.preventDefault();
  }

  #actionsOf(event: KeyboardEvent): KeyAction[] {
    const ctrl = this.platform === 'mac' ? event.metaKey : event.ctrlKey;
    const foreign = event.altKey || (this.platform === 'mac' ? event.ctrlKey : event.metaKey);
    if (foreign) return [];
    return KEY_ACTIONS.filter((action) => {
      const binding = KEYMAP[action];
      const sameKey = [binding.key.toLowerCase(), binding.also].includes(event.key.toLowerCase());
      return sameKey && binding.ctrl === ctrl && (binding.shift === 'either' || binding.shift === event.shiftKey);
    });
  }
}

function firstOf(scope: KeyScope | undefined, actions: KeyAction[]): (() => boolean | void) | undefined {
  return actions.map((action) => scope?.[action]).find((act) => act !== undefined);
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && TEXT_INPUTS.has(target.type);
}
