/**
 * Frames with impossible contents and right checksums, which only a bug or another program could write; docs/format.md.
 */

import { checksum } from '@ecsdb/runtime/testing';
import { FRAME_HEADER_BYTES, SEAL, type SegmentPlace } from './layout.js';

const SALT_IN_FILE_HEADER = 52;
const HEADER_CHECKSUM = 36;
const END_MARK = 0xa5;

export interface Forged {
  readonly type: number;
  readonly firstVersion: number;
  readonly durableVersion: number;
  readonly hasEndMark: boolean;
}

/** The seal that could follow the last frame of a segment. */
export function sealAfter({ frames, firstVersion }: SegmentPlace): Forged {
  const next = (frames.at(-1)?.lastVersion ?? firstVersion - 1) + 1;
  return { type: SEAL, firstVersion: next, durableVersion: next - 1, hasEndMark: true };
}

/** The segment with one more frame in its chain. */
export function withFrame(bytes: Uint8Array, { frames, end }: SegmentPlace, forged: Forged): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const previous = view.getUint32((frames.at(-1)?.offset ?? 0) + HEADER_CHECKSUM, true);
  const frame = frameOf(view.getUint32(SALT_IN_FILE_HEADER, true), previous, forged);
  const longer = new Uint8Array(Math.max(bytes.length, end + frame.length));
  longer.set(bytes);
  longer.set(frame, end);
  return longer;
}

/** A frame without a payload. */
export function frameOf(salt: number, previousChecksum: number, forged: Forged): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + 8);
  const view = new DataView(bytes.buffer);
  if (forged.hasEndMark) bytes[bytes.length - 1] = END_MARK;
  view.setUint32(0, salt, true);
  view.setUint32(4, checksum(bytes.subarray(FRAME_HEADER_BYTES)), true);
  view.setUint8(12, forged.type);
  view.setBigUint64(16, BigInt(forged.firstVersion), true);
  view.setBigUint64(24, BigInt(forged.durableVersion), true);
  view.setUint32(32, previousChecksum, true);
  view.setUint32(HEADER_CHECKSUM, checksum(bytes.subarray(0, HEADER_CHECKSUM)), true);
  return bytes;
}
