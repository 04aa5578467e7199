// The only file that knows Tauri.

import { Channel, invoke } from '@tauri-apps/api/core';

export function call<Answer>(command: string, args?: Record<string, unknown>): Promise<Answer> {
  return invoke<Answer>(command, args);
}

/** A stream of messages from Rust; hand it to `call` as an argument. */
export function channel<Message>(onMessage: (message: Message) => void): unknown {
  return new Channel<Message>(onMessage);
}
