/** The tables of a query, for a watch. */

import type { StoreSide, TableReader } from '../table/index.js';

export interface WatchedQuery {
  /** The same object for the same query. */
  readonly identity: object;
  readonly side: StoreSide;
  /** Required, and passed. */
  readonly rows: readonly TableReader[];
  /** Passed, if the entity has them. */
  readonly optional: readonly TableReader[];
  readonly with: readonly TableReader[];
  readonly without: readonly TableReader[];
  readonly any: readonly (readonly TableReader[])[];
}
