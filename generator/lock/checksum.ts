/** Checksums of the lines of a lock file. Each line has its own, so that changes of different lines merge. */

import { createHash } from 'node:crypto';

/**
 * Of a line as compact JSON, so that a formatter may change white space in the file. Finds accidents and edits, not
 * forgeries.
 */
export function checksumOf(line: string): string {
  return createHash('sha256').update(line).digest('hex').slice(0, 8);
}
