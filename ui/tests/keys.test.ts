// One dispatcher: which key does what, and when it sleeps.

import { beforeEach, describe, expect, it, vi } from 'vitest';

import { KeyDispatcher } from '../src/lib/keys/dispatcher';
import { ariaKeys, KEY_ACTIONS, keyCap, KEYMAP, type KeyAction } from '../src/lib/keys/keymap';

function press(keys: KeyDispatcher, init: KeyboardEventInit & { key: string }, target: HTMLElement = document.body): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true });
  const stop = keys.listen(window);
  target.dispatchEvent(event);
  stop();
  return event;
}

let keys: KeyDispatcher;
beforeEach(() => {
  document.body.innerHTML = '<textarea></textarea><input type="text"><select></select><button></button>';
  keys = new KeyDispatcher('other');
});
const field = (selector: string) => document.querySelector<HTMLElement>(selector)!;

describe('the key dispatcher', () => {
  it('calls the action of a key and keeps the browser from using it', () => {
    const suggest = vi.fn();
    keys.enter({ suggest });
    const event = press(keys, { key: 'Enter', ctrlKey: true });
    expect(suggest).toHaveBeenCalledOnce();
    expect(event.defaultPrevented).toBe(true);
  });

  it('lets the key go on when the scope says not now', () => {
    keys.enter({ stop: () => false });
    expect(press(keys, { key: 'Escape' }).defaultPrevented).toBe(false);
  });

  it('works with Ctrl from inside the text', () => {
    const suggest = vi.fn();
    keys.enter({ suggest });
    press(keys, { key: 'Enter', ctrlKey: true }, field('textarea'));
    expect(suggest).toHaveBeenCalledOnce();
  });

  it('lets single letters sleep in text fields, and only there', () => {
    const sideBySide = vi.fn();
    keys.enter({ sideBySide });
    for (const selector of ['textarea', 'input', 'select']) press(keys, { key: 'b' }, field(selector));
    expect(sideBySide).not.toHaveBeenCalled();
    press(keys, { key: 'b' }, field('button'));
    press(keys, { key: 'B' });
    expect(sideBySide).toHaveBeenCalledTimes(2);
  });

  it('lets arrows and Tab sleep in text fields too, and Ctrl with a letter never', () => {
    const skip = vi.fn();
    const lock = vi.fn();
    keys.enter({ skip, otherEdge: skip, lock });
    press(keys, { key: 'ArrowDown' }, field('textarea'));
    press(keys, { key: 'Tab' }, field('input'));
    expect(skip).not.toHaveBeenCalled();
    press(keys, { key: 'ArrowDown' }, field('button'));
    press(keys, { key: 'l', ctrlKey: true }, field('textarea'));
    expect(skip).toHaveBeenCalledOnce();
    expect(lock).toHaveBeenCalledOnce();
  });

  it('does not take Ctrl+B or Alt+B for B', () => {
    const sideBySide = vi.fn();
    keys.enter({ sideBySide });
    press(keys, { key: 'b', ctrlKey: true });
    press(keys, { key: 'b', altKey: true });
    expect(sideBySide).not.toHaveBeenCalled();
  });

  it('leaves plain Ctrl+C to the browser', () => {
    const copy = vi.fn();
    keys.enter({ copy });
    press(keys, { key: 'c', ctrlKey: true });
    expect(copy).not.toHaveBeenCalled();
    press(keys, { key: 'C', ctrlKey: true, shiftKey: true });
    expect(copy).toHaveBeenCalledOnce();
  });

  it('finds ? with and without Shift', () => {
    const showKeys = vi.fn();
    keys.enter({ showKeys });
    press(keys, { key: '?', shiftKey: true });
    press(keys, { key: '?' });
    expect(showKeys).toHaveBeenCalledTimes(2);
  });

  it('ignores a key that is held down', () => {
    const sideBySide = vi.fn();
    keys.enter({ sideBySide });
    press(keys, { key: 'b', repeat: true });
    expect(sideBySide).not.toHaveBeenCalled();
  });

  it('gives keys to the topmost scope alone, and back when it leaves', () => {
    const below = vi.fn();
    keys.enter({ stop: below });
    const leave = keys.enter({});
    press(keys, { key: 'Escape' });
    expect(below).not.toHaveBeenCalled();
    leave();
    press(keys, { key: 'Escape' });
    expect(below).toHaveBeenCalledOnce();
  });

  it('has keys that work over every scope, until they are taken away', () => {
    const lock = vi.fn();
    const leave = keys.enterEverywhere({ lock });
    keys.enter({});
    press(keys, { key: 'l', ctrlKey: true });
    expect(lock).toHaveBeenCalledOnce();
    leave();
    press(keys, { key: 'l', ctrlKey: true });
    expect(lock).toHaveBeenCalledOnce();
  });

  it('uses the command key on macOS', () => {
    const mac = new KeyDispatcher('mac');
    const suggest = vi.fn();
    mac.enter({ suggest });
    press(mac, { key: 'Enter', ctrlKey: true });
    press(mac, { key: 'Enter', metaKey: true });
    expect(suggest).toHaveBeenCalledOnce();
  });
});

describe('key caps', () => {
  it('read as in the design', () => {
    const caps = (actions: KeyAction[]) => actions.map((action) => keyCap(action, 'other'));
    expect(caps(['suggest', 'stop', 'sideBySide', 'copy', 'showKeys', 'lock', 'settings', 'go3'])).toEqual(['Ctrl ↵', 'Esc', 'B', 'Ctrl ⇧ C', '?', 'Ctrl L', 'Ctrl ,', 'Ctrl 3']);
    expect(caps(['accept', 'drop', 'reason2', 'edgeBack', 'edgeForward', 'otherEdge', 'mask', 'keep', 'undo', 'skip'])).toEqual(['A', 'X', '2', '←', '→', 'Tab', 'M', 'K', 'Z', '↓']);
    expect(keyCap('suggest', 'mac')).toBe('⌘ ↵');
    expect(ariaKeys('copy', 'other')).toBe('Control+Shift+C');
  });

  it('never meet: no two actions of a screen share a key, and none takes a key that works everywhere', () => {
    const combination = (action: KeyAction) => `${KEYMAP[action].ctrl} ${KEYMAP[action].key.toLowerCase()}`;
    for (const place of new Set(KEY_ACTIONS.map((action) => KEYMAP[action].where))) {
      const known = KEY_ACTIONS.filter((action) => [place, 'everywhere'].includes(KEYMAP[action].where)).map(combination);
      expect(new Set(known).size, place).toBe(known.length);
    }
  });

  it('mean what the topmost screen says of them', () => {
    const [grade, drop] = [vi.fn(), vi.fn()];
    keys.enter({ reason1: drop });
    keys.enter({ grade1: grade });
    press(keys, { key: '1' });
    expect(grade).toHaveBeenCalledOnce();
    expect(drop).not.toHaveBeenCalled();
  });
});
