// Keeps every error the page meets in window.__errors, so that a window test can demand that there was none.
// Holds no patient text: nothing in the window writes any to the console or into an Error.

export interface LoggedError {
  kind: string;
  text: string;
}

export function installErrorLog(): void {
  const log: LoggedError[] = [];
  Object.defineProperty(window, '__errors', { value: log });
  const add = (kind: string, text: string) => log.push({ kind, text });
  window.addEventListener('error', (event) => add('error', `${event.message} @ ${event.filename}:${event.lineno}`));
  window.addEventListener('unhandledrejection', (event) => add('rejection', String(event.reason)));
  document.addEventListener('securitypolicyviolation', (event) =>
    add('csp', `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`),
  );
  for (const level of ['error', 'warn'] as const) {
    const original = console[level].bind(console);
    console[level] = (...args: unknown[]) => {
      add(`console.${level}`, args.map(String).join(' '));
      original(...args);
    };
  }
}
