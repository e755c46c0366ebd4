/** What a loop runs over: the published state, or the working state of a transaction. */

import type { Store, Table } from '../table/index.js';

export interface LoopSource {
  readonly store: Store;
  /** True inside a transaction. */
  readonly working: boolean;
  /** Debug mode: the declared query that the loop belongs to, for errors. */
  readonly query?: string;
  /**
   * Called before these tables are looked at, for the time until `end`. Throws when the transaction or the database cannot be used for that
   * now: `isWriting` says whether rows are going to be changed.
   */
  begin(tables: readonly Table[], isWriting: boolean): void;
  end(): void;
}
