/** Clients and a server over WebSockets. */

import { createServer } from 'node:http';
import { type AddressInfo, createConnection, createServer as createTcpServer, type Socket } from 'node:net';
import { Database, type EcsDbError } from '@ecsdb/runtime';
import { connect } from '@ecsdb/sync/client';
import { type AuthenticationRequest, serve, view } from '@ecsdb/sync/server';
import { transportPair } from '@ecsdb/sync/testing';
import { expect, test } from '@jest/globals';
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
