/** Has the garbage collector free what closed databases have let go of. */

import { setTimer } from '../clock.js';
import { hasBuffersToCollect } from './growable-buffers.js';

/** Bytes in shared buffers that may wait for a collection that comes by itself. */
const RELEASED_BYTES_MAX = 2 ** 26;

/** A buffer that V8 collects for. It is never touched, so it takes address space for a moment and no memory. */
const PRESSURE_BYTES = 2 ** 28;

/** How long to wait for a collection, and how often to look. */
const WAIT_MS = 10;
const ROUNDS_MAX = 20;

let releasedBytes = 0;

/**
 * Counts bytes in shared buffers that nobody uses any more. V8 does not see such bytes as memory that a collection would free, and may
 * collect too late: it does see those of a plain buffer.
 */
export function noticeReleased(bytes: number): void {
  releasedBytes += bytes;
  if (releasedBytes < RELEASED_BYTES_MAX) return;
  releasedBytes = 0;
  requestCollection();
}

/** Resolves when enough growable buffers of closed databases were collected, or waiting does not help. */
export async function whenCollected(): Promise<void> {
  for (let round = 0; hasBuffersToCollect() && round < ROUNDS_MAX; round++) {
    requestCollection();
    // The platform reports collected buffers in a task of its own.
    await new Promise<void>((resolve) => setTimer(resolve, WAIT_MS));
  }
}

/** Has V8 collect before it returns: seen to do so with the third buffer at the latest. */
export function collectNow(): void {
  for (let i = 0; i < 4; i++) requestCollection();
}

function requestCollection(): void {
  try {
    new ArrayBuffer(PRESSURE_BYTES);
  } catch (error) {
    // Where there is no room for it, V8 has just collected for want of room.
    if (!(error instanceof RangeError)) throw error;
  }
}
