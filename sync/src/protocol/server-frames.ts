/** Frames of a server as bytes, except steps: docs/protocol.md. */

import { ByteReader, ProtocolError } from './byte-reader.js';
import { frame, numbers, readPosition, requireSkipped, writePosition } from './frame-parts.js';
import {
  type AnnouncedChannel,
  FRAME,
  LIMITS,
  type Pong,
  RESUME,
  type Refused,
  type Resume,
  type ServerFrame,
  type Slice,
  type Subscribed,
  type Verify,
  type Welcome,
} from './frame-types.js';
import { bytesOfHex, hexOfBytes, ID_BYTES } from './ids.js';

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

export function encodeRefused({ subscription, code, message, option }: Refused): Uint8Array {
  return frame(FRAME.refused, (to) => {
    to.varint(subscription);
    to.text(code);
    to.text(message);
    to.text(option);
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
          tables: requireAscending(numbers(from, 'the number of tables')),
          channels: announcedChannels(from),
        };
      case FRAME.refused:
        return {
          type,
          subscription: from.varint(),
          code: from.text(LIMITS.name, 'the code'),
          message: from.text(LIMITS.message, 'the message'),
          option: from.text(LIMITS.name, 'the option'),
        };
      case FRAME.pong:
        return { type, clientMs: from.f64(), serverMs: from.f64(), version: from.varint() };
      case FRAME.verify:
        return { type, channel: from.varint(), first: from.varint(), end: from.varint(), checksum: from.varint() };
      case FRAME.stage:
        return { type, ...readSlice(from) };
      case FRAME.part: {
        const isLast = from.limited(1, 'whether a part is the last one') === 1;
        return { type, isLast, bytes: from.take(from.end - from.at) };
      }
      case FRAME.heartbeat:
        return { type };
      default:
        return requireSkipped(type);
    }
  })();
  if (decoded !== undefined) from.requireEnd();
  return decoded;
}

/** So no table is named twice. */
function requireAscending(tables: readonly number[]): readonly number[] {
  if (tables.some((table, i) => i > 0 && table <= (tables[i - 1] as number))) {
    throw new ProtocolError('the tables of a view do not ascend');
  }
  return tables;
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

function readResume(from: ByteReader): Resume {
  const kind = from.u8();
  const known = Object.values(RESUME).find((resume) => resume === kind);
  if (known === undefined) throw new ProtocolError(`a welcome has the unknown kind ${kind} of resume`);
  return known;
}
