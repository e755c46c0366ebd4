/** `serve`: a server that listens, or that belongs to an HTTP server of the application. */

import { createServer, type Server } from 'node:http';
import { type Database, EcsDbError } from '@ecsdb/runtime';
import { checkViews } from '../channels/check-views.js';
import type { SyncServerOptions } from '../sync-server.js';
import { type Endpoint, SocketServer } from './socket-server.js';

/** Either `port` or `server` is needed. */
export interface ServeOptions<User> extends SyncServerOptions<User> {
  /** Where to listen; 0 for a free port. */
  readonly port?: number;
  /** The network address to listen on. Default: all. */
  readonly host?: string;
  /** A server of `node:http` or `node:https`, which the application starts and closes. */
  readonly server?: Server;
  /** The path of the URL at which clients connect. Default: `/`. */
  readonly path?: string;
}

const UPGRADE_REQUIRED = 426;

/**
 * Serves views of `db` to clients that connect through WebSockets. Resolves when it listens. Throws `INVALID_OPTION`,
 * and `IO_ERROR` if the port cannot be used.
 */
export async function serve<User>(db: Database, options: ServeOptions<User>): Promise<SocketServer<User>> {
  const { port, host, server, path = '/', ...rest } = options;
  if ((port === undefined) === (server === undefined)) throw portOrServer(options);
  // Before anything listens.
  checkViews(db.schema, options.views);
  const endpoint: Endpoint = { http: server ?? createOwnServer(), path, isOwn: server === undefined };
  if (port !== undefined) {
    await listen(endpoint.http, port, host);
    if (options.onError !== undefined) endpoint.http.on('error', options.onError);
  }
  return new SocketServer(db, rest, endpoint);
}

/** Says to everything but WebSockets that they are expected. */
function createOwnServer(): Server {
  return createServer((_request, response) => {
    response.writeHead(UPGRADE_REQUIRED, { Connection: 'Upgrade', Upgrade: 'websocket' });
    response.end();
  });
}

function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(port, error)));
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function portOrServer({ port }: { readonly port?: number }): EcsDbError {
  const got = port === undefined ? 'neither' : 'both';
  const expected = 'either `port` or `server`';
  return new EcsDbError('INVALID_OPTION', `\`serve\` got ${got}; expected ${expected}.`, {
    option: 'port',
    expected,
    got,
  });
}

function cannotListen(port: number, cause: NodeJS.ErrnoException): EcsDbError {
  const { code } = cause;
  const message = `the server cannot listen on port ${port} (${code}). Use another port, or end what listens there.`;
  return new EcsDbError('IO_ERROR', message, code === undefined ? {} : { systemCode: code }, { cause });
}
