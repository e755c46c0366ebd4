/** The client: a database that follows the channels of a server. */

import type { Database, Schema } from '@ecsdb/runtime';
import { ReplayError, Replica } from '@ecsdb/runtime/replica';
import { createSocket } from '#web-socket';
import {
  type ByteReader,
  decodeServerFrame,
  encodeAck,
  encodeHello,
  encodePing,
  encodeSubscribe,
  encodeToken,
  encodeUnsubscribe,
  FRAME,
  type Hello,
  NO_ID,
  PROTOCOL_VERSION,
  ProtocolError,
  type ServerFrame,
  type Subscribed,
} from '../protocol/index.js';
import { openTransport, type Transport } from '../transport/index.js';
import { applySections, type RecordSizes, readHead } from './apply-step.js';
import { HeldRows } from './held-rows.js';

export interface ConnectOptions {
  /** Of the server, such as `wss://example.org/sync`. */
  readonly url?: string;
  /** Instead of `url`, in tests. */
  readonly transport?: Transport;
  /** What the server's `authenticate` gets. A function is called for each connection. */
  readonly token?: string | (() => string | Promise<string>);
  /** Steps in a second, from 1 to 1000; 0 for each publication. */
  readonly hz?: number;
  /** Steps become fewer if they would have more bytes in a second than this. Default: no limit. */
  readonly bytesPerSecond?: number;
}

/** A view that the client has subscribed to. */
export interface Subscription {
  /** Its rows go with the next step. */
  unsubscribe(): void;
}

interface Waiting {
  /** The version from which on its rows are visible; infinite until the server says it. */
  version: number;
  resolve(subscription: Subscription): void;
  reject(error: Error): void;
}

const BAD_FRAME = 4400;
const DEFAULT_HZ = 30;

export class SyncClient {
  readonly #replica: Replica;
  readonly #transport: Transport;
  readonly #sizes: RecordSizes;
  readonly #held: HeldRows = new HeldRows();
  readonly #waiting: Map<number, Waiting> = new Map();
  #subscriptions = 0;
  #version = 0;
  #welcomed: { resolve(): void; reject(error: Error): void } | undefined;

  constructor(schema: Schema, transport: Transport) {
    this.#replica = new Replica(schema);
    this.#transport = transport;
    this.#sizes = new Map(schema.components.map(({ TABLE_ID, size }) => [TABLE_ID, size]));
  }

  /** What the client holds, at one version of the server. */
  get db(): Database {
    return this.#replica.db;
  }

  /** @internal */
  start(hello: Pick<Hello, 'token' | 'hz' | 'bytesPerSecond'>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#welcomed = { resolve, reject };
      this.#transport.listen({
        message: (bytes) => this.#message(bytes),
        closed: (code, reason) => this.#closed(code, reason),
      });
      const { hash } = this.db.schema.descriptor;
      this.#transport.send(encodeHello({ protocol: PROTOCOL_VERSION, schemaHash: hash, clientId: NO_ID, ...hello }));
    });
  }

  /** Resolves when the rows of the view are visible in `db`. */
  subscribe(view: string, params?: object): Promise<Subscription> {
    const subscription = ++this.#subscriptions;
    return new Promise((resolve, reject) => {
      this.#waiting.set(subscription, { version: Number.POSITIVE_INFINITY, resolve, reject });
      const text = params === undefined ? '' : JSON.stringify(params);
      this.#transport.send(encodeSubscribe({ subscription, view, params: text }));
    });
  }

  /** Sends a new token of the same user, before the one that the server has expires. */
  setToken(token: string): void {
    this.#transport.send(encodeToken(token));
  }

  close(): void {
    this.#transport.close(1000, 'the client has closed');
  }

  #message(bytes: Uint8Array): void {
    try {
      const frame = decodeServerFrame(bytes);
      if (frame !== undefined) this.#receive(frame);
    } catch (error) {
      if (!(error instanceof ProtocolError || error instanceof ReplayError)) throw error;
      this.#transport.close(BAD_FRAME, error.message);
    }
  }

  #receive(frame: ServerFrame): void {
    switch (frame.type) {
      case FRAME.welcome:
        this.#version = frame.position.version;
        this.#welcomed?.resolve();
        this.#welcomed = undefined;
        break;
      case FRAME.step:
        this.#step(frame.body);
        break;
      case FRAME.subscribed:
        this.#subscribed(frame);
        break;
      case FRAME.refused:
        this.#waiting.get(frame.subscription)?.reject(new Error(frame.message));
        this.#waiting.delete(frame.subscription);
        break;
      case FRAME.heartbeat:
        this.#transport.send(encodePing(Date.now()));
        break;
      case FRAME.pong:
        break;
    }
  }

  #step(body: ByteReader): void {
    const { asks, from, to } = readHead(body);
    if (from !== this.#version || to < from)
      throw new ProtocolError(`a step from ${from} to ${to} at ${this.#version}`);
    this.#replica.apply((rows) => applySections(rows, this.#held, this.#sizes, body));
    this.#replica.publish(to);
    this.#version = to;
    if (asks) this.#transport.send(encodeAck(to));
    for (const [subscription, waiting] of this.#waiting) {
      if (waiting.version > to) continue;
      this.#waiting.delete(subscription);
      waiting.resolve({ unsubscribe: () => this.#transport.send(encodeUnsubscribe(subscription)) });
    }
  }

  #subscribed({ subscription, version, tables, channels }: Subscribed): void {
    for (const table of tables) if (!this.#sizes.has(table)) throw new ProtocolError(`there is no table ${table}`);
    for (const channel of channels) this.#held.expect(channel, tables);
    const waiting = this.#waiting.get(subscription);
    if (waiting !== undefined) waiting.version = version;
  }

  #closed(code: number, reason: string): void {
    const error = new Error(`the connection was closed: ${reason} (${code})`);
    this.#welcomed?.reject(error);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** Connects to a server. Resolves when it has accepted the client; then `db` is empty until `subscribe`. */
export async function connect(schema: Schema, options: ConnectOptions): Promise<SyncClient> {
  const { url, transport, token = '', hz = DEFAULT_HZ, bytesPerSecond = 0 } = options;
  const text = typeof token === 'string' ? token : await token();
  const opened = transport ?? (await openTransport(await createSocket(url ?? '')));
  const client = new SyncClient(schema, opened);
  await client.start({ token: text, hz, bytesPerSecond });
  return client;
}
