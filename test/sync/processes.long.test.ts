/** Clients of a server in another process, over sockets. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type SyncClient } from '@ecsdb/sync/client';
import { expect, test } from '@jest/globals';
import { PausingSocket } from './support/pausing-socket.js';
import { SCHEMA, ServerProcess } from './support/server-process.js';

const CLIENTS = 200;

/** The tick that a client sees. All bodies must be at the same one, because a step is never seen by halves. */
function tickOf({ db }: SyncClient): number {
  const numbers: number[] = [];
  db.query(db.component('tick')).forEach((row) => {
    numbers.push(row.get('number') as number);
  });
  const [number = -1] = numbers;
  db.query(db.component('body')).forEach((row) => {
    if (row.get('x') !== number) throw new Error(`a body is at ${row.get('x')} in tick ${number}`);
  });
  return number;
}

/** Resolves when the client sees this tick. */
function tickReached(client: SyncClient, tick: number): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (tickOf(client) < tick) return;
      stop();
      resolve();
    };
    const stop = client.db.watch(client.db.component('tick'), check);
    check();
  });
}

async function subscribed(options: Parameters<typeof connect>[1]): Promise<SyncClient> {
  const client = await connect(SCHEMA, options);
  await client.subscribe('all');
  return client;
}

test('a client that reads nothing does not affect 200 others, and catches up', async () => {
  const server = await ServerProcess.start(0);
  const { url } = server;
  const socket = new PausingSocket();
  const stalled = await subscribed({ transport: () => socket.open(url), hz: 0 });
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => subscribed({ url })));
  let stepsOfStalled = 0;
  stalled.db.watch(stalled.db.component('tick'), () => stepsOfStalled++);
  socket.pause();
  server.advance(500);
  await Promise.all(clients.map((client) => tickReached(client, 500)));
  expect(tickOf(stalled)).toBe(0);
  socket.resume();
  await tickReached(stalled, 500);
  expect(stepsOfStalled).toBeLessThan(20);
  for (const client of [stalled, ...clients]) client.close();
  await server.kill();
});

test('clients go on when the server is killed and started again', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ecsdb-sync-'));
  let server = await ServerProcess.start(0, directory);
  const { url, port } = server;
  const clients = await Promise.all(Array.from({ length: 10 }, () => subscribed({ url })));
  for (let round = 1; round <= 3; round++) {
    server.advance(20);
    await Promise.all(clients.map((client) => tickReached(client, 20 * round)));
    await server.kill();
    server = await ServerProcess.start(port, directory);
  }
  server.advance(20);
  await Promise.all(clients.map((client) => tickReached(client, 80)));
  for (const client of clients) {
    expect(client.status.state).toBe('live');
    client.close();
  }
  await server.kill();
  rmSync(directory, { recursive: true });
});
