// Calls back once nobody has touched keyboard or pointer for a while. Reads the clock, so a machine that slept counts too.

const MINUTE_MS = 60_000;
const SIGNS_OF_LIFE = ['pointerdown', 'pointermove', 'wheel', 'keydown', 'touchstart'] as const;

/** Watches `target`; call the answer to stop. */
export function whenIdle(target: EventTarget, minutes: number, onIdle: () => void): () => void {
  const limitMs = minutes * MINUTE_MS;
  let lastSign = Date.now();
  let timer: ReturnType<typeof setTimeout>;
  const look = () => {
    const leftMs = lastSign + limitMs - Date.now();
    if (leftMs > 0) timer = setTimeout(look, leftMs);
    else onIdle();
  };
  const note = () => {
    // A sign after the limit is somebody at a machine that slept: the lock comes first.
    if (Date.now() - lastSign < limitMs) lastSign = Date.now();
    else {
      clearTimeout(timer);
      look();
    }
  };
  for (const sign of SIGNS_OF_LIFE) target.addEventListener(sign, note, { capture: true, passive: true });
  timer = setTimeout(look, limitMs);
  return () => {
    clearTimeout(timer);
    for (const sign of SIGNS_OF_LIFE) target.removeEventListener(sign, note, { capture: true });
  };
}
