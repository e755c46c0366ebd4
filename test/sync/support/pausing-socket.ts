/** A connection over `ws` that a test can stop reading, as a client on a bad network does. */

import type { Transport } from '@ecsdb/sync/testing';
import { WebSocket } from 'ws';

export class PausingSocket {
  #socket: WebSocket | undefined;

  readonly open = async (url: string): Promise<Transport> => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    this.#socket = socket;
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    return {
      pendingBytes: 0,
      listen: ({ message, closed }) => {
        socket.on('message', (data) => message(data as Buffer));
        socket.on('close', (code, reason) => closed(code, reason.toString()));
      },
      send: (frame) => socket.send(frame),
      close: (code, reason) => socket.close(code, reason),
    };
  };

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }
}
