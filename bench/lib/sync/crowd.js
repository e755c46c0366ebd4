/**
 * The process of the clients: `node crowd.js <kind> <count>`, forked by the process of the server.
 *
 * Gets `{ port, ...options }`, and sends `ready` when all have connected. Gets `{ expected }`, and sends `checked` when
 * every client has these values.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { times } from '../expect.js';

const KINDS = {
  ecsdb: () => import('./crowd/ecsdb.js'),
  Colyseus: () => import('./crowd/colyseus.js'),
  frames: () => import('./crowd/frames.js'),
};
const CHECKS = 100;

const [, , kind, count] = process.argv;
const { connectClient } = await KINDS[kind]();
let clients = [];

process.on('message', (message) => {
  const task = message.port === undefined ? check(message.expected) : connectAll(message);
  task.then((done) => process.send(done));
});

async function connectAll(options) {
  // Some at a time, as no server expects all at once.
  while (clients.length < Number(count)) {
    const batch = Math.min(clients.length === 0 ? 10 : 50, Number(count) - clients.length);
    clients = clients.concat(await Promise.all(times(batch, () => connectClient(options))));
  }
  return 'ready';
}

/** The last step may still be on its way. */
async function check(expected) {
  for (let i = 0; i < CHECKS; i++) {
    if (clients.every((client) => client.has(expected))) return 'checked';
    await sleep(100);
  }
  return 'wrong';
}
