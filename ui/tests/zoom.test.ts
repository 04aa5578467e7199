// Zoom: its steps, what is said, and that the page lays itself out as in a smaller window.

import { render } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';

import App from '../src/App.svelte';
import { FakeBackend, lockedAfter } from '../src/lib/api/fake';
import { forgetConditions, scaled, Zoom, zoom, ZOOM_STEPS } from '../src/lib/state/zoom.svelte';

const drawn = () => document.documentElement.style.getPropertyValue('zoom');
const plain = (words: string | null | undefined) => words?.replaceAll('\u00A0', ' ') ?? '';

beforeEach(() => zoom.reset());

describe('zoom', () => {
  it('goes by steps from 80 to 200 % and says where it is', () => {
    const own = new Zoom();
    for (let times = 0; times < 20; times += 1) own.larger();
    expect([own.percent, own.factor, drawn(), plain(own.said)]).toEqual([200, 2, '2', 'Zoom 200 %, the largest']);
    for (let times = 0; times < 20; times += 1) own.smaller();
    expect([own.percent, drawn(), plain(own.said)]).toEqual([ZOOM_STEPS[0], '0.8', 'Zoom 80 %, the smallest']);
    own.reset();
    expect([own.percent, drawn(), plain(own.said)]).toEqual([100, '', 'Zoom 100 %']);
  });

  it('scales what is asked of the window, and nothing else', () => {
    expect(scaled('(max-width: 900px) and (max-height: 600px)', 2)).toBe('(max-width: 1800px) and (max-height: 1200px)');
    expect(scaled('(prefers-reduced-motion: reduce)', 2)).toBe('(prefers-reduced-motion: reduce)');
    expect(scaled('(max-width: 900px)', 1)).toBe('(max-width: 900px)');
  });

  it('scales the conditions of the style sheets from what is written, not from what was scaled before', () => {
    const style = document.createElement('style');
    style.textContent = '@media (max-width: 900px) { p { color: red; } }';
    document.head.append(style);
    forgetConditions();
    const condition = () => (style.sheet!.cssRules[0] as CSSMediaRule).media.mediaText;
    for (const percent of [110, 125, 150]) {
      zoom.larger();
      expect(condition()).toBe(`(max-width: ${(900 * percent) / 100}px)`);
    }
    zoom.reset();
    expect(condition()).toBe('(max-width: 900px)');
    style.remove();
    forgetConditions();
  });

  it('works by key on every screen, the lock as well, and is announced', async () => {
    const backend = new FakeBackend();
    backend.view = lockedAfter('requested');
    render(App, { backend });
    await new Promise((resolve) => setTimeout(resolve));
    await tick();
    const press = async (key: string, init: KeyboardEventInit = {}) => {
      const event = new KeyboardEvent('keydown', { key, ctrlKey: true, bubbles: true, cancelable: true, ...init });
      (document.activeElement ?? document.body).dispatchEvent(event);
      await tick();
      return event.defaultPrevented;
    };
    expect([await press('+'), await press('='), await press('+', { shiftKey: true }), zoom.percent]).toEqual([true, true, true, 150]);
    expect(plain(document.getElementById('zoom-said')?.textContent)).toBe('Zoom 150 %');
    await press('-');
    expect(zoom.percent).toBe(125);
    await press('0');
    expect(zoom.percent).toBe(100);
  });
});
