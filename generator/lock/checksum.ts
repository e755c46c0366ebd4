/** Checksums of the lines of a lock file. Each line has its own, so that changes of different lines merge. */

import { createHash } from 'node:crypto';
import { jsonOf } from '../layout/index.js';

/** Computed over the values, so that a formatter may change white space. Finds accidents and edits, not forgeries. */
export function checksumOf(line: object): string {
  return createHash('sha256').update(jsonOf(line)).digest('hex').slice(0, 8);
}
