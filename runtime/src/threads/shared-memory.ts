/** What a platform must have whose threads share a database. */

import { EcsDbError } from '../errors.js';
import { HAS_SHARED_MEMORY } from '../memory/index.js';

/** Throws `UNSUPPORTED` where memory cannot be shared. */
export function requireSharedMemory(): void {
  if (!HAS_SHARED_MEMORY) throw noSharedMemory();
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
