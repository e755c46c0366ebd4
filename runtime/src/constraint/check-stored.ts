/** Checks everything that a store holds against the constraints of its schema. */

import type { Store } from '../table/index.js';
import { ViolationReport } from './report.js';
import { findOutOfBounds } from './stored-bounds.js';

/** Bounds, keys, references and parents of all rows. */
export function checkStored(store: Store): ViolationReport {
  const report = new ViolationReport();
  findOutOfBounds(store, (violation) => report.add(violation));
  store.support?.findViolations(store, (violation) => report.add(violation));
  return report;
}
