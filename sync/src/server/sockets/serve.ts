/** `serve`: a server that listens, or that belongs to an HTTP server of the application. */

import { createServer, type Server } from 'node:http';
import type { Database } from '@ecsdb/runtime';
import { OptionProblems } from '../options/option-problems.js';
import { completeOptions } from '../options/server-options.js';
import type { SyncServerOptions } from '../sync-server.js';
import { cannotListen } from './cannot-listen.js';
import { checkServeOptions, SERVE_OPTIONS } from './serve-options.js';
import { SocketServer } from './socket-server.js';

/** Either `port` or `server` is needed. */
export interface ServeOptions<User> extends SyncServerOptions<User> {
  /** Where to listen; 0 for a free port. */
  readonly port?: number;
  /** With `port`: the network address to listen on, or a name of it. Default: all. */
  readonly host?: string;
  /**
   * A server of `node:http` or `node:https`, which the application starts and closes. Several servers can share it, at
   * different paths. A WebSocket at another path is refused with 404, unless the application listens to `upgrade`, too.
   */
  readonly server?: Server;
  /** The path of the URL at which clients connect. Default: `/`. */
  readonly path?: string;
}

const UPGRADE_REQUIRED = 426;

/**
 * Serves views of `db` to clients that connect through WebSockets. Resolves when it listens.
 *
 * @throws EcsDbError `INVALID_OPTION`, with all mistakes in the options, and `IO_ERROR` if it cannot listen
 */
export async function serve<User>(db: Database, options: ServeOptions<User>): Promise<SocketServer<User>> {
  const problems = new OptionProblems('serve');
  completeOptions(db, options, problems, SERVE_OPTIONS);
  checkServeOptions(options, problems);
  problems.throwIfAny();
  const { port, host, server, path = '/', ...rest } = options;
  const http = server ?? createOwnServer();
  const socketServer = new SocketServer(db, rest, { http, path, isOwn: server === undefined });
  if (port === undefined) return socketServer;
  try {
    await listen(http, port, host);
    return socketServer;
  } catch (error) {
    await socketServer.close();
    throw error;
  }
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
    const failed = (error: NodeJS.ErrnoException): void => reject(cannotListen(port, host, error));
    server.once('error', failed);
    server.listen({ port, ...(host !== undefined && { host }) }, () => {
      server.off('error', failed);
      resolve();
    });
  });
}
