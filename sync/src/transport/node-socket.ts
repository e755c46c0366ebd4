/** WebSockets in Node: its own, and those of `ws` before version 22. */

import { createSocket as createPlatformSocket } from './platform-socket.js';
import type { PlatformSocket } from './web-socket.js';

export async function createSocket(url: string): Promise<PlatformSocket> {
  if ('WebSocket' in globalThis) return createPlatformSocket(url);
  const { WebSocket } = await import('ws');
  return new WebSocket(url, { perMessageDeflate: false });
}
