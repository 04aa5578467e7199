// Whether Enter belongs to the button that has the focus, or to the screen.

/** Enter presses the link, summary or button that has the focus, but for those that `recording` selects: there it records. */
export function isPressing(recording: string): boolean {
  const active = document.activeElement;
  return active instanceof HTMLElement && active.matches(`a, summary, button:not(${recording})`);
}
