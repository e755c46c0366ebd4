/** Wrong arguments of `subscribe` reject, and change nothing else. */

import { Database, type EcsDbError } from '@ecsdb/runtime';
import { connect, type SyncClient } from '@ecsdb/sync/client';
import { type Access, SyncServer, view } from '@ecsdb/sync/server';
import { transportPair } from '@ecsdb/sync/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Body, Mark, physics } from '../runtime/support/body.js';
import { ManualClock } from './support/manual-clock.js';
import { settle } from './support/members.js';

const given: unknown[] = [];

async function join(): Promise<{ readonly client: SyncClient; readonly clock: ManualClock }> {
  const clock = new ManualClock();
  const db = Database.memory(physics);
  const views = {
    marks: view({ tables: [Mark] }),
    chosen: view({
      tables: [Body],
      by: [Body, (row) => row.mass],
      for: ({ params }: Access<unknown>) => {
        given.push(params);
        return [];
      },
    }),
  };
  const server = new SyncServer(db, { authenticate: () => ({}), clock, views, limits: { subscriptions: 2 } });
  const pair = transportPair();
  server.accept(pair.server);
  return { client: await connect(physics, { transport: pair.client, clock, hz: 10 }), clock };
}

/** Its rows are visible after the next step. */
async function subscribed(view: unknown, params: unknown): Promise<unknown> {
  const { client, clock } = await join();
  const subscribing = client.subscribe(view as string, params as object).catch((error: EcsDbError) => error);
  await settle();
  clock.advance(200);
  await settle();
  const result = await subscribing;
  expect(client.status.state).toBe('live');
  return result;
}

const cyclic: { list: unknown[] } = { list: [] };
cyclic.list.push(cyclic);
let deep: object = {};
for (let i = 0; i < 100_000; i++) deep = { deep };

test.each<[string, unknown]>([
  ['more than 4096 bytes', { text: 'ü'.repeat(2100) }],
  ['100,000 levels', deep],
  ['an object that contains itself', cyclic],
  ['a bigint', { id: 1n }],
  ['a function', { call: () => 5 }],
  ['a symbol', { name: Symbol('x') }],
  ['a Map', { ids: new Map() }],
  ['a Set', { ids: new Set([1]) }],
  ['a Date', { at: new Date(0) }],
  ['a typed array', { ids: Uint8Array.of(1) }],
  ['NaN', { x: Number.NaN }],
  ['undefined in an array', [1, undefined]],
  ['a hole in an array', new Array(2)],
  ['a Map itself', new Map()],
  ['a text', 'abc'],
  ['a number', 5],
  ['null', null],
  ['an object of a class', { where: new URL('ws://localhost') }],
])('params: %s', async (_name, params) => {
  const error = await subscribed('chosen', params);
  expect(error).toMatchObject({ code: 'INVALID_OPTION', option: 'params' });
  expect((error as Error).message).not.toContain('[object');
});

test.each<[string, unknown]>([
  ['a component', Mark],
  ['nothing', undefined],
  ['more than 256 bytes', 'ü'.repeat(129)],
  ['a view that the server has not', 'mraks'],
])('view: %s', async (_name, name) => {
  const error = await subscribed(name, undefined);
  expect(error).toMatchObject({ code: 'INVALID_OPTION', option: 'view' });
  expect((error as Error).message).not.toContain('[object');
});

test('plain data arrives as it was', async () => {
  const { client } = await join();
  const plain = fc.jsonValue({ maxDepth: 3 }).filter((value) => typeof value === 'object' && value !== null);
  await fc.assert(
    fc.asyncProperty(plain, async (params) => {
      given.length = 0;
      client.subscribe('chosen', params as object).catch(() => undefined);
      await settle();
      if (given.length > 0) expect(given).toEqual([JSON.parse(JSON.stringify(params))]);
      expect(client.status.state).toBe('live');
    }),
    { numRuns: 20 },
  );
  const where = { x: 1, tags: ['a', null, true], none: undefined };
  expect(await subscribed('chosen', where)).not.toBeInstanceOf(Error);
  expect(given.at(-1)).toEqual({ x: 1, tags: ['a', null, true] });
});

test('one subscription too many says how many there can be', async () => {
  const { client } = await join();
  const all = [1, 2, 3].map(() => client.subscribe('marks').catch((error: EcsDbError) => error));
  await settle();
  expect(await all[2]).toMatchObject({ code: 'CAPACITY_EXCEEDED', expected: expect.stringContaining('2') });
});
