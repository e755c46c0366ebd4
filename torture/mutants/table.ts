/**
 * The mutants: each place that durability rests on, left out. What stands in two places for safety's sake is left out in both, because
 * either of them alone keeps the promise.
 */

import { without } from './edit.js';
import { LATCHES } from './latches.js';
import { LOCK } from './lock.js';
import type { Mutant, RedundantMutant } from './mutant.js';
import { RECOVERY } from './recovery.js';
import { SYNCS } from './syncs.js';
import { WRITING } from './writing.js';

/** What can be left out, because something else does as much. Found out, not assumed: the sweep tries them as well. */
export const REDUNDANT: readonly RedundantMutant[] = [
  {
    name: 'repair: the manifest is not written anew',
    edits: [without('recovery/recover.js', 'nameNewestSegment(directory, manifest, segment.sequence);')],
    because:
      'a segment that the manifest does not name holds no transaction, and the next opening takes its place instead of going on behind it',
  },
];

export const MUTANTS: readonly Mutant[] = [...SYNCS, ...WRITING, ...LATCHES, ...LOCK, ...RECOVERY].filter(
  ({ edits }) => edits.length > 0,
);
