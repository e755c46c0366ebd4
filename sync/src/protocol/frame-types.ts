/** The frames of the protocol, except steps, as data: docs/protocol.md. A frame is one message of a WebSocket. */

import type { ByteReader } from './byte-reader.js';
import type { HeldIds } from './held-ids.js';

/** Both sides must have the same. */
export const PROTOCOL_VERSION = 1;

/** The first byte of a frame. A receiver ignores frames of unknown types that have the highest bit. */
export const FRAME = {
  hello: 0x01,
  subscribe: 0x02,
  unsubscribe: 0x03,
  ack: 0x04,
  ping: 0x05,
  token: 0x06,
  held: 0x07,
  resume: 0x08,
  mismatch: 0x09,
  took: 0x0a,
  welcome: 0x41,
  step: 0x42,
  subscribed: 0x43,
  refused: 0x44,
  pong: 0x45,
  heartbeat: 0x46,
  stage: 0x47,
  verify: 0x48,
  part: 0x49,
} as const;

export const LIMITS = {
  name: 256,
  token: 8192,
  params: 4096,
  /** Of an error for the client. */
  message: 1024,
  /** Of a channel, as a text: its kind, and up to 4096 bytes. */
  value: 4097,
  channels: 65_536,
  subscriptions: 256,
} as const;

export interface Hello {
  readonly protocol: number;
  readonly schemaHash: string;
  /** What the server gave to the client before; `NO_ID` otherwise. */
  readonly clientId: string;
  readonly token: string;
  /** Steps in a second; 0 for each publication. */
  readonly hz: number;
  /** What the client wants to get at most; 0 for no limit. */
  readonly bytesPerSecond: number;
  /** What the client has of an earlier connection; with `NO_ID` as the database if it has nothing. */
  readonly position: Position;
}

/** A state of one opening of one database. */
export interface Position {
  readonly database: string;
  readonly epoch: number;
  readonly version: number;
}

/**
 * How the client continues from its position. After the subscriptions, it says what it holds, and the first step leads
 * from there to what its channels contain now.
 *
 * - `nothing`: everything is sent again.
 * - `marks`: the server has kept what has changed. The client sends the numbers of its channels.
 * - `ids`: the server can find what has changed. The client sends the entities that it holds.
 */
export const RESUME = { nothing: 0, marks: 1, ids: 2 } as const;

export type Resume = (typeof RESUME)[keyof typeof RESUME];

export interface Welcome {
  /** Identifies the client when it connects again. Only client and server know it. */
  readonly clientId: string;
  /** The version that the first step begins with. */
  readonly position: Position;
  readonly resume: Resume;
  /** Milliseconds since the Unix epoch, by the clock of the server. */
  readonly serverMs: number;
}

export interface Subscribe {
  /** Given by the client. */
  readonly subscription: number;
  readonly view: string;
  /** As JSON. */
  readonly params: string;
}

/** From the step to `version` on, the client has these channels. */
export interface Subscribed {
  readonly subscription: number;
  readonly version: number;
  readonly view: string;
  /** Ids of the tables of the view. */
  readonly tables: readonly number[];
  readonly channels: readonly AnnouncedChannel[];
}

export interface AnnouncedChannel {
  readonly number: number;
  /** See `channelKey`. The same in all connections. */
  readonly value: string;
}

/** A part of the content of a channel: the client keeps it until a step shows it. */
export interface Slice {
  readonly channel: number;
  /** What was sent of the channel before is void. */
  readonly isFirst: boolean;
  /** About as many bytes as all slices have. */
  readonly totalBytes: number;
  /** Runs that enter and put. */
  readonly runs: Uint8Array;
}

/** What a part of a channel contains after the step that was sent last. */
export interface Verify {
  readonly channel: number;
  /** Entity indexes: from `first` on, below `end`; without an end if that is 0. */
  readonly first: number;
  readonly end: number;
  /** See `checksumOf`. */
  readonly checksum: number;
}

/** A piece of a large frame. */
export interface Part {
  /** The frame is complete. */
  readonly isLast: boolean;
  readonly bytes: Uint8Array;
}

export interface Pong {
  /** Of the ping. */
  readonly clientMs: number;
  readonly serverMs: number;
  /** The version that the client would have if it had taken everything. */
  readonly version: number;
}

export interface Refused {
  readonly subscription: number;
  readonly code: string;
  readonly message: string;
  /** `view` if the server has no such view; otherwise empty. */
  readonly option: string;
}

export type ClientFrame =
  | ({ readonly type: typeof FRAME.hello } & Hello)
  | ({ readonly type: typeof FRAME.subscribe } & Subscribe)
  | { readonly type: typeof FRAME.unsubscribe; readonly subscription: number }
  | { readonly type: typeof FRAME.ack; readonly version: number }
  | { readonly type: typeof FRAME.ping; readonly clientMs: number }
  | { readonly type: typeof FRAME.token; readonly token: string }
  | { readonly type: typeof FRAME.held; readonly channels: readonly HeldIds[] }
  | { readonly type: typeof FRAME.resume; readonly channels: readonly number[] }
  | { readonly type: typeof FRAME.mismatch; readonly channel: number }
  | { readonly type: typeof FRAME.took; readonly messages: number };

export type ServerFrame =
  | ({ readonly type: typeof FRAME.welcome } & Welcome)
  | { readonly type: typeof FRAME.step; readonly body: ByteReader }
  | ({ readonly type: typeof FRAME.subscribed } & Subscribed)
  | ({ readonly type: typeof FRAME.refused } & Refused)
  | ({ readonly type: typeof FRAME.pong } & Pong)
  | { readonly type: typeof FRAME.heartbeat }
  | ({ readonly type: typeof FRAME.stage } & Slice)
  | ({ readonly type: typeof FRAME.verify } & Verify)
  | ({ readonly type: typeof FRAME.part } & Part);
