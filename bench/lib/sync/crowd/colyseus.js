/** Clients of a Colyseus room: joins as its SDK does, and decodes what it gets. */

import { Decoder } from '@colyseus/schema';
import { WebSocket } from 'ws';
import { Shared } from '../../../libraries/colyseus-schema.js';

const JOIN_ROOM = 10;
const ROOM_STATE = 14;
const ROOM_STATE_PATCH = 15;

export async function connectClient({ port }) {
  const response = await fetch(`http://localhost:${port}/matchmake/joinOrCreate/bodies`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{}',
  });
  const seat = await response.json();
  const { sessionId, roomId, processId } = { ...seat, ...seat.room };
  const decoder = new Decoder(new Shared());
  await new Promise((resolve, reject) => {
    const url = `ws://localhost:${port}/${processId}/${roomId}?sessionId=${sessionId}`;
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(`closed: ${code} ${reason}`)));
    socket.on('message', (data) => {
      if (data[0] === JOIN_ROOM) socket.send(Buffer.from([JOIN_ROOM]));
      if (data[0] === ROOM_STATE || data[0] === ROOM_STATE_PATCH) decoder.decode(data.subarray(1));
      if (data[0] === ROOM_STATE) resolve();
    });
  });
  return { has: (expected) => expected.every((x, i) => decoder.state.bodies.get(String(i)).x === x) };
}
