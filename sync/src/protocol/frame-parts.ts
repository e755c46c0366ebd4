/** What the frames of both sides consist of. */

import { type ByteReader, ProtocolError } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { LIMITS, type Position } from './frame-types.js';
import { bytesOfHex, hexOfBytes, ID_BYTES } from './ids.js';

const CAN_SKIP = 0x80;

export function frame(type: number, write: (to: ByteWriter) => void): Uint8Array {
  const to = new ByteWriter();
  to.u8(type);
  write(to);
  return to.take();
}

export function numbers(from: ByteReader, what: string): readonly number[] {
  const count = from.limited(LIMITS.channels, what);
  // Each takes a byte at least, so nothing is allocated because a number says so.
  from.require(count);
  return Array.from({ length: count }, () => from.varint());
}

export function writePosition(to: ByteWriter, { database, epoch, version }: Position): void {
  to.bytes(bytesOfHex(database));
  to.varint(epoch);
  to.varint(version);
}

export function readPosition(from: ByteReader): Position {
  return { database: hexOfBytes(from.take(ID_BYTES)), epoch: from.varint(), version: from.varint() };
}

export function requireSkipped(type: number): undefined {
  if ((type & CAN_SKIP) === 0) throw new ProtocolError(`a frame is of the unknown type ${type}`);
  return undefined;
}
