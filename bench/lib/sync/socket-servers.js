/** Servers of bodies that move, with WebSockets. `move(step)` moves all; `send` sends, where the library does not. */

import { createServer } from 'node:http';
import { Database } from '@ecsdb/runtime';
import { serve, view } from '@ecsdb/sync/server';
import { WebSocketServer } from 'ws';
import { Body, sync as schema } from '#generated/sync/index.js';
import { times } from '../expect.js';
import { positionOf } from './positions.js';

const BODIES = 100;
const HZ = 20;
export const STEP_MS = 1000 / HZ;

export async function createEcsdb() {
  const db = Database.memory(schema);
  const entities = db.writeSync((tx) =>
    times(BODIES, (i) => {
      const entity = tx.create();
      tx.insert(entity, Body, { position: positionOf(i, 0) });
      return entity;
    }),
  );
  const server = await serve(db, { port: 0, authenticate: () => ({}), views: { bodies: view({ tables: [Body] }) } });
  return {
    kind: 'ecsdb',
    options: { port: server.port, entities },
    move(step) {
      db.writeSync((tx) => {
        for (let i = 0; i < BODIES; i++) {
          tx.update(entities[i], Body, ({ position }) => {
            Object.assign(position, positionOf(i, step));
          });
        }
      });
    },
    expected: expectedX,
  };
}

/** The bound: a step of ecsdb as one frame that was made before, written to each socket. */
export async function createPrebuilt() {
  const { options, sockets } = await createSockets();
  const message = Buffer.from(times(1310, (i) => i % 251));
  // A binary message of up to 65,535 bytes.
  const head = Buffer.from([0x82, 126, message.length >> 8, message.length & 0xff]);
  const frame = Buffer.concat([head, message]);
  return {
    kind: 'frames',
    options,
    move() {
      for (const { stream } of sockets) stream.write(frame);
    },
    expected: () => [...message],
  };
}

export async function createJson() {
  const { options, sockets } = await createSockets();
  return {
    kind: 'frames',
    options: { ...options, isText: true },
    move(step) {
      const message = JSON.stringify(times(BODIES, (id) => ({ id, ...positionOf(id, step) })));
      for (const { socket } of sockets) socket.send(message);
    },
    expected: expectedX,
  };
}

export async function createColyseus() {
  const { Server } = await import('@colyseus/core');
  const { WebSocketTransport } = await import('@colyseus/ws-transport');
  const { createBodiesRoom } = await import('../../libraries/colyseus-room.js');
  const { BodiesRoom, moveBodies } = createBodiesRoom(BODIES, STEP_MS);
  const server = new Server({ transport: new WebSocketTransport({}), greet: false, gracefullyShutdown: false });
  server.define('bodies', BodiesRoom);
  await server.listen(0);
  return {
    kind: 'Colyseus',
    options: { port: server.transport.server.address().port },
    move: moveBodies,
    expected: expectedX,
  };
}

async function createSockets() {
  const http = createServer();
  const sockets = [];
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  http.on('upgrade', (request, stream, head) => {
    webSockets.handleUpgrade(request, stream, head, (socket) => sockets.push({ socket, stream }));
  });
  await new Promise((resolve) => http.listen(0, resolve));
  return { options: { port: http.address().port }, sockets };
}

function expectedX(step) {
  return times(BODIES, (i) => positionOf(i, step).x);
}
