/**
 * Clients of ecsdb. The first ones are real. The others say what a real one has said, and acknowledge what they are
 * asked to; they compare the last step with that of a real one, byte for byte. So that the clients' own work, on a
 * machine with few cores, does not slow the server down.
 */

import { once } from 'node:events';
import { connect } from '@ecsdb/sync/client';
import { WebSocket } from 'ws';
import { Body, sync as schema } from '#generated/sync/index.js';

const REAL_CLIENTS = 10;

/** Types of frames: sync/src/protocol/frame-types.ts. */
const HELLO = 0x01;
const SUBSCRIBE = 0x02;
const ACK = 0x04;
const PING = 0x05;
const WELCOME = 0x41;
const STEP = 0x42;
const SUBSCRIBED = 0x43;
const HEARTBEAT = 0x46;

/** Frames that a real client has sent, by type. */
const said = new Map();
let lastStep;
let clients = 0;

export function connectClient(options) {
  return clients++ < REAL_CLIENTS ? connectReal(options) : connectLight(options);
}

async function connectReal({ port, entities }) {
  const socket = await openSocket(port);
  const transport = {
    listen({ message, closed }) {
      socket.on('message', (bytes) => {
        if (bytes[0] === STEP) lastStep = bytes;
        message(bytes);
      });
      socket.on('close', (code, reason) => closed(code, String(reason)));
    },
    send(frame) {
      said.set(frame[0], frame);
      socket.send(frame);
    },
    pendingBytes: 0,
    close: (code, reason) => socket.close(code, reason),
  };
  const client = await connect(schema, { transport, hz: 20 });
  await client.subscribe('bodies');
  return { has: (expected) => entities.every((entity, i) => client.db.get(entity, Body).position.x === expected[i]) };
}

async function connectLight({ port }) {
  const socket = await openSocket(port);
  let last;
  const subscribed = new Promise((resolve, reject) => {
    socket.on('close', (code, reason) => reject(new Error(`closed: ${code} ${reason}`)));
    socket.on('message', (bytes) => {
      const type = bytes[0];
      if (type === STEP) {
        last = bytes;
        if (bytes[1] === 1) socket.send(ackOf(bytes));
      } else if (type === WELCOME) socket.send(said.get(SUBSCRIBE));
      else if (type === HEARTBEAT) socket.send(said.get(PING));
      else if (type === SUBSCRIBED) resolve();
    });
  });
  socket.send(said.get(HELLO));
  await subscribed;
  return { has: () => last?.equals(lastStep) ?? false };
}

/** After the type and the flags, a step has the versions that it begins and ends with, as varints. */
function ackOf(step) {
  const from = 2;
  const to = afterVarint(step, from);
  return Buffer.concat([Buffer.from([ACK]), step.subarray(to, afterVarint(step, to))]);
}

function afterVarint(bytes, start) {
  let at = start;
  while (bytes[at] >= 0x80) at++;
  return at + 1;
}

async function openSocket(port) {
  const socket = new WebSocket(`ws://localhost:${port}`, { perMessageDeflate: false });
  await once(socket, 'open');
  return socket;
}
