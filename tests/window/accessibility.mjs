// What axe-core finds in the window as it stands.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './harness.mjs';

const AXE = readFileSync(join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');

/** What axe-core finds serious or critical: rule, impact and elements, one line each. */
export async function seriousAccessibilityFaults(window) {
  await window.load(AXE);
  return window.runAsync(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return serious.map(({ id, impact, nodes }) => `${impact}: ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  });
}
