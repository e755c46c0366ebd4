/** WebSockets of browsers. */

import type { PlatformSocket } from './web-socket.js';

/** A global of the platform. Without it, `connect` rejects with what the platform says. */
declare const WebSocket: new (url: string) => PlatformSocket;

export async function createSocket(url: string): Promise<PlatformSocket> {
  return new WebSocket(url);
}
