/** Requests for WebSockets that an HTTP server gets: each goes to the server with its path. */

import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Those with listeners. */
const UPGRADES: WeakMap<Server, Upgrades> = new WeakMap();

export class Upgrades {
  readonly #http: Server;
  readonly #listeners: Map<string, UpgradeListener> = new Map();

  private constructor(http: Server) {
    this.#http = http;
  }

  static of(http: Server): Upgrades {
    let upgrades = UPGRADES.get(http);
    if (upgrades === undefined) {
      upgrades = new Upgrades(http);
      UPGRADES.set(http, upgrades);
    }
    return upgrades;
  }

  static isTaken(http: Server, path: string): boolean {
    return UPGRADES.get(http)?.has(path) ?? false;
  }

  has(path: string): boolean {
    return this.#listeners.has(path);
  }

  /** Returns a function that removes the listener. The path must not be taken. */
  listen(path: string, listener: UpgradeListener): () => void {
    if (this.#listeners.size === 0) this.#http.on('upgrade', this.#dispatch);
    this.#listeners.set(path, listener);
    return () => {
      if (this.#listeners.get(path) !== listener) return;
      this.#listeners.delete(path);
      if (this.#listeners.size === 0) this.#http.off('upgrade', this.#dispatch);
    };
  }

  readonly #dispatch: UpgradeListener = (request, socket, head) => {
    const listener = this.#listeners.get(pathOf(request));
    if (listener === undefined && this.#http.listenerCount('upgrade') > 1) return;
    // Node listens no longer, and an error that nothing listens to ends the process.
    socket.on('error', () => undefined);
    if (listener === undefined) refuse(socket, 404);
    else listener(request, socket, head);
  };
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const [path = '/'] = url.split('?');
  return path;
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
