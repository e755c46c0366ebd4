/** Checks of shared memory: that the platform has it, and that what is read from it is possible. */

import { EcsDbError } from '../../errors.js';
import { HAS_SHARED_MEMORY } from '../../memory/index.js';

/** Throws `UNSUPPORTED` where memory cannot be shared. */
export function requireSharedMemory(): void {
  if (!HAS_SHARED_MEMORY) throw noSharedMemory();
}

/**
 * Checks what was read from shared memory before it is believed.
 *
 * @throws EcsDbError `SERIALIZATION_ERROR`
 */
export function requireShared(isPossible: boolean, what: string, expected: string, got: number | string): void {
  if (isPossible) return;
  throw new EcsDbError(
    'SERIALIZATION_ERROR',
    `the memory that this thread reads the database in is damaged: the ${what} is ${got}, and ${expected} was expected. Open the database ` +
      'again; this is a bug in ecsdb, or something has overwritten shared memory.',
    { expected, got: String(got) },
  );
}

function noSharedMemory(): EcsDbError {
  return new EcsDbError(
    'UNSUPPORTED',
    'this page has no SharedArrayBuffer, so threads cannot share memory. Serve it cross-origin isolated, with the headers ' +
      '"Cross-Origin-Opener-Policy: same-origin" and "Cross-Origin-Embedder-Policy: require-corp". Everything but share() and attach() ' +
      'works without.',
    { expected: 'a cross-origin isolated page' },
  );
}
