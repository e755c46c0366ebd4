/** Checks of shared memory: that the platform has it, and that what is read from it is possible. */

import { EcsDbError } from '../../errors.js';
import { HAS_SHARED_MEMORY } from '../../memory/index.js';

/** Throws `UNSUPPORTED` on a platform that cannot share memory. */
export function requireSharedMemory(): void {
  if (!HAS_SHARED_MEMORY) throw noSharedMemory();
}

/**
 * Checks a value that was read from shared memory before it is used. `what` names the value.
 *
 * @throws EcsDbError `SERIALIZATION_ERROR`
 */
export function requireShared(isPossible: boolean, what: string, expected: string, got: number | string): void {
  if (isPossible) return;
  throw new EcsDbError(
    'SERIALIZATION_ERROR',
    `the shared memory in which this thread reads the database is damaged: the ${what} is ${got}; expected ` +
      `${expected}. Open the database again. This is a bug in ecsdb, or the application has overwritten shared ` +
      'memory.',
    { expected, got: String(got) },
  );
}

function noSharedMemory(): EcsDbError {
  return new EcsDbError(
    'UNSUPPORTED',
    'this page has no SharedArrayBuffer, so threads cannot share memory. Serve it cross-origin isolated, with the ' +
      'headers "Cross-Origin-Opener-Policy: same-origin" and "Cross-Origin-Embedder-Policy: require-corp". ' +
      'Everything except share() and attach() works without them.',
    { expected: 'a cross-origin isolated page' },
  );
}
