/** WebSockets of browsers. */

import type { PlatformSocket } from './web-socket.js';

type Constructor = new (url: string) => PlatformSocket;

export async function createSocket(url: string): Promise<PlatformSocket> {
  // A platform has it, or `connect` rejects with what the platform says.
  const { WebSocket } = globalThis as unknown as { readonly WebSocket: Constructor };
  return new WebSocket(url);
}
