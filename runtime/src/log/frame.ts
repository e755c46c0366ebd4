/** Frames: completing, making, recognising them; docs/format.md, "Frames". */

import { checksum, checksumOf } from './checksum.js';
import {
  END_MARK,
  FRAME_DURABLE_VERSION,
  FRAME_FIRST_VERSION,
  FRAME_HEADER_BYTES,
  FRAME_HEADER_CHECKSUM,
  FRAME_PAYLOAD_CHECKSUM,
  FRAME_PAYLOAD_LENGTH,
  FRAME_PREVIOUS_CHECKSUM,
  FRAME_SALT,
  FRAME_TYPE,
  frameBytes,
} from './format.js';

/**
 * Completes a frame whose type, count, first version, length, payload and padding are in place; answers its header's checksum.
 *
 * Hot: once for each group.
 */
export function sealFrame(
  bytes: Uint8Array,
  at: number,
  salt: number,
  durableVersion: number,
  previousChecksum: number,
): number {
  const end = at + frameBytes(getU32(bytes, at + FRAME_PAYLOAD_LENGTH));
  setU32(bytes, at + FRAME_SALT, salt);
  setU32(bytes, at + FRAME_PAYLOAD_CHECKSUM, checksum(bytes.subarray(at + FRAME_HEADER_BYTES, end)));
  setU32(bytes, at + FRAME_DURABLE_VERSION, durableVersion >>> 0);
  setU32(bytes, at + FRAME_DURABLE_VERSION + 4, Math.floor(durableVersion / 2 ** 32));
  setU32(bytes, at + FRAME_PREVIOUS_CHECKSUM, previousChecksum);
  const header = checksumOf(bytes, at, at + FRAME_HEADER_CHECKSUM);
  setU32(bytes, at + FRAME_HEADER_CHECKSUM, header);
  return header;
}

/** A frame without transactions, to be completed by `sealFrame`. */
export function encodeFrame(type: number, payload: Uint8Array, nextVersion: number): Uint8Array {
  const bytes = new Uint8Array(frameBytes(payload.length));
  setU32(bytes, FRAME_PAYLOAD_LENGTH, payload.length);
  bytes[FRAME_TYPE] = type;
  setU32(bytes, FRAME_FIRST_VERSION, nextVersion >>> 0);
  setU32(bytes, FRAME_FIRST_VERSION + 4, Math.floor(nextVersion / 2 ** 32));
  bytes.set(payload, FRAME_HEADER_BYTES);
  bytes[bytes.length - 1] = END_MARK;
  return bytes;
}

/** Length in bytes of the frame at `at`, its header being sound. */
export function lengthOfFrame(bytes: Uint8Array, at: number): number {
  return frameBytes(getU32(bytes, at + FRAME_PAYLOAD_LENGTH));
}

export function getU32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)) >>>
    0
  );
}

function setU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}
