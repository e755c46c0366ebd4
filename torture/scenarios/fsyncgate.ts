/** T7: a sync fails once, and what it should have written counts as clean from then on; the next sync succeeds. */

import type { Scenario } from '../framework/scenario.js';
import { runFaults } from './faults.js';
import type { FaultKind } from './one-fault.js';

const FAULTS: readonly FaultKind[] = [
  { name: 'a sync that drops what it should write', kinds: ['sync', 'syncDirectory'], fault: { dropSync: true } },
];

export const fsyncgate: Scenario = {
  name: 'fsyncgate',
  proves: 'a sync that fails is never tried again, so that nothing is acknowledged which only the page cache holds',
  run: (context) => runFaults(context, FAULTS, { short: 60 }),
};
