// What axe-core finds in the window as it stands, and pictures of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepScreenshot, root } from './harness.mjs';

const AXE = readFileSync(join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');

/** Colours that are still on their way to those of another theme have a contrast of their own. */
function settled(window) {
  return window.runAsync(async () => {
    const isEndless = (animation) => animation.effect?.getComputedTiming().iterations === Infinity;
    // What is not drawn, as in closed details, has its transitions put off, and they never end.
    const isDrawn = (animation) => animation.effect?.target?.checkVisibility() ?? true;
    // A transition begins with the frame after the change that causes it.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await Promise.allSettled(document.getAnimations().filter((animation) => !isEndless(animation) && isDrawn(animation)).map(({ finished }) => finished));
  });
}

/** What axe-core finds serious or critical: rule, impact and elements, one line each. */
export async function seriousAccessibilityFaults(window) {
  await window.load(AXE);
  await settled(window);
  return window.runAsync(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return serious.map(({ id, impact, nodes }) => `${impact}: ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  });
}

/** In both themes: nothing serious for axe-core, and a picture of each at both sizes. `drawn` waits for what is drawn anew for a theme. */
export async function assertAccessible(window, name, drawn = async () => {}) {
  for (const theme of ['dark', 'light']) {
    await window.run((chosen) => document.documentElement.setAttribute('data-theme', chosen), theme);
    await drawn();
    for (const [width, height] of [[1280, 720], [1440, 900]]) {
      await window.resize(width, height);
      await settled(window);
      await keepScreenshot(window, `${name}-${theme}-${width}x${height}`);
    }
    assert.deepEqual(await seriousAccessibilityFaults(window), [], `${name}, ${theme}`);
  }
}
