// Everything a fresh machine with only Rust and Node lacks, in order. Plain Node without dependencies: it runs before `npm ci`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What building and running the window needs on Debian and Ubuntu. */
const BUILD_PACKAGES = [
  'build-essential',
  'pkg-config',
  'libwebkit2gtk-4.1-dev',
  'libgtk-3-dev',
  'libssl-dev',
  'fonts-dejavu-core',
  'dbus',
  'bubblewrap',
  'xdg-dbus-proxy',
];
/** What the window tests need on top. */
const TEST_PACKAGES = ['webkit2gtk-driver', 'xvfb'];

/** A failure that one sentence explains; everything else is a fault of these scripts and keeps its stack. */
export class SetupError extends Error {}

/** Runs a program in the foreground; a failure ends the script with the program's own exit code unless `mayFail`. */
export function run(command, args, { env = {}, mayFail = false, quiet = false } = {}) {
  if (!quiet) console.log(`> ${[command, ...args].join(' ')}`);
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (done.error?.code === 'ENOENT') throw new SetupError(`${command} is not installed`);
  if (done.error) throw done.error;
  const status = done.status ?? 1;
  if (status !== 0 && !mayFail) throw new SetupError(`${[command, ...args.slice(0, 3)].join(' ')} failed (exit code ${status})`);
  return status;
}

/** Where cargo puts what it builds. */
export function targetFolder() {
  return process.env.CARGO_TARGET_DIR ? resolve(root, process.env.CARGO_TARGET_DIR) : join(root, 'target');
}

const answers = (command, args = ['--version']) => {
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  return done.error || done.status !== 0 ? null : done.stdout;
};

/** Whether version `have` is at least `need`, compared number by number. */
export function isAtLeast(have, need) {
  const [a, b] = [have, need].map((v) => v.split('.').map(Number));
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const need = engines.node.replace(/[^\d.]/g, '');
  if (!isAtLeast(process.versions.node, need)) {
    throw new SetupError(`Node ${need} or newer is needed, this is ${process.versions.node}: install a newer one, then run this again`);
  }
}

function checkRust({ test }) {
  // rustup's folder is often missing from the PATH of a session that began before it was installed.
  const fallback = join(homedir(), '.cargo', 'bin');
  if (answers('cargo') === null && existsSync(join(fallback, 'cargo'))) process.env.PATH = `${fallback}${delimiter}${process.env.PATH}`;
  const have = answers('cargo')?.match(/\d+\.\d+\.\d+/)?.[0];
  if (!have) throw new SetupError('Rust is missing: install it with rustup, then run this again');
  const need = readFileSync(join(root, 'Cargo.toml'), 'utf8').match(/^rust-version\s*=\s*"([\d.]+)"/m)[1];
  if (!isAtLeast(have, need)) throw new SetupError(`Rust ${need} or newer is needed, this is ${have}: run \`rustup update\`, then run this again`);
  if (!test || (answers('cargo', ['fmt', '--version']) && answers('cargo', ['clippy', '--version']))) return;
  if (answers('rustup') === null) throw new SetupError('rustfmt and clippy are missing: install them beside cargo, then run this again');
  console.log('Adding rustfmt and clippy to the Rust toolchain.');
  run('rustup', ['component', 'add', 'rustfmt', 'clippy']);
}

function systemPackages(wanted) {
  if (process.platform !== 'linux') return;
  if (answers('dpkg-query') === null) {
    if (answers('pkg-config', ['--exists', 'webkit2gtk-4.1']) === null) {
      throw new SetupError('WebKitGTK 4.1 with its headers is missing, and only Debian and Ubuntu are set up by this script: install it with your package manager');
    }
    return;
  }
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...wanted], { encoding: 'utf8' });
  const lines = query.stdout.split('\n').filter((line) => line.endsWith(' installed'));
  const present = new Set(lines.map((line) => line.split(' ')[0]));
  const missing = wanted.filter((name) => !present.has(name));
  if (missing.length === 0) return;
  const prefix = process.getuid() === 0 ? [] : ['sudo'];
  if (prefix.length > 0 && answers('sudo') === null) {
    throw new SetupError(`system packages are missing and there is no sudo: as root, run apt-get install -y --no-install-recommends ${missing.join(' ')}`);
  }
  console.log(`Installing system packages with apt-get${prefix.length ? ' (through sudo)' : ''}: ${missing.join(' ')}`);
  // What apt says of each package is shown only when it fails.
  const apt = (...args) => {
    const [command, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args];
    const done = spawnSync(command, rest, { encoding: 'utf8', stdio: ['inherit', 'pipe', 'pipe'], maxBuffer: 64 << 20 });
    if (done.status === 0) return;
    console.error(`${done.stdout ?? ''}${done.stderr ?? ''}`.split('\n').slice(-20).join('\n'));
    throw new SetupError(`apt-get ${args[0]} failed: see the lines above, mend that, then run this again`);
  };
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...missing);
}

function nodePackages() {
  const wanted = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  const stamp = join(root, 'node_modules', '.installed-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  // Named, because NODE_ENV=production would leave out what builds the UI.
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Brings the machine to where cargo and the UI's own scripts can run; does nothing where all is there. */
export function setup({ test = false } = {}) {
  checkNode();
  checkRust({ test });
  systemPackages(test ? [...BUILD_PACKAGES, ...TEST_PACKAGES] : BUILD_PACKAGES);
  nodePackages();
}

/** Runs a script's main function; an explained failure becomes one line and exit code 1. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  }
}
