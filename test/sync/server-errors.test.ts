/** What functions of the application throw is reported to it, and affects neither the server nor other clients. */

import { Database, EcsDbError, type Entity } from '@ecsdb/runtime';
import type { SyncClient } from '@ecsdb/sync/client';
import {
  type AccessReader,
  type AuthenticationRequest,
  SyncServer,
  type SyncServerOptions,
  view,
} from '@ecsdb/sync/server';
import { afterEach, expect, jest, test } from '@jest/globals';
import { Body, physics } from '../runtime/support/body.js';
import { Line, pass, settle } from './support/lines.js';
import { ManualClock } from './support/manual-clock.js';
import { joined, nextStep } from './support/members.js';

const warnings = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
const unhandled: unknown[] = [];
const noteUnhandled = (error: unknown): number => unhandled.push(error);
process.on('unhandledRejection', noteUnhandled);
afterEach(async () => {
  // Node reports rejections when the event loop turns.
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled.splice(0)).toEqual([]);
  warnings.mockClear();
});

/** A server with two bodies, whose view has the function `for`. */
class World {
  readonly clock = new ManualClock();
  readonly db = Database.memory(physics);
  readonly errors: Error[] = [];
  readonly server: SyncServer;
  readonly bodies: readonly Entity[] = [1, 2].map((mass) => this.add(mass));

  constructor(channels: (params: unknown) => unknown, options: Partial<SyncServerOptions<unknown>> = {}) {
    this.server = new SyncServer<unknown>(this.db, {
      authenticate: () => 'user',
      clock: this.clock,
      onError: (error) => this.errors.push(error as Error),
      views: {
        all: view({ tables: [Body] }),
        chosen: view({
          tables: [Body],
          by: [Body, (row) => row.mass],
          for: ({ params }) => channels(params) as never,
        }),
      },
      ...options,
    });
  }

  add(mass: number): Entity {
    return this.db.writeSync((tx) => {
      const entity = tx.create();
      tx.insert(entity, Body, { mass });
      return entity;
    });
  }

  connect(token = ''): Promise<SyncClient> {
    return joined(this.server, physics, token);
  }

  /** What `subscribe` rejects with; empty if it does not. */
  async refusalOf(params?: unknown): Promise<string> {
    const client = await this.connect();
    const refused = client.subscribe('chosen', params as object | undefined).then(
      () => '',
      (error: Error) => error.message,
    );
    return (await nextStep(this.clock, refused)) ?? '';
  }

  /** What `connect` rejects with; empty if it does not. */
  async denial(token = ''): Promise<string> {
    const refused = this.connect(token).then(
      () => '',
      (error: EcsDbError) => error.code,
    );
    await settle();
    return refused;
  }
}

const readsTeam = (params: unknown): unknown[] => [(params as { team: number }).team];

test('without `onError`, what a client makes `for` throw is a process warning, and the server goes on', async () => {
  const world = new World(readsTeam, { onError: undefined } as object);
  expect(await world.refusalOf()).toContain('did not accept the parameters');
  expect(await world.refusalOf({ team: 1 })).toBe('');
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings.mock.calls).toEqual([
    [
      expect.stringContaining('`for` of view "chosen" has failed'),
      { type: 'EcsDbWarning', detail: expect.stringContaining('TypeError') },
    ],
  ]);
});

test.each<[string, (error: unknown) => void]>([
  [
    'throws',
    () => {
      throw new Error('in onError');
    },
  ],
  ['rejects', () => Promise.reject(new Error('in onError'))],
])('an `onError` that %s is a process warning', async (_name, onError) => {
  const world = new World(readsTeam, { onError });
  expect(await world.refusalOf()).toContain('did not accept');
  await settle();
  expect(warnings.mock.calls).toEqual([['in onError', expect.anything()]]);
});

test('`for` refuses a client with ACCESS_DENIED, which is not reported', async () => {
  const world = new World(() => {
    throw new EcsDbError('ACCESS_DENIED', 'not for you');
  });
  expect(await world.refusalOf()).toContain('did not accept the parameters');
  expect(world.errors).toEqual([]);
});

test.each<[string, unknown]>([
  ['an object without a text', Object.create(null)],
  ['undefined', undefined],
  ['a symbol', Symbol('thrown')],
  ['an error without a name', Object.defineProperty(new Error('x'), 'name', { get: () => null })],
])('%s can be thrown, too', async (_name, thrown) => {
  const world = new World(() => {
    throw thrown;
  });
  expect(await world.refusalOf()).toContain('did not accept');
  expect(world.errors).toMatchObject([{ message: expect.stringContaining('`for` of view "chosen" has failed') }]);
});

test.each<[string, () => unknown, string]>([
  ['nothing', () => undefined, 'undefined'],
  ['null', () => null, 'null'],
  ['a Set', () => new Set([1]), 'an object'],
  ['a text', () => '1', 'string'],
  ['a list with NaN', () => [Number.NaN], 'NaN'],
  ['a list with an object', () => [{}], 'an object'],
  ['a list with holes', () => new Array(1), 'undefined'],
  ['a promise', async () => [1], 'a promise'],
  ['a promise that rejects', () => Promise.reject(new Error('later')), 'a promise'],
  ['a list with a promise that rejects', () => [Promise.reject(new Error('later'))], 'a promise'],
  ['a long text', () => ['ü'.repeat(2049)], 'a longer one'],
  ['too many values', () => Array.from({ length: 65_537 }, (_, i) => i), '65537'],
])('if `for` returns %s, the client is not blamed, and the server learns of it', async (_name, returned, got) => {
  const world = new World(returned);
  const message = await world.refusalOf();
  expect(message).toContain('could not find the channels of view "chosen"');
  expect(world.errors).toMatchObject([
    { message: expect.stringContaining('`for` of view "chosen"'), cause: { code: 'INVALID_OPTION' } },
  ]);
  expect(String(world.errors[0]?.cause)).toContain(got);
});

test('a client can hold channels with long values, also after its server has forgotten it', async () => {
  const values = Array.from({ length: 20 }, (_, i) => 'ü'.repeat(2047) + String.fromCharCode(97 + i));
  const world = new World(() => values);
  const line = new Line(world.server);
  const client = await line.connect(physics, world.clock);
  const subscribed = client.subscribe('chosen');
  await pass(world.clock, 200);
  await subscribed;
  line.pair.cut();
  await pass(world.clock, 2000);
  // After this time, the client has to say what it holds.
  line.server = undefined;
  line.pair.cut();
  await pass(world.clock, 100_000);
  line.server = world.server;
  await pass(world.clock, 60_000);
  expect(client.status).toMatchObject({ state: 'live' });
  client.close();
});

test('if a changed user would hold too many channels, its connection is closed with the reason', async () => {
  const world = new World(() => []);
  const errors: unknown[] = [];
  const [user] = world.bodies as [Entity];
  const server = new SyncServer(world.db, {
    authenticate: (_: AuthenticationRequest) => (read: AccessReader) => ({ count: read.get(user, Body).mass }),
    clock: world.clock,
    limits: { channels: 3 },
    onError: (error) => errors.push(error),
    views: {
      some: view({
        tables: [Body],
        by: [Body, (row) => row.mass],
        for: (access) => Array.from({ length: access.user.count }, (_, i) => i + 2),
      }),
    },
  });
  const client = await joined(server, physics);
  await nextStep(world.clock, client.subscribe('some'));
  expect(client.db.count(Body)).toBe(1);
  world.db.writeSync((tx) => tx.update(user, Body, { mass: 3 }));
  await nextStep(world.clock);
  expect(client.db.count(Body)).toBe(2);
  world.db.writeSync((tx) => tx.update(user, Body, { mass: 4 }));
  await nextStep(world.clock);
  expect(client.status).toMatchObject({ state: 'offline', reason: expect.stringContaining('4 channels') });
  expect(server.clientCount).toBe(0);
  expect(errors).toMatchObject([{ cause: { code: 'CAPACITY_EXCEEDED' } }]);
});

test('what `by` throws is reported with its entity, table and view', async () => {
  const world = new World(() => []);
  const errors: unknown[] = [];
  new SyncServer(world.db, {
    authenticate: () => 'user',
    clock: world.clock,
    onError: (error) => errors.push(error),
    views: {
      half: view({
        tables: [Body],
        by: [Body, async (row: { readonly mass: number }) => row.mass] as never,
        for: () => [],
      }),
    },
  });
  expect(errors).toMatchObject([
    { message: expect.stringMatching(/`by` of view "half" has failed for entity \d of table "body".*promise/) },
  ]);
});

test('`authenticate` refuses a client with ACCESS_DENIED, which is not reported', async () => {
  const world = new World(() => [], {
    authenticate: ({ token }) => {
      if (token === 'old') throw new EcsDbError('ACCESS_DENIED', 'the token has expired');
      return () => {
        throw new EcsDbError('ACCESS_DENIED', 'the account is closed');
      };
    },
  });
  expect([await world.denial('old'), await world.denial('closed')]).toEqual(['ACCESS_DENIED', 'ACCESS_DENIED']);
  expect(world.errors).toEqual([]);
});

test.each<[string, SyncServerOptions<unknown>['authenticate'], string]>([
  ['throws', () => (undefined as never as { name: string }).name, '`authenticate` has failed'],
  ['rejects', async () => Promise.reject(new TypeError('later')), '`authenticate` has failed'],
  ['returns an async function of rows', () => async () => 'user', 'function of rows'],
  ['returns an async function that rejects', () => () => Promise.reject(new TypeError('later')), 'function of rows'],
  [
    'returns a function that reads a row that is gone',
    () => (read: AccessReader) => read.get(999 as Entity, Body),
    'of rows',
  ],
])('if `authenticate` %s, clients are refused, and that is reported once', async (_name, authenticate, message) => {
  const world = new World(() => [], { authenticate });
  expect([await world.denial(), await world.denial()]).toEqual(['ACCESS_DENIED', 'ACCESS_DENIED']);
  expect(world.errors).toMatchObject([{ message: expect.stringContaining(message), cause: expect.any(Error) }]);
});

test('an error of `authenticate` for a new token is reported, too', async () => {
  const world = new World(() => [], {
    authenticate: ({ token }) => {
      if (token === 'new') throw new TypeError('no such function');
      return 'user';
    },
  });
  const client = await world.connect();
  client.setToken('new');
  await settle();
  expect(client.status.isEnded).toBe(true);
  expect(world.errors).toMatchObject([{ cause: { message: 'no such function' } }]);
});

test('a server that is closed while it computes a user has no client then', async () => {
  const world: World = new World(() => [], { authenticate: () => () => world.server.close() });
  const line = new Line(world.server);
  void line.connect(physics, world.clock).catch(() => undefined);
  await settle();
  expect(world.server.clientCount).toBe(0);
  expect(world.server.stats().clients).toEqual([]);
});

test.each<[string, (token: string) => unknown, boolean]>([
  ['with equal content', (token) => ({ name: token.slice(0, 1) }), true],
  ['with other content', (token) => ({ name: token }), false],
  ['whose content cannot be seen', (token) => new Map([['name', token]]), false],
])('a new token of a user %s', async (_name, userOf, isSame) => {
  const world = new World(() => [], { authenticate: ({ token }) => userOf(token) });
  const client = await world.connect('a1');
  client.setToken('a2');
  await settle();
  expect(client.status.state).toBe(isSame ? 'live' : 'offline');
});

test('a user that contains itself can connect again', async () => {
  const world = new World(() => [], {
    authenticate: () => {
      const user: Record<string, unknown> = {};
      user['self'] = user;
      return user;
    },
  });
  const line = new Line(world.server);
  const client = await line.connect(physics, world.clock);
  const subscribed = client.subscribe('all');
  await pass(world.clock, 200);
  await subscribed;
  line.pair.cut();
  await pass(world.clock, 2000);
  expect(client.status).toMatchObject({ state: 'live' });
  expect(client.db.count(Body)).toBe(2);
  expect(world.errors).toEqual([]);
  client.close();
});
