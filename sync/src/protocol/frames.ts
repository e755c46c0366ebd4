/** The frames of the protocol, except steps: docs/protocol.md. A frame is one binary message of a WebSocket. */

import { ByteReader, ProtocolError } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { CLOSE } from './close-codes.js';
import { decodeHeldIds, type HeldIds } from './held-ids.js';

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
  welcome: 0x41,
  step: 0x42,
  subscribed: 0x43,
  refused: 0x44,
  pong: 0x45,
  heartbeat: 0x46,
  stage: 0x47,
  verify: 0x48,
} as const;
const CAN_SKIP = 0x80;

const LIMITS = {
  name: 256,
  token: 8192,
  params: 4096,
  /** Of an error for the client. */
  message: 1024,
  /** Of a channel, as a text. */
  value: 65_536,
  channels: 65_536,
  subscriptions: 256,
} as const;

/** Of a schema hash, an id of a database or of a client. */
const ID_BYTES = 16;
/** The id of a client that has none yet. */
export const NO_ID: string = '0'.repeat(ID_BYTES * 2);

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

interface AnnouncedChannel {
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
  | { readonly type: typeof FRAME.mismatch; readonly channel: number };

export type ServerFrame =
  | ({ readonly type: typeof FRAME.welcome } & Welcome)
  | { readonly type: typeof FRAME.step; readonly body: ByteReader }
  | ({ readonly type: typeof FRAME.subscribed } & Subscribed)
  | ({ readonly type: typeof FRAME.refused } & Refused)
  | ({ readonly type: typeof FRAME.pong } & Pong)
  | { readonly type: typeof FRAME.heartbeat }
  | ({ readonly type: typeof FRAME.stage } & Slice)
  | ({ readonly type: typeof FRAME.verify } & Verify);

export function encodeHello({
  protocol,
  schemaHash,
  clientId,
  token,
  hz,
  bytesPerSecond,
  position,
}: Hello): Uint8Array {
  return frame(FRAME.hello, (to) => {
    to.varint(protocol);
    to.bytes(bytesOfHex(schemaHash));
    to.bytes(bytesOfHex(clientId));
    to.text(token);
    to.varint(hz);
    to.varint(bytesPerSecond);
    writePosition(to, position);
  });
}

export function encodeSubscribe({ subscription, view, params }: Subscribe): Uint8Array {
  return frame(FRAME.subscribe, (to) => {
    to.varint(subscription);
    to.text(view);
    to.text(params);
  });
}

export function encodeUnsubscribe(subscription: number): Uint8Array {
  return frame(FRAME.unsubscribe, (to) => to.varint(subscription));
}

export function encodeAck(version: number): Uint8Array {
  return frame(FRAME.ack, (to) => to.varint(version));
}

export function encodePing(clientMs: number): Uint8Array {
  return frame(FRAME.ping, (to) => to.f64(clientMs));
}

/** A new token of the same user. */
export function encodeToken(token: string): Uint8Array {
  return frame(FRAME.token, (to) => to.text(token));
}

export function encodeHeld(body: Uint8Array): Uint8Array {
  return frame(FRAME.held, (to) => to.bytes(body));
}

/** The client has sent its subscriptions, and holds these channels; none if it sends entities instead. */
export function encodeResume(channels: readonly number[]): Uint8Array {
  return frame(FRAME.resume, (to) => {
    to.varint(channels.length);
    for (const channel of channels) to.varint(channel);
  });
}

/** The content of a channel differs from that of the server. */
export function encodeMismatch(channel: number): Uint8Array {
  return frame(FRAME.mismatch, (to) => to.varint(channel));
}

export function encodeStage({ channel, isFirst, totalBytes, runs }: Slice): Uint8Array {
  return frame(FRAME.stage, (to) => {
    to.varint(channel);
    to.u8(isFirst ? 1 : 0);
    to.varint(totalBytes);
    to.bytes(runs);
  });
}

export function encodeVerify({ channel, first, end, checksum }: Verify): Uint8Array {
  return frame(FRAME.verify, (to) => {
    to.varint(channel);
    to.varint(first);
    to.varint(end);
    to.varint(checksum);
  });
}

export function encodeWelcome({ clientId, position, resume, serverMs }: Welcome): Uint8Array {
  return frame(FRAME.welcome, (to) => {
    to.bytes(bytesOfHex(clientId));
    writePosition(to, position);
    to.u8(resume);
    to.f64(serverMs);
  });
}

export function encodeSubscribed({ subscription, version, view, tables, channels }: Subscribed): Uint8Array {
  return frame(FRAME.subscribed, (to) => {
    to.varint(subscription);
    to.varint(version);
    to.text(view);
    to.varint(tables.length);
    for (const table of tables) to.varint(table);
    to.varint(channels.length);
    for (const { number, value } of channels) {
      to.varint(number);
      to.text(value);
    }
  });
}

export function encodeRefused({ subscription, code, message }: Refused): Uint8Array {
  return frame(FRAME.refused, (to) => {
    to.varint(subscription);
    to.text(code);
    to.text(message);
  });
}

export function encodePong({ clientMs, serverMs, version }: Pong): Uint8Array {
  return frame(FRAME.pong, (to) => {
    to.f64(clientMs);
    to.f64(serverMs);
    to.varint(version);
  });
}

export function encodeHeartbeat(): Uint8Array {
  return frame(FRAME.heartbeat, () => undefined);
}

/** Undefined for a frame to be ignored. Throws a `ProtocolError`. */
export function decodeClientFrame(bytes: Uint8Array): ClientFrame | undefined {
  const from = new ByteReader(bytes);
  const type = from.u8();
  const decoded = ((): ClientFrame | undefined => {
    switch (type) {
      case FRAME.hello:
        return {
          type,
          protocol: requireVersion(from.varint()),
          schemaHash: hexOfBytes(from.take(ID_BYTES)),
          clientId: hexOfBytes(from.take(ID_BYTES)),
          token: from.text(LIMITS.token, 'the token'),
          hz: from.limited(1000, 'the rate'),
          bytesPerSecond: from.varint(),
          position: readPosition(from),
        };
      case FRAME.subscribe:
        return {
          type,
          subscription: from.varint(),
          view: from.text(LIMITS.name, 'the name of the view'),
          params: from.text(LIMITS.params, 'the parameters'),
        };
      case FRAME.unsubscribe:
        return { type, subscription: from.varint() };
      case FRAME.ack:
        return { type, version: from.varint() };
      case FRAME.ping:
        return { type, clientMs: from.f64() };
      case FRAME.token:
        return { type, token: from.text(LIMITS.token, 'the token') };
      case FRAME.held:
        return { type, channels: decodeHeldIds(from) };
      case FRAME.mismatch:
        return { type, channel: from.varint() };
      case FRAME.resume:
        return { type, channels: numbers(from, 'the number of channels') };
      default:
        return requireSkipped(type);
    }
  })();
  if (decoded !== undefined) from.requireEnd();
  return decoded;
}

/** Undefined for a frame to be ignored. Throws a `ProtocolError`. The body of a step is not checked. */
export function decodeServerFrame(bytes: Uint8Array): ServerFrame | undefined {
  const from = new ByteReader(bytes);
  const type = from.u8();
  if (type === FRAME.step) return { type, body: from };
  const decoded = ((): ServerFrame | undefined => {
    switch (type) {
      case FRAME.welcome: {
        const clientId = hexOfBytes(from.take(ID_BYTES));
        const position = readPosition(from);
        return { type, clientId, position, resume: readResume(from), serverMs: from.f64() };
      }
      case FRAME.subscribed:
        return {
          type,
          subscription: from.varint(),
          version: from.varint(),
          view: from.text(LIMITS.name, 'the name of the view'),
          tables: numbers(from, 'the number of tables'),
          channels: announcedChannels(from),
        };
      case FRAME.refused:
        return {
          type,
          subscription: from.varint(),
          code: from.text(LIMITS.name, 'the code'),
          message: from.text(LIMITS.message, 'the message'),
        };
      case FRAME.pong:
        return { type, clientMs: from.f64(), serverMs: from.f64(), version: from.varint() };
      case FRAME.verify:
        return { type, channel: from.varint(), first: from.varint(), end: from.varint(), checksum: from.varint() };
      case FRAME.stage:
        return { type, ...readSlice(from) };
      case FRAME.heartbeat:
        return { type };
      default:
        return requireSkipped(type);
    }
  })();
  if (decoded !== undefined) from.requireEnd();
  return decoded;
}

function frame(type: number, write: (to: ByteWriter) => void): Uint8Array {
  const to = new ByteWriter();
  to.u8(type);
  write(to);
  return to.take();
}

function numbers(from: ByteReader, what: string): readonly number[] {
  const count = from.limited(LIMITS.channels, what);
  // Each takes a byte at least, so nothing is allocated because a number says so.
  from.require(count);
  return Array.from({ length: count }, () => from.varint());
}

function announcedChannels(from: ByteReader): readonly AnnouncedChannel[] {
  const count = from.limited(LIMITS.channels, 'the number of channels');
  from.require(count);
  return Array.from({ length: count }, () => {
    return { number: from.varint(), value: from.text(LIMITS.value, 'the value of a channel') };
  });
}

function readSlice(from: ByteReader): Slice {
  const channel = from.varint();
  const isFirst = from.limited(1, 'whether a slice is the first one') === 1;
  const totalBytes = from.varint();
  return { channel, isFirst, totalBytes, runs: from.take(from.end - from.at) };
}

function writePosition(to: ByteWriter, { database, epoch, version }: Position): void {
  to.bytes(bytesOfHex(database));
  to.varint(epoch);
  to.varint(version);
}

function readPosition(from: ByteReader): Position {
  return { database: hexOfBytes(from.take(ID_BYTES)), epoch: from.varint(), version: from.varint() };
}

function readResume(from: ByteReader): Resume {
  const kind = from.u8();
  const known = Object.values(RESUME).find((resume) => resume === kind);
  if (known === undefined) throw new ProtocolError(`a welcome has the unknown kind ${kind} of resume`);
  return known;
}

/** The rest of a hello is different in other versions. */
function requireVersion(version: number): number {
  if (version === PROTOCOL_VERSION) return version;
  const message = `the server speaks version ${PROTOCOL_VERSION} of the protocol, and the client version ${version}`;
  throw new ProtocolError(message, CLOSE.version);
}

function requireSkipped(type: number): undefined {
  if ((type & CAN_SKIP) === 0) throw new ProtocolError(`a frame is of the unknown type ${type}`);
  return undefined;
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: ID_BYTES }, (_, i) => Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16));
}

function hexOfBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
