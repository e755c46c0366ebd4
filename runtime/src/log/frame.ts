/** Frames: completing, making, recognising them; docs/format.md, "Frames". */

import { checksumOf, getU32At, setU32At, setU64At } from '../directory/index.js';
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
  const end = at + frameBytes(getU32At(bytes, at + FRAME_PAYLOAD_LENGTH));
  setU32At(bytes, at + FRAME_SALT, salt);
  setU32At(bytes, at + FRAME_PAYLOAD_CHECKSUM, checksumOf(bytes, at + FRAME_HEADER_BYTES, end));
  setU64At(bytes, at + FRAME_DURABLE_VERSION, durableVersion);
  setU32At(bytes, at + FRAME_PREVIOUS_CHECKSUM, previousChecksum);
  const header = checksumOf(bytes, at, at + FRAME_HEADER_CHECKSUM);
  setU32At(bytes, at + FRAME_HEADER_CHECKSUM, header);
  return header;
}

/** A frame without transactions, to be completed by `sealFrame`. */
export function encodeFrame(type: number, payload: Uint8Array, nextVersion: number): Uint8Array {
  const bytes = new Uint8Array(frameBytes(payload.length));
  setU32At(bytes, FRAME_PAYLOAD_LENGTH, payload.length);
  bytes[FRAME_TYPE] = type;
  setU64At(bytes, FRAME_FIRST_VERSION, nextVersion);
  bytes.set(payload, FRAME_HEADER_BYTES);
  bytes[bytes.length - 1] = END_MARK;
  return bytes;
}

/** Length in bytes of the frame at `at`, its header being sound. */
export function lengthOfFrame(bytes: Uint8Array, at: number): number {
  return frameBytes(getU32At(bytes, at + FRAME_PAYLOAD_LENGTH));
}
