/** The client's end of a WebSocket. */

import { CLOSE, closeReason } from '../protocol/index.js';
import type { Transport, TransportEvents } from './transport.js';

/** What browsers, Node and `ws` have in common. */
export interface PlatformSocket {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: Uint8Array): void;
  close(code?: number, reason?: string): void;
}

const OPEN = 1;

/** Resolves when the socket is open. Rejects if it cannot be opened; platforms do not say why. */
export function openTransport(socket: PlatformSocket): Promise<Transport> {
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    socket.onopen = () => {
      socket.onerror = () => undefined;
      resolve(new WebSocketTransport(socket));
    };
    // Node 22 reports an error without closing.
    socket.onerror = () => reject(new Error('no connection could be opened'));
    socket.onclose = ({ code }) => reject(new Error(`no connection could be opened (${code})`));
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
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) message(new Uint8Array(data));
      else this.close(CLOSE.protocol, 'a frame is a binary message, and this is text');
    };
    socket.onclose = ({ code, reason }) => closed(code, reason);
  }

  send(frame: Uint8Array): void {
    if (this.#socket.readyState === OPEN) this.#socket.send(frame);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, closeReason(reason));
  }
}
