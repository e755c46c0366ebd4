/**
 * The interface through which recovery rebuilds a database. Each method throws a `ReplayError` if the data contradict
 * each other.
 */

export interface ReplayTarget {
  /** Registry words of a snapshot (docs/format.md, block type 2), from `firstIndex` on. */
  registry(firstIndex: number, words: Uint32Array): void;
  /** Called before the first rows of a table, with their approximate number. */
  expectRows(tableId: number, count: number): void;
  /**
   * Rows of a snapshot: index and generation of each row's entity, in pairs, and the records back to back. `exact` is
   * false when the snapshot has a window: then rows and registry may be of different versions.
   */
  rows(tableId: number, entities: Uint32Array, records: Uint8Array, exact: boolean): void;
  /**
   * The `count` operations of one transaction of the log, from `start` on, at a multiple of 8. `exact` is false within
   * a snapshot's window, where rows may be newer than the operations.
   */
  transaction(bytes: Uint8Array, start: number, count: number, version: number, exact: boolean): void;
  /** Called after everything was applied. */
  finish(): void;
}
