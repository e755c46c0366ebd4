/** Memory of the owner that says what no owner writes: something has overwritten it. */

import { EcsDbError } from '../errors.js';

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
