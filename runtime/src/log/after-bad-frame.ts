/** Searches the rest of a segment after the last valid frame: where zeros begin, and what later frames prove. */

import { FRAME_HEADER_BYTES } from './format.js';
import { FrameFields } from './segment-frame.js';
import type { SegmentWindow } from './segment-window.js';

const STEP_BYTES = 2 ** 19;

export interface AfterBadFrame {
  /** The end of the last byte that is not zero; the place itself if there is none. */
  readonly nonZeroEnd: number;
  /** The highest durable version in the header of a later frame; 0 without one. */
  readonly durableVersion: number;
  /** The highest version in a later frame; 0 without one. */
  readonly lastVersion: number;
}

/**
 * Reads from `offset`, a multiple of 8, to the end of the file. Searches for frames from `framesFrom` on, at every
 * multiple of 8: the salt and the checksum of a header are 64 bits, which no other bytes have. A valid header is proof,
 * even if its payload is damaged.
 */
export function readAfterBadFrame(
  window: SegmentWindow,
  salt: number,
  offset: number,
  framesFrom: number,
): AfterBadFrame {
  const fields = new FrameFields();
  let nonZeroEnd = offset;
  let durableVersion = 0;
  let lastVersion = 0;
  for (let at = offset; at < window.size; at += STEP_BYTES) {
    // Headers that begin in this step may end in the next one.
    const length = Math.min(window.size - at, STEP_BYTES + FRAME_HEADER_BYTES);
    const index = window.locate(at, length);
    const end = lastNonZero(window, index, length);
    if (end === 0) continue;
    nonZeroEnd = at + end;
    for (let place = Math.max(0, framesFrom - at); place + FRAME_HEADER_BYTES <= length; place += 8) {
      if (!fields.readWords(window.words, (index + place) >>> 2, salt) || !fields.isPossible()) continue;
      durableVersion = Math.max(durableVersion, fields.durableVersion);
      lastVersion = Math.max(lastVersion, fields.lastVersion);
    }
  }
  return { nonZeroEnd, durableVersion, lastVersion };
}

/** The position of the next valid header of a frame, from `offset` on, a multiple of 8; undefined if there is none. */
export function findHeader(window: SegmentWindow, salt: number, offset: number): number | undefined {
  const fields = new FrameFields();
  for (let at = offset; at < window.size; at += STEP_BYTES) {
    const length = Math.min(window.size - at, STEP_BYTES + FRAME_HEADER_BYTES);
    const index = window.locate(at, length);
    for (let place = 0; place + FRAME_HEADER_BYTES <= length; place += 8) {
      if (fields.readWords(window.words, (index + place) >>> 2, salt) && fields.isPossible()) return at + place;
    }
  }
  return undefined;
}

/**
 * The position of the first byte from `offset` to `end` that is not zero, rounded down to a multiple of 4; `end` if
 * there is none.
 */
export function findNonZero(window: SegmentWindow, offset: number, end: number): number {
  for (let at = offset - (offset % 4); at < end; at += STEP_BYTES) {
    const length = Math.min(end - at, STEP_BYTES);
    const first = window.locate(at, length) >>> 2;
    const last = first + Math.ceil(length / 4);
    let word = first;
    while (word < last && window.words[word] === 0) word++;
    if (word < last) return at + (word - first) * 4;
  }
  return end;
}

/** The length without the zeros at the end. Hot: the rest of a segment is megabytes of zeros. */
function lastNonZero({ bytes, words }: SegmentWindow, index: number, length: number): number {
  let end = length;
  while (end % 4 !== 0 && bytes[index + end - 1] === 0) end--;
  if (end % 4 !== 0) return end;
  const first = index >>> 2;
  let word = first + end / 4;
  while (word > first && words[word - 1] === 0) word--;
  end = (word - first) * 4;
  while (end > 0 && bytes[index + end - 1] === 0) end--;
  return end;
}
