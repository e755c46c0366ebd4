/** Frames: making and completing them, and walking over frames that are back to back; docs/format.md, "Frames". */

import { checksumOf, getU16At, getU32At, getU64At, setU32At, setU64At } from '../directory/index.js';
import { assert } from '../errors.js';
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
  FRAME_TRANSACTION_COUNT,
  FRAME_TYPE,
  frameBytes,
} from './format.js';

/**
 * Completes a frame in which type, count, first version, length, payload and padding are set. Returns the checksum of
 * its header.
 *
 * Hot: called for each group.
 */
export function completeFrame(
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

/** Makes a frame without transactions, which `completeFrame` completes. */
export function encodeFrame(type: number, payload: Uint8Array, nextVersion: number): Uint8Array {
  const bytes = new Uint8Array(frameBytes(payload.length));
  setU32At(bytes, FRAME_PAYLOAD_LENGTH, payload.length);
  bytes[FRAME_TYPE] = type;
  setU64At(bytes, FRAME_FIRST_VERSION, nextVersion);
  bytes.set(payload, FRAME_HEADER_BYTES);
  bytes[bytes.length - 1] = END_MARK;
  return bytes;
}

/** Length in bytes of the frame at `at`, which has a valid header. */
export function lengthOfFrame(bytes: Uint8Array, at: number): number {
  return frameBytes(getU32At(bytes, at + FRAME_PAYLOAD_LENGTH));
}

/**
 * The end of the frames from `start` on that fit into `room` bytes; with `takesOne` of at least one frame, even if it
 * is larger. `version` is the last version before them. Hot: called for each group.
 */
export function endOfRun(frames: Uint8Array, start: number, version: number, room: number, takesOne: boolean): number {
  let before = version;
  let end = start;
  while (end < frames.length) {
    const next = end + lengthOfFrame(frames, end);
    if (next - start > room && (end > start || !takesOne)) break;
    assert(next <= frames.length, 'frames are whole');
    assert(getU64At(frames, end + FRAME_FIRST_VERSION) === before + 1, 'frames follow each other without gaps');
    before += transactionsIn(frames, end);
    end = next;
  }
  return end;
}

/** The last version in the frames from `start` to `end`. `version` is the last version before them. */
export function lastVersionOf(frames: Uint8Array, start: number, end: number, version: number): number {
  let last = version;
  for (let at = start; at < end; at += lengthOfFrame(frames, at)) last += transactionsIn(frames, at);
  return last;
}

function transactionsIn(frames: Uint8Array, at: number): number {
  return getU16At(frames, at + FRAME_TRANSACTION_COUNT);
}
