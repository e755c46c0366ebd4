/** A client that sends bytes of the test's choice. */

import type { Schema } from '@ecsdb/runtime';
import type { SyncServer } from '@ecsdb/sync/server';
import { type TransportPair, transportPair } from '@ecsdb/sync/testing';
import * as protocol from '../../../sync/src/protocol/index.js';
import { settle } from './lines.js';

export class RawClient {
  readonly pair: TransportPair = transportPair();
  /** Frames of the server. */
  readonly received: Uint8Array[] = [];
  /** That the server has closed the connection with; 0 before. */
  code = 0;
  reason = '';

  constructor(server: SyncServer) {
    server.accept(this.pair.server);
    this.pair.client.listen({
      message: (bytes) => this.received.push(bytes.slice()),
      closed: (code, reason) => {
        this.code = code;
        this.reason = reason;
      },
    });
  }

  /** Returns the code that the server closes the connection with; 0 if it does not. */
  async send(...frames: readonly (Uint8Array | readonly number[])[]): Promise<number> {
    for (const frame of frames) {
      this.pair.client.send(Uint8Array.from(frame));
      await settle();
    }
    return this.code;
  }

  /** Throws before the server has sent it. */
  get welcome(): protocol.Welcome {
    const [first] = this.received;
    const frame = first && protocol.decodeServerFrame(first);
    if (frame?.type !== protocol.FRAME.welcome) throw new Error('the client was not welcomed');
    return frame;
  }

  /** Frames of the server with this type. */
  framesOf(type: number): readonly Uint8Array[] {
    return this.received.filter((bytes) => bytes[0] === type);
  }
}

/** A client with nothing of an earlier connection. */
export function helloOf(schema: Schema, options: Partial<protocol.Hello> = {}): Uint8Array {
  return protocol.encodeHello({
    protocol: protocol.PROTOCOL_VERSION,
    schemaHash: schema.descriptor.hash,
    clientId: protocol.NO_ID,
    token: '',
    hz: 30,
    bytesPerSecond: 0,
    position: { database: protocol.NO_ID, epoch: 0, version: 0 },
    ...options,
  });
}

export function subscribeTo(view: string, subscription = 1, params = ''): Uint8Array {
  return protocol.encodeSubscribe({ subscription, view, params });
}
