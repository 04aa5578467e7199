// A backend that tells when a command found the vault locked: the program may lock by itself, and the window must follow.

import type { Backend } from './backend';

export function watchful(backend: Backend, onLocked: () => void): Backend {
  const watched = (answer: unknown): unknown => {
    if (answer instanceof Promise) answer.catch((reason: { code?: string } | null) => reason?.code === 'locked' && onLocked());
    return answer;
  };
  return new Proxy(backend, {
    get(target, name) {
      const command: unknown = Reflect.get(target, name, target);
      return typeof command === 'function' ? (...args: unknown[]) => watched(Reflect.apply(command, target, args)) : command;
    },
  });
}
