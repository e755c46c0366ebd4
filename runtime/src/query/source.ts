/** What a loop runs over: the published state, or the working state of a transaction. */

import type { StoreSide, TableReader } from '../table/index.js';

export interface LoopSource {
  readonly side: StoreSide;
  /** Debug mode: the declared query that the loop belongs to, for errors. */
  readonly query?: string;
  /** Throws if the transaction or the database cannot be used now. `isWriting`: rows are going to be changed. */
  assertUsable(isWriting: boolean): void;
}

/** Brings these tables up to date and keeps what they show until `source.side.release()`. */
export function holdTables({ side }: LoopSource, tables: readonly TableReader[]): void {
  side.store.hold();
  try {
    side.prepareAll(tables);
  } catch (error) {
    // The loop does not begin, so its end will not release the side.
    side.store.release();
    throw error;
  }
}
