/** WebSockets in Node are those of `ws`: Node's own, from version 22 on, do not say why they cannot be opened. */

import type { PlatformSocket } from './web-socket.js';

export { failureOf } from './socket-failure.js';

export async function createSocket(url: string): Promise<PlatformSocket> {
  const { WebSocket } = await import('ws');
  return new WebSocket(url, { perMessageDeflate: false });
}
