// Turns assets/design-tokens.json into CSS variables. Values live in that file and nowhere else.

/** @typedef {Record<string, string>} Group */

const THEMELESS = ['font', 'text', 'weight', 'space', 'size', 'radius', 'motion'];

/** @param {Group} group */
const lines = (group) => Object.entries(group).map(([name, value]) => `  --${name}: ${value};`);

/** @param {string} selector @param {string[]} body */
const rule = (selector, body) => `${selector} {\n${body.join('\n')}\n}\n`;

/**
 * The style sheet of a parsed design-tokens.json. Light is the default; dark follows the system, or `data-theme` on <html>.
 * @param {Record<string, Group>} tokens
 * @returns {string}
 */
export function tokensToCss(tokens) {
  const dark = ['  color-scheme: dark;', ...lines(tokens.dark)];
  return [
    rule(':root', ['  color-scheme: light;', ...THEMELESS.flatMap((name) => lines(tokens[name])), ...lines(tokens.light)]),
    rule(':root[data-theme="dark"]', dark),
    `@media (prefers-color-scheme: dark) {\n${rule(':root:not([data-theme="light"])', dark)}}\n`,
    `@media (prefers-reduced-motion: reduce) {\n${rule(':root', ['  --m-fast: 0ms;', '  --m-base: 0ms;', '  --m-slow: 0ms;'])}}\n`,
  ].join('\n');
}
