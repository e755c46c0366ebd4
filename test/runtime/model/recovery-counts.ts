/** Counts what recoveries find. */

import type { RecoveryReport } from '@ecsdb/runtime/storage';
import { expect } from '@jest/globals';
import type { Count } from './machine.js';

/** The directory only had crashes, so no snapshot can be damaged. */
export function countRecovery(report: RecoveryReport | undefined, count: Count): void {
  if (report === undefined) {
    count('new databases');
    return;
  }
  const { setAside, snapshot, replayed, dropped, segmentsRead, wasClosed } = report;
  expect(setAside).toEqual([]);
  if (snapshot !== null) count('snapshots loaded');
  if (replayed !== null) count('logs replayed');
  if (snapshot !== null && replayed !== null) count('snapshots and logs');
  if (dropped !== null) count(`torn: ${dropped.case}`);
  if (segmentsRead.length > 1) count('several segments');
  if (wasClosed) count('had been closed');
}
