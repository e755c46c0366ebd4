/** Mistakes in the options of a server are found when it begins, all at once. */

import { createServer } from 'node:http';
import { Database, EcsDbError } from '@ecsdb/runtime';
import { type Limits, SyncServer, serve, view } from '@ecsdb/sync/server';
import { expect, test } from '@jest/globals';
import { Body, physics } from '../runtime/support/body.js';
import { ManualClock } from './support/manual-clock.js';

const DB = Database.memory(physics);
const RIGHT = { port: 0, authenticate: () => 'user', views: { bodies: view({ tables: [Body] }) } };

/** What `serve` says about options that TypeScript would refuse. */
async function refusalOf(options: unknown, ...given: readonly unknown[]): Promise<EcsDbError> {
  try {
    const [db] = given.length === 0 ? [DB] : given;
    const server = await serve(db as Database, options as typeof RIGHT);
    await server.close();
  } catch (error) {
    if (error instanceof EcsDbError && error.code === 'INVALID_OPTION') return error;
    throw error;
  }
  throw new Error('the options were accepted');
}

test.each<[object, string, RegExp]>([
  [{ veiws: {} }, 'veiws', /serve has no option "veiws".*Did you mean "views"\?/],
  [{ xyz: 1 }, 'xyz', /serve has no option "xyz".*Remove it/],
  [{ authenticate: undefined }, 'authenticate', /authenticate of serve must be a function, got undefined/],
  [{ authenticate: 'x' }, 'authenticate', /must be a function, got "x"/],
  [{ onError: 'x' }, 'onError', /must be a function/],
  [{ views: undefined }, 'views', /must be an object with a view or more/],
  [{ views: {} }, 'views', /must be an object with a view or more.*, got an empty object/],
  [{ views: [] }, 'views', /must be an object with a view or more, .*, got an array/],
  [{ views: { bodies: Body } }, 'views', /view "bodies": describe it with view/],
  [{ views: { bodies: view({ tables: [Body], By: 5 } as never) } }, 'views', /Did you mean "by"\?/],
  [{ views: { [`${'x'.repeat(300)}`]: view({ tables: [Body] }) } }, 'views', /more than 256 bytes/],
  [{ port: 70_000 }, 'port', /must be an integer from 0 to 65535, got 70000/],
  [{ port: -1 }, 'port', /got -1/],
  [{ port: Number.NaN }, 'port', /got NaN/],
  [{ port: '8080' }, 'port', /got "8080"/],
  [{ port: null }, 'port', /got null/],
  [{ port: undefined }, 'port', /serve got neither/],
  [{ server: createServer() }, 'port', /serve got both/],
  [{ port: undefined, server: {} }, 'server', /a server of node:http or node:https, got an empty object/],
  [{ port: undefined, server: createServer(), host: 'localhost' }, 'host', /Remove `host`/],
  [{ host: 5 }, 'host', /a name or an address/],
  [{ host: '' }, 'host', /a name or an address/],
  [{ path: 5 }, 'path', /a path as in a URL/],
  [{ path: '' }, 'path', /got ""/],
  [{ path: 'sync' }, 'path', /got "sync"/],
  [{ path: '/sync?room=1' }, 'path', /without a query/],
  [{ path: '/sync#room' }, 'path', /without a query/],
  [{ path: '//host/sync' }, 'path', /a path as in a URL/],
  [{ path: '/a b' }, 'path', /a path as in a URL/],
  [{ limits: null }, 'limits', /an object with limits, got null/],
  [{ limits: { client: 5 } }, 'limits.client', /no option "limits.client".*Did you mean "clients"\?/],
  [{ limits: { clients: '5' } }, 'limits.clients', /got "5"/],
  [{ limits: { clients: -5 } }, 'limits.clients', /got -5/],
  [{ limits: { channels: 65_537 } }, 'limits.channels', /from 1 to 65536/],
  [{ limits: { handshakeMs: 2 ** 31 } }, 'limits.handshakeMs', /from 1 to 2147483647/],
  [{ limits: { silenceMs: 100 } }, 'limits.silenceMs', /from 15000/],
  [{ limits: { frameBytes: 1000 } }, 'limits.frameBytes', /from 65536/],
])('%j is refused', async (options, option, message) => {
  const error = await refusalOf({ ...RIGHT, ...options });
  expect(error).toMatchObject({ option, message: expect.stringMatching(message) });
  expect(error.message).not.toContain('\n');
});

test('options that are missing, and what is no database, are refused', async () => {
  expect((await refusalOf(undefined)).message).toMatch(/serve\(db, options\) expects an object .*, got undefined/);
  for (const db of [undefined, null, physics, {}]) expect((await refusalOf(RIGHT, db)).message).toMatch(/a Database/);
});

test('all mistakes are reported at once', async () => {
  const { message } = await refusalOf({ port: -1, views: { bodies: view({ tables: [] }) }, limits: { client: 1 } });
  expect(message).toContain('serve got 4 wrong options:');
  for (const option of ['port', 'authenticate', 'view "bodies"', 'limits.client']) expect(message).toContain(option);
});

test('`SyncServer` checks its options, too, and has no others', () => {
  const { port, ...rest } = RIGHT;
  expect(() => new SyncServer(DB, { ...rest, port } as never)).toThrow('SyncServer has no option "port"');
});

test('limits that are undefined have their defaults', async () => {
  // The compiler option `exactOptionalPropertyTypes` refuses it; JavaScript and other projects can pass it.
  const limits = { clients: undefined, silenceMs: undefined } as unknown as Partial<Limits>;
  const { port: _, ...rest } = RIGHT;
  const server = new SyncServer(DB, { ...rest, limits, clock: new ManualClock() });
  server.close();
});

test('two servers share an HTTP server at different paths only, until one is closed', async () => {
  const http = createServer();
  const { port: _, ...rest } = RIGHT;
  const options = { ...rest, server: http, path: '/one' };
  const first = await serve(DB, options);
  expect(await refusalOf(options)).toMatchObject({ option: 'path', message: expect.stringContaining('"/one"') });
  const second = await serve(DB, { ...options, path: '/two' });
  await first.close();
  const third = await serve(DB, options);
  await Promise.all([second.close(), third.close()]);
  expect(http.listenerCount('upgrade')).toBe(0);
});
