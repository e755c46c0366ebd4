/** T7: a sync fails once, the system then treats its data as clean, and the next sync succeeds. */

import type { Scenario } from '../framework/scenario.js';
import { runFaults } from './faults.js';
import type { FaultKind } from './one-fault.js';

export const DROPPED_SYNCS: FaultKind = {
  name: 'a sync that drops what it should write',
  kinds: ['sync', 'syncDirectory'],
  fault: { dropSync: true },
};

export const fsyncgate: Scenario = {
  name: 'fsyncgate',
  proves: 'a failed sync is never retried, so no commit is acknowledged that is only in the page cache',
  run: (context) => runFaults(context, [DROPPED_SYNCS], { short: 60 }),
};
