/**
 * The mutants: each place that durability depends on, left out. If two places keep the same promise, both are left out,
 * because each of them alone keeps it.
 */

import { FAILURES } from './failures.js';
import { LOCK } from './lock.js';
import { type Mutant, omit, type RedundantMutant } from './mutant.js';
import { RECOVERY } from './recovery.js';
import { SYNC_POINTS } from './sync-points.js';
import { WRITING } from './writing.js';

/** Places that can be left out, because another place does the same. The sweep tries them as well. */
export const REDUNDANT: readonly RedundantMutant[] = [
  {
    name: 'repair: the manifest is not written again',
    edits: [omit('name-newest-segment')],
    because:
      'a segment that the manifest does not name contains no transaction, and the next opening replaces it ' +
      'instead of continuing after it',
  },
];

export const MUTANTS: readonly Mutant[] = [...SYNC_POINTS, ...WRITING, ...FAILURES, ...LOCK, ...RECOVERY];
