/** The client's end of a WebSocket. */

import { CLOSE, closeReason } from '../protocol/index.js';
import type { Transport, TransportEvents } from './transport.js';

/** What browsers, Node and `ws` have in common. */
export interface PlatformSocket {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  addEventListener(type: 'open', listener: () => void): void;
  /** Only `ws` says what has failed. */
  addEventListener(type: 'error', listener: (event: { readonly error?: unknown }) => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
  send(data: Uint8Array): void;
  close(code?: number, reason?: string): void;
}

const OPEN = 1;

/** Resolves when the socket is open. Rejects if it cannot be opened; `failureOf` puts into words what has failed. */
export function openTransport(socket: PlatformSocket, failureOf: (error: unknown) => string): Promise<Transport> {
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    // After the first of these, the others change nothing.
    socket.addEventListener('open', () => resolve(new WebSocketTransport(socket)));
    socket.addEventListener('error', ({ error }) => reject(new Error(failureOf(error))));
    socket.addEventListener('close', () => reject(new Error(failureOf(undefined))));
  });
}

class WebSocketTransport implements Transport {
  readonly #socket: PlatformSocket;

  constructor(socket: PlatformSocket) {
    this.#socket = socket;
  }

  get pendingBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Called before the event loop goes on; the server says nothing before the client does. */
  listen({ message, closed }: TransportEvents): void {
    const socket = this.#socket;
    socket.addEventListener('message', ({ data }) => {
      if (data instanceof ArrayBuffer) message(new Uint8Array(data));
      else this.close(CLOSE.protocol, 'a frame is a binary message, and this is text');
    });
    socket.addEventListener('close', ({ code, reason }) => closed(code, reason));
  }

  send(frame: Uint8Array): void {
    if (this.#socket.readyState === OPEN) this.#socket.send(frame);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, closeReason(reason));
  }
}
