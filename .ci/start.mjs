// `npm start`: sets the machine up, builds the release program and the command line, opens the window.
import { join, relative } from 'node:path';
import { main, root, run, setup, targetFolder } from './setup.mjs';

await main(() => {
  setup();
  run('npm', ['run', '--silent', 'build']);
  run('cargo', ['build', '--release', '--locked', '-p', 'isocenter', '-p', 'isocenter-cli', '--features', 'isocenter/custom-protocol']);
  const built = (name) => join(targetFolder(), 'release', process.platform === 'win32' ? `${name}.exe` : name);
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    console.error(`No display here, so no window: the same without one is ${built('isocenter-cli')} (try: isocenter-cli suggest --help).`);
    return 1;
  }
  // The program looks for models above itself; a target folder outside the checkout has none there.
  const isOutside = relative(root, targetFolder()).startsWith('..');
  const env = isOutside && !process.env.ISOCENTER_MODELS ? { ISOCENTER_MODELS: join(root, 'models') } : {};
  return run(built('isocenter'), process.argv.slice(2), { mayFail: true, env });
});
