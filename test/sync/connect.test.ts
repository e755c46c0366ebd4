/** What `connect` and the methods of a client do with wrong arguments, and with servers that cannot be reached. */

import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { Database, type EcsDbError, type Schema } from '@ecsdb/runtime';
import { type ClientStatus, type ConnectOptions, connect, type SyncClient } from '@ecsdb/sync/client';
import { serve, view } from '@ecsdb/sync/server';
import { transportPair } from '@ecsdb/sync/testing';
import { afterEach, expect, jest, test } from '@jest/globals';
import { schemaOfToml } from '../runtime/support/toml.js';

const SCHEMA = schemaOfToml('[tables.unit]\nfields = [{ name = "x", type = "f32" }]');
const OTHER = schemaOfToml('[tables.other]\nfields = [{ name = "y", type = "u8" }]');

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A server with some units, at a port of its own. */
async function served(units = 1): Promise<string> {
  const db = Database.memory(SCHEMA);
  const unit = db.component('unit');
  for (let i = 0; i < units; i++) db.writeSync((tx) => tx.insert(tx.create(), unit, { x: i }));
  const server = await serve(db, {
    port: 0,
    authenticate: () => ({}),
    views: { units: view({ tables: [unit] }) },
  });
  ends.push(() => server.close());
  return `ws://localhost:${server.port}`;
}

async function joined(options: Partial<ConnectOptions> = {}): Promise<SyncClient> {
  const client = await connect(SCHEMA, { url: await served(), ...options });
  ends.unshift(() => client.close());
  return client;
}

async function errorOf(promise: Promise<unknown>): Promise<EcsDbError> {
  return await promise.then(
    () => Promise.reject(new Error('it should have failed')),
    (error: EcsDbError) => error,
  );
}

/** As JavaScript without types could call it. */
function connectTo(options: unknown, schema: unknown = SCHEMA): Promise<SyncClient> {
  return connect(schema as Schema, options as ConnectOptions);
}

/** Why the first attempt has failed, in words. */
async function failureOf(url: string): Promise<string> {
  const abort = new AbortController();
  return await new Promise<string>((resolve) => {
    const onStatus = ({ state, reason }: ClientStatus): void => {
      if (state !== 'offline') return;
      resolve(reason);
      abort.abort();
    };
    connect(SCHEMA, { url, onStatus, signal: abort.signal }).catch(() => undefined);
  });
}

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

const NOWHERE = 'ws://localhost:1';

test.each<[string, unknown, string]>([
  ['a misspelt option', { url: NOWHERE, tokn: 'a' }, 'tokn'],
  ['no url', {}, 'url'],
  ['a url with a fragment', { url: `${NOWHERE}#1` }, 'url'],
  ['a url with another scheme', { url: 'http://localhost' }, 'url'],
  ['a url without a host', { url: 'ws://' }, 'url'],
  ['a url that is no text', { url: 5 }, 'url'],
  ['no transport', { transport: {} }, 'transport'],
  ['a number as token', { url: NOWHERE, token: 5 }, 'token'],
  ['null as token', { url: NOWHERE, token: null }, 'token'],
  ['an object as token', { url: NOWHERE, token: {} }, 'token'],
  ['a long token', { url: NOWHERE, token: 'ü'.repeat(4097) }, 'token'],
  ['a negative rate', { url: NOWHERE, hz: -1 }, 'hz'],
  ['a text as rate', { url: NOWHERE, hz: '5' }, 'hz'],
  ['no limit of bytes', { url: NOWHERE, bytesPerSecond: Number.POSITIVE_INFINITY }, 'bytesPerSecond'],
  ['an index that is too high', { url: NOWHERE, maxIndex: 2 ** 32 }, 'maxIndex'],
  ['no signal', { url: NOWHERE, signal: true }, 'signal'],
  ['a text as onStatus', { url: NOWHERE, onStatus: 'a' }, 'onStatus'],
  ['an object as onProgress', { url: NOWHERE, onProgress: {} }, 'onProgress'],
])('connect rejects at once: %s', async (_name, options, option) => {
  const error = await errorOf(connectTo(options));
  expect(error).toMatchObject({ code: 'INVALID_OPTION', option });
  expect(error.message).not.toContain('[object');
  expect(error.message).not.toContain('üüü');
});

test('connect says what is missing', async () => {
  expect(await errorOf(connectTo(undefined))).toMatchObject({ code: 'INVALID_OPTION' });
  expect(await errorOf(connectTo({ url: NOWHERE }, null))).toMatchObject({ code: 'SCHEMA_ERROR' });
  expect(await errorOf(connectTo(SCHEMA, NOWHERE))).toMatchObject({ code: 'SCHEMA_ERROR' });
});

test('setToken and onStatus throw for what they cannot take', async () => {
  const client = await joined();
  for (const token of [5, undefined, () => 'x', 'x'.repeat(8193)]) {
    expect(() => client.setToken(token as string)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', option: 'token' }),
    );
  }
  expect(() => client.onStatus(5 as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  expect(client.status.state).toBe('live');
});

test.each([5, undefined, 'x'.repeat(8193)])('a token function without a token is a reason', async (token) => {
  const reasons: string[] = [];
  const signal = AbortSignal.timeout(300);
  const options = {
    url: NOWHERE,
    token: () => token,
    onStatus: ({ reason }: ClientStatus) => reasons.push(reason),
    signal,
  };
  await errorOf(connectTo(options));
  expect(reasons).toContainEqual(expect.stringContaining('the function `token` must return a text of at most 8192'));
});

test('the reason says why no connection could be opened', async () => {
  const tcp = createTcpServer();
  const free = await listening(tcp);
  tcp.close();
  expect(await failureOf(`ws://localhost:${free}`)).toContain(`nothing listens at localhost:${free}`);
  expect(await failureOf('ws://no-such-host.invalid/')).toContain('no-such-host.invalid');
  const http = createServer((_request, response) => response.writeHead(200).end());
  http.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 404 Not Found\r\n\r\n'));
  const port = await listening(http);
  expect(await failureOf(`ws://localhost:${port}/snyc`)).toContain('answered 404: is the path right?');
  const plain = await listening(createServer((_request, response) => response.writeHead(426).end()));
  expect(await failureOf(`ws://localhost:${plain}`)).toContain('answered 426');
  const text = await listening(createTcpServer((socket) => socket.on('data', () => socket.end('no TLS here\r\n'))));
  expect(await failureOf(`wss://localhost:${text}`)).toContain('does not speak TLS');
});

test('a signal ends the wait for a first connection, and changes nothing later', async () => {
  const abort = new AbortController();
  const states: ClientStatus[] = [];
  const waiting = connect(SCHEMA, { url: NOWHERE, signal: abort.signal, onStatus: (status) => states.push(status) });
  const reason = new Error('the page was left');
  abort.abort(reason);
  expect(await errorOf(waiting)).toBe(reason);
  expect(states.at(-1)).toMatchObject({ state: 'offline', isEnded: true });
  expect(await errorOf(connect(SCHEMA, { url: NOWHERE, signal: abort.signal }))).toBe(reason);
  const later = new AbortController();
  const client = await joined({ signal: later.signal });
  later.abort();
  expect(client.status.isEnded).toBe(false);
});

test('an entity index above maxIndex ends the client, and names the option', async () => {
  const client = await connect(SCHEMA, { url: await served(5), maxIndex: 3 });
  const error = await errorOf(client.subscribe('units'));
  expect(error).toMatchObject({ code: 'CAPACITY_EXCEEDED', option: 'maxIndex', got: '4' });
  expect(client.status).toMatchObject({ state: 'offline', isEnded: true });
  expect(client.status.reason).toContain('maxIndex');
});

test('what listeners throw becomes a warning, and the client goes on', async () => {
  const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const client = await joined({
    onStatus: () => {
      throw new Error('in a listener');
    },
  });
  await client.subscribe('units');
  expect(client.status.state).toBe('live');
  expect(emitWarning.mock.calls[0]?.[0]).toContain('onStatus or onProgress of a client has thrown: Error: in');
  client.close();
  emitWarning.mockRestore();
});

test('only the client can close its database', async () => {
  const client = await joined();
  expect(await errorOf(client.db.close())).toMatchObject({ code: 'TRANSACTION_ERROR' });
  await client.subscribe('units');
  expect(client.db.count(client.db.component('unit'))).toBe(1);
});

test('a schema that differs is an error with both schemas as facts', async () => {
  const error = await errorOf(connectTo({ url: await served() }, OTHER));
  expect(error).toMatchObject({
    code: 'SCHEMA_MISMATCH',
    expected: expect.stringContaining(SCHEMA.descriptor.hash),
    got: expect.stringContaining(OTHER.descriptor.hash),
  });
  expect(error.message).not.toContain('..');
});

test('what answers no hello in the protocol is no server', async () => {
  const { client: transport, server } = transportPair();
  server.listen({ message: () => server.send(Uint8Array.of(0x41, 1, 2, 3)), closed: () => undefined });
  const error = await errorOf(connect(SCHEMA, { transport: () => transport }));
  expect(error.code).toBe('CHANNEL_CLOSED');
});

test('a server with another version of the protocol is an error with both versions as facts', async () => {
  const { client: transport, server } = transportPair();
  server.listen({
    message: () => server.close(4406, 'the server speaks version 9 of the protocol'),
    closed: () => undefined,
  });
  const error = await errorOf(connect(SCHEMA, { transport: () => transport }));
  const facts = { expected: expect.stringContaining('version 9'), got: 'version 1 of the protocol' };
  expect(error).toMatchObject({ code: 'FORMAT_UNSUPPORTED', ...facts });
});
