/** A server whose clients connect through WebSockets. */

import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Database } from '@ecsdb/runtime';
import { WebSocketServer } from 'ws';
import { SyncServer, type SyncServerOptions } from '../sync-server.js';
import { SocketFrames } from './socket-frames.js';
import { SocketTransport } from './socket-transport.js';
import { Upgrades } from './upgrades.js';

export interface Endpoint {
  readonly http: Server;
  /** Of the URL, such as `/sync`. */
  readonly path: string;
  /** Whether the HTTP server serves nothing else, and closes with this one. */
  readonly isOwn: boolean;
}

/** How long clients may take to confirm that the connection is closed. */
const CLOSING_MS = 1000;

export class SocketServer<User = unknown> extends SyncServer<User> {
  readonly #endpoint: Endpoint;
  readonly #sockets: WebSocketServer;
  readonly #frames: SocketFrames = new SocketFrames();
  readonly #stopUpgrades: () => void;

  constructor(db: Database, options: SyncServerOptions<User>, endpoint: Endpoint) {
    super(db, options);
    this.#endpoint = endpoint;
    // Compressing takes longer than sending: it would block all other clients.
    const socketOptions = {
      noServer: true,
      perMessageDeflate: false,
      maxPayload: this.limits.frameBytes,
      closeTimeout: CLOSING_MS,
    };
    this.#sockets = new WebSocketServer(socketOptions);
    const { http, path } = endpoint;
    this.#stopUpgrades = Upgrades.of(http).listen(path, (...request) => this.#upgrade(...request));
    // For example if no file can be opened for a connection. An error that nothing listens to ends the process.
    if (endpoint.isOwn) {
      http.on('error', (error) => {
        // `serve` rejects if it cannot listen.
        if (http.listening) this.errors.pass(error);
      });
    }
  }

  /** The port that the HTTP server listens on; 0 while it does not listen, so also after `close`. */
  get port(): number {
    const address = this.#endpoint.http.address() as AddressInfo | null;
    return address?.port ?? 0;
  }

  /** Closes all connections. Resolves when they are closed. Calling it again is harmless. */
  override async close(): Promise<void> {
    const { http, isOwn } = this.#endpoint;
    this.#stopUpgrades();
    super.close();
    const isClosed = isOwn ? new Promise<void>((resolve) => http.close(() => resolve())) : this.#allClosed();
    const timer = setTimeout(() => {
      for (const client of this.#sockets.clients) client.terminate();
      // Those that have sent no request, or a part of one.
      if (isOwn) http.closeAllConnections();
    }, CLOSING_MS);
    await isClosed;
    clearTimeout(timer);
  }

  async #allClosed(): Promise<void> {
    const closing = [...this.#sockets.clients].map((client) => new Promise((resolve) => client.once('close', resolve)));
    await Promise.all(closing);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const origin = { headers: request.headers, address: request.socket.remoteAddress };
        this.accept(new SocketTransport(webSocket, socket, this.#frames), origin);
      });
    } catch (error) {
      // Another listener of the application has taken the same socket.
      this.errors.pass(error);
    }
  }
}
