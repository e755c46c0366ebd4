/** Clients and a server over WebSockets. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createConnection, createServer as createTcpServer, type Socket } from 'node:net';
import { Database, type EcsDbError } from '@ecsdb/runtime';
import { connect } from '@ecsdb/sync/client';
import { type AuthenticationRequest, serve, view } from '@ecsdb/sync/server';
import { transportPair } from '@ecsdb/sync/testing';
import { expect, test } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { schemaOfToml } from '../runtime/support/toml.js';

const SCHEMA = schemaOfToml(`
[tables.unit]
fields = [{ name = "x", type = "f32" }]
`);

const UNIT = SCHEMA.components.find(({ TABLE_NAME }) => TABLE_NAME === 'unit') as (typeof SCHEMA.components)[number];
const OPTIONS = { authenticate: () => ({}), views: { units: view({ tables: [UNIT] }) } };

function databaseWithUnit(): Database {
  const db = Database.memory(SCHEMA);
  db.writeSync((tx) => tx.put(tx.create(), UNIT, { x: 7 }));
  return db;
}

test('a client gets the rows of a view from a server that listens on a port', async () => {
  const server = await serve(databaseWithUnit(), { ...OPTIONS, port: 0 });
  const client = await connect(SCHEMA, { url: `ws://127.0.0.1:${server.port}` });
  await client.subscribe('units');
  expect(client.db.count(UNIT)).toBe(1);
  client.close();
  await server.close();
});

test('a server shares an HTTP server, at a path, and leaves it open', async () => {
  const http = createServer((_request, response) => response.end('a page'));
  await new Promise<void>((resolve) => http.listen(0, resolve));
  const server = await serve(databaseWithUnit(), { ...OPTIONS, server: http, path: '/sync' });
  const client = await connect(SCHEMA, { url: `ws://127.0.0.1:${server.port}/sync` });
  await client.subscribe('units');
  expect(client.db.count(UNIT)).toBe(1);
  client.close();
  await server.close();
  expect(await (await fetch(`http://127.0.0.1:${(http.address() as AddressInfo).port}`)).text()).toBe('a page');
  await new Promise((resolve) => http.close(resolve));
});

/** Sends text to a port, and waits until it has arrived. */
async function sendTo(port: number, text: string): Promise<Socket> {
  const socket = createConnection(port, '127.0.0.1');
  await new Promise<void>((resolve) => socket.on('connect', resolve));
  socket.on('error', () => undefined);
  socket.write(text);
  await new Promise((resolve) => setTimeout(resolve, 50));
  return socket;
}

test('a connection for another path that is reset does not affect a shared server', async () => {
  const http = createServer((_request, response) => response.end('a page'));
  await new Promise<void>((resolve) => http.listen(0, resolve));
  const server = await serve(databaseWithUnit(), { ...OPTIONS, server: http, path: '/sync' });
  const { port } = server;
  const upgrade = 'GET /other HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  (await sendTo(port, upgrade)).resetAndDestroy();
  // An error that nothing listens to would be thrown by now.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('a page');
  await server.close();
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

test('a server closes although connections have sent no request, or a part of one', async () => {
  const server = await serve(databaseWithUnit(), { ...OPTIONS, port: 0 });
  const sockets = [await sendTo(server.port, ''), await sendTo(server.port, 'GET / HT')];
  await server.close();
  for (const socket of sockets) socket.destroy();
});

test('a client that comes when the server has closed is sent away', async () => {
  const server = await serve(databaseWithUnit(), { ...OPTIONS, port: 0 });
  await server.close();
  const { client, server: end } = transportPair();
  const closed = new Promise((resolve) => client.listen({ message: () => undefined, closed: resolve }));
  server.accept(end);
  expect(await closed).toBe(1001);
});

test('authenticate gets token, headers and address', async () => {
  const requests: AuthenticationRequest[] = [];
  const authenticate = (request: AuthenticationRequest) => requests.push(request);
  const server = await serve(databaseWithUnit(), { ...OPTIONS, authenticate, port: 0, host: '127.0.0.1' });
  const client = await connect(SCHEMA, { url: `ws://127.0.0.1:${server.port}`, token: async () => 'secret' });
  expect(requests).toMatchObject([
    { token: 'secret', headers: { upgrade: 'websocket' }, address: expect.stringContaining('127.0.0.1') },
  ]);
  client.close();
  await server.close();
});

test('plain requests, and other paths, are refused', async () => {
  const server = await serve(databaseWithUnit(), { ...OPTIONS, port: 0, path: '/sync' });
  expect((await fetch(`http://127.0.0.1:${server.port}/sync`)).status).toBe(426);
  await server.close();
});

test('a port that is taken, and contradicting options', async () => {
  const taken = createTcpServer();
  await new Promise<void>((resolve) => taken.listen(0, resolve));
  const { port } = taken.address() as AddressInfo;
  const db = databaseWithUnit();
  const codeOf = (error: EcsDbError): string => error.code;
  expect(await serve(db, { ...OPTIONS, port }).catch(codeOf)).toBe('IO_ERROR');
  expect(await serve(db, { ...OPTIONS }).catch(codeOf)).toBe('INVALID_OPTION');
  await new Promise((resolve) => taken.close(resolve));
});

test('the error of a server that cannot listen names the address, and what to do', async () => {
  const taken = createTcpServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const db = databaseWithUnit();
  const failure = (options: { port: number; host: string }): Promise<unknown> =>
    serve(db, { ...OPTIONS, ...options }).catch((error: EcsDbError) => [error.code, error.systemCode, error.message]);
  expect(await failure({ port, host: '127.0.0.1' })).toEqual([
    'IO_ERROR',
    'EADDRINUSE',
    expect.stringMatching(new RegExp(`port ${port} of host "127.0.0.1".*Use another port`)),
  ]);
  expect(await failure({ port: 0, host: '1.2.3.4' })).toEqual([
    'IO_ERROR',
    'EADDRNOTAVAIL',
    expect.stringMatching(/port 0 of host "1\.2\.3\.4".*correct `host`/),
  ]);
  await new Promise((resolve) => taken.close(resolve));
});

/** The first line of the response to a request for a WebSocket; empty if the socket stays open without one. */
async function statusOf(port: number, path: string): Promise<string> {
  const socket = await sendTo(
    port,
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  );
  return new Promise((resolve) => {
    socket.once('data', (data) => resolve(data.toString().split('\r\n')[0] ?? ''));
    socket.setTimeout(200, () => resolve(''));
  }).then((line) => {
    socket.destroy();
    return line as string;
  });
}

test('a shared HTTP server refuses other paths, unless the application listens to them', async () => {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, resolve));
  const { port } = http.address() as AddressInfo;
  const db = databaseWithUnit();
  const servers = [await serve(db, { ...OPTIONS, server: http, path: '/one' })];
  servers.push(await serve(db, { ...OPTIONS, server: http, path: '/two' }));
  expect(await statusOf(port, '/other')).toBe('HTTP/1.1 404 Not Found');
  for (const path of ['/one', '/two?room=1']) {
    const client = await connect(SCHEMA, { url: `ws://127.0.0.1:${port}${path}` });
    client.close();
  }
  http.on('upgrade', (request, socket) => {
    if (request.url === '/other') socket.end('HTTP/1.1 418 Mine\r\n\r\n');
  });
  expect(await statusOf(port, '/other')).toBe('HTTP/1.1 418 Mine');
  await Promise.all(servers.map((server) => server.close()));
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

test('a listener of the application that takes the same sockets does not end the process', async () => {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, resolve));
  const errors: unknown[] = [];
  const foreign = new WebSocketServer({ server: http });
  const server = await serve(databaseWithUnit(), {
    ...OPTIONS,
    server: http,
    onError: (error) => errors.push(error),
  });
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}`);
  await once(socket, 'open');
  expect(errors).toHaveLength(1);
  socket.terminate();
  foreign.close();
  await server.close();
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

test('when its database is closed, a server closes its clients with words, and those that come later', async () => {
  const db = databaseWithUnit();
  const server = await serve(db, { ...OPTIONS, port: 0 });
  const url = `ws://127.0.0.1:${server.port}`;
  const client = await connect(SCHEMA, { url });
  await client.subscribe('units');
  const reasons: string[] = [];
  const offline = new Promise<void>((resolve) => {
    client.onStatus(({ state, reason }) => {
      if (state !== 'offline') return;
      reasons.push(reason);
      if (reasons.length === 2) resolve();
    });
  });
  await db.close();
  await offline;
  for (const reason of reasons) expect(reason).toBe('the database of the server was closed (1001)');
  expect(client.db.count(UNIT)).toBe(1);
  expect(server.clientCount).toBe(0);
  expect(server.stats().clients).toEqual([]);
  client.close();
  await server.close();
  await server.close();
  expect(server.port).toBe(0);
});

test('a closed database cannot be served, and nothing listens then', async () => {
  const db = databaseWithUnit();
  await db.close();
  const taken = createTcpServer();
  await new Promise<void>((resolve) => taken.listen(0, resolve));
  const { port } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  expect(await serve(db, { ...OPTIONS, port }).catch((error: EcsDbError) => error.code)).toBe('CHANNEL_CLOSED');
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
});
