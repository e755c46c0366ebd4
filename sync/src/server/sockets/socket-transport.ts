/** The server's end of a WebSocket. */

import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { CLOSE, closeReason } from '../../protocol/index.js';
import type { Transport, TransportEvents } from '../../transport/index.js';
import type { SocketFrames } from './socket-frames.js';

export class SocketTransport implements Transport {
  readonly #webSocket: WebSocket;
  /** Frames go to it past `ws`, which writes nothing but answers to pings and closes. */
  readonly #socket: Duplex;
  readonly #frames: SocketFrames;
  #isClosing = false;

  constructor(webSocket: WebSocket, socket: Duplex, frames: SocketFrames) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#frames = frames;
  }

  get pendingBytes(): number {
    return this.#socket.writableLength;
  }

  listen({ message, closed }: TransportEvents): void {
    const webSocket = this.#webSocket;
    webSocket.on('message', (data: RawData, isBinary: boolean) => {
      // With the default `binaryType`, a binary message is one buffer.
      if (isBinary && data instanceof Uint8Array) message(data);
      else this.close(CLOSE.protocol, 'a frame is a binary message, and this is text');
    });
    webSocket.on('close', (code, reason) => closed(code, reason.toString()));
    // The connection closes, with a code that says what was wrong.
    webSocket.on('error', () => undefined);
  }

  /** Hot: does not look at the WebSocket, so that its memory is not read for each step. */
  send(frame: Uint8Array): void {
    if (!this.#isClosing && this.#socket.writable) this.#socket.write(this.#frames.of(frame));
  }

  close(code: number, reason: string): void {
    this.#isClosing = true;
    this.#webSocket.close(code, closeReason(reason));
  }
}
