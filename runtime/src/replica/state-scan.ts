/** Reads everything that a database contains, piece by piece, without a file system. */

import type { Database } from '../database/index.js';
import { BLOCK_REGISTRY, SNAPSHOT_SLICE_BYTES, SnapshotScan } from '../snapshot/index.js';

/**
 * A piece of the state, for `StateReplay`.
 *
 * - `registry`: a word for each of `count` entity indexes from `first` on.
 * - `rows`: of the table `tableId`, index and generation of `count` entities, then their records back to back.
 */
export interface StateBlock {
  readonly kind: 'registry' | 'rows';
  readonly tableId: number;
  readonly first: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

const NO_SCHEMA = new Uint8Array(0);

/**
 * Blocks of at most 256 KiB, each at a version of its own. Transactions may be committed between two blocks: all blocks
 * together with the transactions after `version` are exactly the state of the last one. See `SnapshotScan`.
 */
export class StateScan {
  /** Of the database when the scan began. */
  readonly version: number;
  readonly #scan: SnapshotScan;

  constructor(db: Database) {
    this.version = db.version;
    this.#scan = new SnapshotScan(db.store, NO_SCHEMA);
    this.#scan.next(NO_SCHEMA);
  }

  /** The next block, in memory of its own; undefined at the end. Outside of transactions. */
  next(): StateBlock | undefined {
    const target = new Uint8Array(this.#scan.nextBytes(SNAPSHOT_SLICE_BYTES));
    const block = this.#scan.next(target);
    if (block === undefined) return undefined;
    const { type, tableId, first, count, length } = block;
    const kind = type === BLOCK_REGISTRY ? 'registry' : 'rows';
    return { kind, tableId, first, count, bytes: target.subarray(0, length) };
  }
}
