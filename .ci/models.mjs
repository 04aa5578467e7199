// `npm run models`: builds the demonstration bases and their adapters anew from models/recipes. Takes hours.
import { join } from 'node:path';
import { main, run, setup, targetFolder } from './setup.mjs';

await main(() => {
  setup();
  run('cargo', ['build', '--release', '--locked', '-p', 'isocenter-cli']);
  return run(join(targetFolder(), 'release', 'isocenter-cli'), ['demo', 'build', '--recipes', 'models/recipes', '--out', 'models', ...process.argv.slice(2)], { mayFail: true });
});
