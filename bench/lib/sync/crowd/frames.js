/** Clients that get text or bytes, and compare the last message with the expected one. */

import { WebSocket } from 'ws';

export function connectClient({ port, isText }) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://localhost:${port}`, { perMessageDeflate: false });
    let last;
    // Each client parses what it gets, as a program would.
    socket.on('message', (data) => {
      last = isText ? JSON.parse(data.toString()) : data;
    });
    socket.on('error', reject);
    socket.on('open', () => resolve({ has: (expected) => isSame(last, expected, isText) }));
  });
}

function isSame(last, expected, isText) {
  if (last === undefined) return false;
  if (isText) return last.every(({ x }, i) => x === expected[i]);
  return last.equals(Buffer.from(expected));
}
