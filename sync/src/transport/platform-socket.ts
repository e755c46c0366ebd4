/** WebSockets of browsers. */

import type { PlatformSocket } from './web-socket.js';

/** A global of the platform. Without it, `connect` rejects with what the platform says. */
declare const WebSocket: new (url: string) => PlatformSocket;

export async function createSocket(url: string): Promise<PlatformSocket> {
  return new WebSocket(url);
}

/** Why no connection could be opened. Browsers hide it from pages; their consoles show it. */
export function failureOf({ protocol, host, pathname }: URL): string {
  const url = `${protocol}//${host}${pathname}`;
  return (
    `no connection to ${url} could be opened. Check that the server is running, and the host, the port and the path; ` +
    'the console of the browser says more'
  );
}
