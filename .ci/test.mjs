// `npm test`: the only gate. Sets the machine up, then checks everything; the first failure ends it. Prints what each stage took.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError, main, root, run, setup, targetFolder } from './setup.mjs';

// One profile and one set of features for tests and the window's test build, so that no dependency is compiled twice.
const FEATURES = ['--features', 'isocenter/e2e'];

const cargo = (...args) => run('cargo', args);
const npm = (script) => run('npm', ['run', '--silent', script]);

const stages = {
  'set-up': () => setup({ test: true }),
  // Before cargo: the shell embeds ui/dist when it is compiled.
  'UI build': () => npm('build'),
  format: () => cargo('fmt', '--all', '--check'),
  'svelte-check': () => npm('check'),
  'UI tests': () => npm('test:ui'),
  clippy: () => cargo('clippy', '--workspace', '--all-targets', '--locked', '--', '-D', 'warnings'),
  'Rust tests': () => cargo('test', '--workspace', '--locked', ...FEATURES),
  'window build': () => cargo('build', '--workspace', '--locked', '--bins', ...FEATURES),
  'window tests': () => {
    const folder = join('tests', 'window');
    const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.test.mjs'));
    const report = join(targetFolder(), 'window-tests.tap');
    const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout', '--test-reporter=tap', `--test-reporter-destination=${report}`];
    const env = { ISOCENTER_WINDOW: join(targetFolder(), 'debug', 'isocenter') };
    const given = ['--test', '--test-concurrency=1', ...reporters, ...files.map((name) => join(folder, name))];
    if (run('node', given, { env, mayFail: true }) === 0) return;
    // Mesa's software renderer, which draws where there is no graphics card, at times takes the page's process down with it.
    // That says nothing of ours, so it gets one more chance; every other failure counts.
    if (!readFileSync(report, 'utf8').includes('page crash or hang')) throw new SetupError('the window tests failed');
    console.log("The page's process was lost to the software renderer: the window tests run once more.");
    run('node', given, { env });
  },
};

await main(() => {
  const took = [];
  try {
    for (const [name, stage] of Object.entries(stages)) {
      const start = performance.now();
      took.push([name, null]);
      stage();
      took.at(-1)[1] = (performance.now() - start) / 1000;
    }
  } finally {
    const seconds = (s) => (s === null ? '  failed' : `${s.toFixed(1).padStart(6)} s`);
    console.log(`\n${took.map(([name, s]) => `${name.padEnd(14)}${seconds(s)}`).join('\n')}`);
    console.log(`${'total'.padEnd(14)}${seconds(took.reduce((sum, [, s]) => sum + (s ?? 0), 0))}`);
  }
});
