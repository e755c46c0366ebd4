/** T2, T6 and T7 for `writeSync`: the thread that commits writes the log itself when the log is idle. */

import type { Scenario } from '../framework/scenario.js';
import { SYNC_SCRIPT } from '../workload/script.js';
import { crashIn } from './crash.js';
import { FAULTS, runFaults } from './faults.js';
import { DROPPED_SYNCS } from './fsyncgate.js';
import type { FaultKind } from './one-fault.js';

export const writeSync: Scenario = {
  name: 'writeSync',
  proves: 'a commit that the committing thread writes itself is as safe as one that the log writes',
  run: async (context) => {
    const kinds = [...FAULTS.map(reported), DROPPED_SYNCS];
    await crashIn(['strict'], undefined, SYNC_SCRIPT).run(context);
    await runFaults(context, kinds, { short: 40, script: SYNC_SCRIPT, durabilities: ['strict'] });
  },
};

/** The log repeats a write that found no room: if there is room by then, nothing is reported. It repeats no sync. */
function reported(given: FaultKind): FaultKind {
  const { kinds, fault } = given;
  const isOnce = given.then === undefined && typeof fault === 'object' && 'error' in fault && fault.error !== 'EIO';
  return isOnce ? { ...given, kinds: kinds.filter((kind) => kind.startsWith('sync')) } : given;
}
