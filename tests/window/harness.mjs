// Everything a window test needs around the program, started privately and taken down again: a display, a D-Bus session, the
// driver, a home of its own. Two test files can run at once without meeting.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Window } from './webdriver.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Larger than any size the tests give the window. */
const SCREEN = '1600x1000x24';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(port, withinMs = 20_000) {
  for (const end = Date.now() + withinMs; ; await pause(30)) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise((done) => socket.once('connect', () => done(true)).once('error', () => done(false)));
    socket.destroy();
    if (isOpen) return;
    if (Date.now() > end) throw new Error(`nothing listens on port ${port}`);
  }
}

/** What was started, and how to end all of it with everything it started in turn. */
class Processes {
  #running = [];
  /** All output so far, in the order in which it came. */
  log = [];

  constructor() {
    process.once('exit', () => this.end());
    // A signal alone runs no 'exit' listener and would leave windows behind.
    for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]]) process.once(signal, () => process.exit(code));
  }

  start(command, args, { env, extraPipes = [] } = {}) {
    // A group of its own, so that ending it ends its children.
    const child = spawn(command, args, { detached: true, env, stdio: ['ignore', 'pipe', 'pipe', ...extraPipes] });
    child.once('error', (error) => this.log.push(`${command}: ${error.message}\n`));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => this.log.push(String(data)));
    this.#running.push(child);
    return child;
  }

  end() {
    for (const child of this.#running.splice(0).reverse()) {
      try {
        process.kill(-child.pid, 'SIGTERM');
      } catch {
        // It ended by itself.
      }
    }
  }
}

/** The program under test: the test build (feature `e2e`). */
export function program() {
  const path = process.env.ISOCENTER_WINDOW ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug', 'isocenter');
  if (!existsSync(path)) throw new Error(`build the test program first (npm test does): ${path}`);
  return path;
}

/** The process of the program that keeps its data under `home`; the page's own processes are others. */
function processOf(binary, home) {
  const isIt = (pid) => {
    try {
      return readlinkSync(`/proc/${pid}/exe`) === binary && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`XDG_DATA_HOME=${join(home, 'data')}\0`);
    } catch {
      // It has ended, or is nobody's business.
      return false;
    }
  };
  const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isIt(name));
  if (found.length !== 1) throw new Error(`${found.length} processes of the program instead of one`);
  return Number(found[0]);
}

/** A folder for the data of one program, and of the one that is started after it was killed. */
export function newHome() {
  const home = mkdtempSync(join(tmpdir(), 'isocenter-window-'));
  mkdirSync(join(home, 'tmp'));
  return home;
}

/**
 * Starts the program in a window of its own, on the data of an earlier one where `home` is given.
 * @returns the driven window, the log of everything it printed, the folder under which it keeps its data, `end`, which takes all of it
 * down, and `kill`, which ends the program as a power cut would and leaves its data.
 */
export async function openProgram({ env = {}, args = [], home = newHome() } = {}) {
  const binary = program();
  const processes = new Processes();
  try {
    // Xvfb picks a free number itself and, with -noreset, outlives its last client.
    const display = processes.start('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-noreset'], { extraPipes: ['pipe'] });
    const [number] = await Promise.race([once(display.stdio[3], 'data'), once(display, 'exit').then(() => Promise.reject(new Error('Xvfb did not start')))]);
    const port = await freePort();
    processes.start('dbus-run-session', ['--', 'WebKitWebDriver', '--host=127.0.0.1', `--port=${port}`], {
      env: {
        ...process.env,
        DISPLAY: `:${String(number).trim()}`,
        WAYLAND_DISPLAY: '',
        GDK_BACKEND: 'x11',
        GTK_THEME: 'Adwaita',
        LANG: 'C.UTF-8',
        RUST_BACKTRACE: '0',
        TAURI_WEBVIEW_AUTOMATION: 'true',
        ISOCENTER_TRACE_START: '1',
        ISOCENTER_MODELS: process.env.ISOCENTER_MODELS ?? join(root, 'models'),
        XDG_DATA_HOME: join(home, 'data'),
        XDG_CONFIG_HOME: join(home, 'config'),
        XDG_CACHE_HOME: join(home, 'cache'),
        TMPDIR: join(home, 'tmp'),
        ...env,
      },
    });
    await listening(port);
    const window = await Window.open(port, { 'webkitgtk:browserOptions': { binary, args } });
    const end = async () => {
      await window.close().catch(() => {});
      processes.end();
      rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    };
    const kill = async () => {
      const pid = processOf(realpathSync(binary), home);
      process.kill(pid, 'SIGKILL');
      await window.until(() => !existsSync(`/proc/${pid}/exe`), 'the killed program to be gone');
      processes.end();
    };
    return { window, log: processes.log, home, end, kill };
  } catch (error) {
    processes.end();
    error.message += `\n${processes.log.join('')}`;
    throw error;
  }
}

/** Keeps a picture of the page in tests/window/screenshots. */
export async function keepScreenshot(window, name) {
  const folder = join(root, 'tests', 'window', 'screenshots');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.png`), await window.screenshot());
}
