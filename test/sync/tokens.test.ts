/** New tokens of a client: the latest decides, and the application is asked for one at a time. */

import { Database } from '@ecsdb/runtime';
import { type AuthenticationRequest, SyncServer, type SyncServerOptions, view } from '@ecsdb/sync/server';
import { expect, jest, test } from '@jest/globals';
import * as protocol from '../../sync/src/protocol/index.js';
import { schemaOfToml } from '../runtime/support/toml.js';
import { pass } from './support/lines.js';
import { ManualClock } from './support/manual-clock.js';
import { helloOf, RawClient, subscribeTo } from './support/raw-client.js';

const SCHEMA = schemaOfToml(`
[tables.unit]
fields = [{ name = "area", type = "u32" }]
`);

/** What decides on a token. */
interface Decision {
  readonly token: string;
  accept(): void;
  refuse(): void;
}

/** A server that waits for decisions on all tokens but the first one of a client. */
class World {
  readonly clock = new ManualClock();
  readonly db = Database.memory(SCHEMA);
  readonly decisions: Decision[] = [];
  readonly server: SyncServer;

  constructor(options: Partial<SyncServerOptions<unknown>> = {}) {
    const unit = this.db.component('unit');
    this.server = new SyncServer<unknown>(this.db, {
      authenticate: ({ token }: AuthenticationRequest): unknown =>
        token === ''
          ? { name: 'ann' }
          : new Promise((resolve, reject) => {
              const accept = (): void => resolve({ name: 'ann' });
              this.decisions.push({ token, accept, refuse: () => reject(new Error('refused')) });
            }),
      clock: this.clock,
      onError: () => undefined,
      views: { units: view({ tables: [unit] }) },
      ...options,
    });
  }

  async welcomed(): Promise<RawClient> {
    const raw = new RawClient(this.server);
    await raw.send(helloOf(SCHEMA));
    return raw;
  }
}

test('many tokens at once: one is asked for, and then the latest', async () => {
  const world = new World();
  const { decisions, clock } = world;
  const client = await world.welcomed();
  for (let i = 0; i < 300; i++) await client.send(protocol.encodeToken(`t${i}`));
  await pass(clock, 5000);
  expect(decisions.map(({ token }) => token)).toEqual(['t0']);
  decisions[0]?.accept();
  await pass(clock, 2000);
  expect(decisions.map(({ token }) => token)).toEqual(['t0', 't299']);
  expect(client.code).toBe(0);
});

test('a refusal does not count if a later token waits', async () => {
  const world = new World();
  const client = await world.welcomed();
  await client.send(protocol.encodeToken('early'), protocol.encodeToken('late'));
  world.decisions[0]?.refuse();
  await pass(world.clock, 2000);
  expect(client.code).toBe(0);
  world.decisions[1]?.refuse();
  await pass(world.clock, 2000);
  expect(client.code).toBe(4401);
});

test('a token that is not decided on does not keep the access of the client for ever', async () => {
  const world = new World();
  const client = await world.welcomed();
  await client.send(protocol.encodeToken('early'), protocol.encodeToken('late'));
  await pass(world.clock, 11_000);
  expect(client.code).toBe(4408);
  world.decisions[0]?.accept();
  await pass(world.clock, 2000);
  expect(world.decisions).toHaveLength(1);
});

test('a client is asked about once in a second, however fast the application is', async () => {
  let calls = 0;
  const world = new World({
    authenticate: () => {
      calls++;
      return { name: 'ann' };
    },
  });
  const client = await world.welcomed();
  for (let i = 0; i < 50; i++) {
    await client.send(protocol.encodeToken('t'));
    await pass(world.clock, 100);
  }
  expect(client.code).toBe(0);
  expect(calls).toBeLessThan(8);
  expect(calls).toBeGreaterThan(4);
});

test('a token of a client with many channels compares each of them once', async () => {
  const world = new World();
  const unit = world.db.component('unit');
  const areas = Array.from({ length: 2000 }, (_, i) => i);
  const server = new SyncServer<unknown>(world.db, {
    authenticate: () => ({ name: 'ann' }),
    clock: world.clock,
    views: { units: view({ tables: [unit], by: [unit, (row) => row.get('area') as number], for: () => areas }) },
  });
  const raw = new RawClient(server);
  await raw.send(helloOf(SCHEMA), subscribeTo('units'));
  await pass(world.clock, 200);
  const { includes } = Array.prototype;
  let searched = 0;
  const spy = jest.spyOn(Array.prototype, 'includes');
  spy.mockImplementation(function (this: unknown[], ...args: Parameters<typeof includes>): boolean {
    searched += this.length;
    return includes.apply(this, args);
  });
  await raw.send(protocol.encodeToken('t'));
  spy.mockRestore();
  expect(raw.code).toBe(0);
  expect(searched).toBeLessThan(10_000);
});

test('a subscription that is given up before its step is not announced', async () => {
  const world = new World();
  const client = await world.welcomed();
  for (let i = 0; i < 100; i++) await client.send(subscribeTo('units'), protocol.encodeUnsubscribe(1));
  await client.send(subscribeTo('units'));
  await pass(world.clock, 200);
  expect(client.framesOf(protocol.FRAME.subscribed)).toHaveLength(1);
});
