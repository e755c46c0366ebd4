/** Contestants that load many rows, until all are on the disk. */

import { expectAccounts } from './accounts.js';
import { storeContestants } from './contestants.js';
import { load } from './load.js';

const ROWS = 1_000_000;

/** `way` has the options of lib/durability/load.js. */
export function loadContestants(names, way) {
  return storeContestants(names, async (store, { scale, probeDisk }) => {
    const total = rowsFor(scale);
    probeDisk();
    const begun = performance.now();
    await load(store, { ...way, total });
    return {
      sample: (performance.now() - begun) / 1000 / total,
      facts: { rows: total },
      check: (found) => expectAccounts(found, total),
    };
  });
}

/** A million, or less with `--quick`. */
export function rowsFor(scale) {
  return scale < 1 ? ROWS / 5 : ROWS;
}
