/** What a loop runs over: the published state, or the working state of a transaction. */

import type { Store } from '../table/index.js';

export interface LoopSource {
  readonly store: Store;
  /** True inside a transaction. */
  readonly working: boolean;
  /** Throws when the transaction or the database is not usable any more. */
  assertOpen(): void;
}
