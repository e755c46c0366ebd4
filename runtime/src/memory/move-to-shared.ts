/** Moving bytes to growable buffers, which other threads can read, and in which the bytes stay. */

import { EcsDbError } from '../errors.js';
import { GROWABLE_BUFFERS_MAX, growableBuffersLeft, RESERVATION_MAX } from './growable-buffers.js';
import { collectNow } from './released.js';

/** Address space that a buffer reserves at least, in bytes. */
const RESERVATION_MIN = 2 ** 20;

export interface Shareable {
  /** Growable buffers that sharing takes. */
  readonly buffersToShare: number;
  /** Allocates them, each with `reserved` bytes of address space or what it needs; false if the platform refuses. */
  prepareSharing(reserved: number): boolean;
  /** Drops what was allocated. */
  abandonSharing(): void;
  /** Moves the bytes to what was allocated. Views are replaced. */
  share(): void;
}

/**
 * Moves everything, or throws and moves nothing.
 *
 * All buffers reserve the same amount of address space, as much as the platform grants. Otherwise the first ones
 * would leave nothing for the last.
 *
 * @throws EcsDbError `CAPACITY_EXCEEDED`
 */
export function moveToShared(parts: readonly Shareable[]): void {
  const needed = parts.reduce((sum, part) => sum + part.buffersToShare, 0);
  const left = growableBuffersLeft();
  if (needed > left) {
    // Databases that were never closed may be garbage. Then another attempt succeeds.
    collectNow();
    throw tooManyBuffers(needed, left);
  }
  let reserved = RESERVATION_MAX;
  for (;;) {
    const granted = parts.findIndex((part) => !part.prepareSharing(reserved));
    if (granted < 0) break;
    for (const part of parts) part.abandonSharing();
    collectNow();
    // Half of what was granted is left to V8, which aborts the process when its heap finds no address space.
    reserved = granted === 0 ? reserved / 4 : powerOfTwo((reserved * granted) / parts.length / 2);
    if (reserved < RESERVATION_MIN) throw noAddressSpace(needed);
  }
  for (const part of parts) part.share();
}

/** The largest power of two up to `most`. */
function powerOfTwo(most: number): number {
  return 2 ** Math.floor(Math.log2(most));
}

function tooManyBuffers(needed: number, left: number): EcsDbError {
  return new EcsDbError(
    'CAPACITY_EXCEEDED',
    `Sharing needs ${needed} growable buffers, and this thread can create ${left} more, of ${GROWABLE_BUFFERS_MAX}. ` +
      'For each side, a shared database takes 3 for each table, 2 for each tag, and 1 more. A database in a ' +
      'directory takes 2. ' +
      'Share databases with fewer tables, close databases that are not needed, or own some in other threads.',
    { expected: `at most ${left} growable buffers`, got: `${needed} growable buffers` },
  );
}

function noAddressSpace(needed: number): EcsDbError {
  return new EcsDbError(
    'CAPACITY_EXCEEDED',
    `The platform has no address space for ${needed} growable buffers of at least ${RESERVATION_MIN} bytes each. ` +
      'Share a database with fewer tables, or allow the process more address space.',
    { expected: `${needed * RESERVATION_MIN} bytes of address space` },
  );
}
