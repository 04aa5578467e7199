// Every key of the window, once: buttons, tooltips and the keys dialog read their caps from here.

export type KeyAction = 'suggest' | 'stop' | 'sideBySide' | 'copy' | 'showKeys';

export interface KeyBinding {
  /** KeyboardEvent.key, compared without regard to case. */
  key: string;
  ctrl: boolean;
  /** `either` for characters that need Shift on some keyboards. */
  shift: boolean | 'either';
  does: string;
}

export const KEYMAP: Record<KeyAction, KeyBinding> = {
  suggest: { key: 'Enter', ctrl: true, shift: false, does: 'Suggest' },
  stop: { key: 'Escape', ctrl: false, shift: false, does: 'Stop the model, or close what is open' },
  sideBySide: { key: 'b', ctrl: false, shift: false, does: 'Side by side, and back' },
  copy: { key: 'c', ctrl: true, shift: true, does: 'Copy the suggestion' },
  showKeys: { key: '?', ctrl: false, shift: 'either', does: 'Show the keys' },
};

export const KEY_ACTIONS = Object.keys(KEYMAP) as KeyAction[];

export type Platform = 'mac' | 'other';

export const currentPlatform = (): Platform => (/mac/i.test(navigator.platform) ? 'mac' : 'other');

const CAPS: Record<string, string> = { Enter: '↵', Escape: 'Esc' };
const SPOKEN: Record<string, string> = { Escape: 'Escape', Enter: 'Enter' };

/** What is printed on the button: `Ctrl ↵`, `Ctrl ⇧ C`, `B`. */
export function keyCap(action: KeyAction, platform: Platform): string {
  const { key, ctrl, shift } = KEYMAP[action];
  const parts = [];
  if (ctrl) parts.push(platform === 'mac' ? '⌘' : 'Ctrl');
  if (shift === true) parts.push('⇧');
  parts.push(CAPS[key] ?? key.toUpperCase());
  return parts.join(' ');
}

/** For `aria-keyshortcuts`. */
export function ariaKeys(action: KeyAction, platform: Platform): string {
  const { key, ctrl, shift } = KEYMAP[action];
  const parts = [];
  if (ctrl) parts.push(platform === 'mac' ? 'Meta' : 'Control');
  if (shift === true) parts.push('Shift');
  parts.push(SPOKEN[key] ?? key.toUpperCase());
  return parts.join('+');
}

/** Whether the action is one character without Ctrl: such keys sleep while a text field has the focus (WCAG 2.1.4). */
export const isSingleCharacter = (action: KeyAction): boolean => !KEYMAP[action].ctrl && KEYMAP[action].key.length === 1;
