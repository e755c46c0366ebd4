/** Frames of transactions that lie back to back. */

import { getU16At, getU64At } from '../directory/index.js';
import { assert } from '../errors.js';
import { FRAME_FIRST_VERSION, FRAME_TRANSACTION_COUNT } from './format.js';
import { lengthOfFrame } from './frame.js';

/**
 * Where the frames from `start` on end that have `room` together; with `takesOne` at least one, however large.
 * `version` is the one before them. Hot: once for each group.
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

/** The last version in the frames from `start` to `end`, when `version` is the one before them. */
export function lastVersionOf(frames: Uint8Array, start: number, end: number, version: number): number {
  let last = version;
  for (let at = start; at < end; at += lengthOfFrame(frames, at)) last += transactionsIn(frames, at);
  return last;
}

function transactionsIn(frames: Uint8Array, at: number): number {
  return getU16At(frames, at + FRAME_TRANSACTION_COUNT);
}
