/** A server whose clients connect through WebSockets. */

import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Database } from '@ecsdb/runtime';
import { WebSocketServer } from 'ws';
import { DEFAULT_LIMITS } from '../clients/limits.js';
import { SyncServer, type SyncServerOptions } from '../sync-server.js';
import { SocketFrames } from './socket-frames.js';
import { SocketTransport } from './socket-transport.js';

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
  readonly #upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

  constructor(db: Database, options: SyncServerOptions<User>, endpoint: Endpoint) {
    super(db, options);
    this.#endpoint = endpoint;
    const { frameBytes } = { ...DEFAULT_LIMITS, ...options.limits };
    // Compressing takes longer than sending: it would block all other clients.
    const socketOptions = {
      noServer: true,
      perMessageDeflate: false,
      maxPayload: frameBytes,
      closeTimeout: CLOSING_MS,
    };
    this.#sockets = new WebSocketServer(socketOptions);
    this.#upgrade = (request, socket, head) => this.#onUpgrade(request, socket, head);
    endpoint.http.on('upgrade', this.#upgrade);
  }

  /** The port that it listens on. */
  get port(): number {
    const address = this.#endpoint.http.address() as AddressInfo | null;
    return address?.port ?? 0;
  }

  /** Closes all connections. Resolves when they are closed. */
  override async close(): Promise<void> {
    const { http, isOwn } = this.#endpoint;
    http.off('upgrade', this.#upgrade);
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

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { path, isOwn } = this.#endpoint;
    // Node listens no longer, and an error that nothing listens to ends the process.
    socket.on('error', () => undefined);
    if (pathOf(request) !== path) {
      // Another listener of a shared server may want it.
      if (isOwn) refuse(socket, 404);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const origin = { headers: request.headers, address: request.socket.remoteAddress };
      this.accept(new SocketTransport(webSocket, socket, this.#frames), origin);
    });
  }
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const [path = '/'] = url.split('?');
  return path;
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
