/** Makes the garbage collector free the buffers of closed databases. */

import { setTimer } from '../clock.js';
import { hasBuffersToCollect } from './growable-buffers.js';

/** Bytes in released buffers that may wait until V8 collects by itself. */
const RELEASED_BYTES_MAX = 2 ** 26;

/**
 * Allocating a buffer of this size makes V8 collect. It is not touched, so it takes address space for a moment, no
 * memory.
 */
const PRESSURE_BYTES = 2 ** 28;

/** How long to wait for a collection, and how often to look. */
const WAIT_MS = 10;
const ROUNDS_MAX = 20;

let releasedBytes = 0;

/**
 * Counts bytes in shared buffers that are not used any more. V8 does not count such bytes as memory that a collection
 * would free, so it may collect too late. It does count those of a plain buffer.
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

/** Makes V8 collect before this returns: it did with the third buffer at the latest. */
export function collectNow(): void {
  for (let i = 0; i < 4; i++) requestCollection();
}

function requestCollection(): void {
  try {
    new ArrayBuffer(PRESSURE_BYTES);
  } catch (error) {
    // V8 collects before it reports that no memory is available.
    if (!(error instanceof RangeError)) throw error;
  }
}
