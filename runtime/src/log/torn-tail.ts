/** Decides what a bad frame is: corrupt, suspect or torn. docs/format.md, "The next frame of a segment". */

import type { BadFrameCase } from './cases.js';
import { FRAME_HEADER_BYTES, SECTOR_BYTES } from './format.js';

/** The facts about a place where a frame is expected, and where other bytes than zeros and no valid frame are. */
export interface BadFrame {
  /** Of the place, in the file. */
  readonly offset: number;
  /** The version of the first transaction in the frame, or the next version. */
  readonly firstVersion: number;
  readonly isInLastSegment: boolean;
  /** The frame is the first of its segment. It was synced before the segment was given its name. */
  readonly isFirst: boolean;
  readonly isAfterClose: boolean;
  /** The highest version for which there is proof that it was on the device. */
  readonly provenVersion: number;
  /** Of the file, in bytes. */
  readonly size: number;
  /** The end of the last byte of the file that is not zero. */
  readonly nonZeroEnd: number;
  /** Length of the whole frame in bytes; undefined when its header is not valid. */
  readonly length: number | undefined;
  /** The part of the frame that is in the file; without a valid header, the bytes in the place of the header. */
  readonly bytes: Uint8Array;
}

/** The first case that applies. */
export function classifyBadFrame(frame: BadFrame): BadFrameCase {
  const { offset, length, bytes, size } = frame;
  // mutant: case-b1
  if (!frame.isInLastSegment || frame.isFirst) return 'B1';
  // mutant: case-b2
  if (frame.isAfterClose) return 'B2';
  // mutant: case-b3
  if (frame.provenVersion >= frame.firstVersion) return 'B3';
  if (offset + (length ?? FRAME_HEADER_BYTES) > size) return 'B4';
  if (length !== undefined) {
    if (bytes[length - 1] === 0) return 'B5';
    return lacksSector(bytes, offset) ? 'B6' : 'B9';
  }
  if (frame.nonZeroEnd < offset + FRAME_HEADER_BYTES) return 'B7';
  return lacksSector(bytes, offset) ? 'B8' : 'B9';
}

/** True if in one of the sectors that contain the bytes, their part is all zero. */
function lacksSector(bytes: Uint8Array, offset: number): boolean {
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + SECTOR_BYTES - ((offset + at) % SECTOR_BYTES));
    if (isZero(bytes, at, end)) return true;
    at = end;
  }
  return false;
}

function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false;
  return true;
}
