/** What recovery rebuilds a database through. Each call throws a `ReplayError` that says what does not fit. */

export interface ReplayTarget {
  /** Registry words of a snapshot (docs/format.md, block type 2), from `firstIndex` on. */
  registry(firstIndex: number, words: Uint32Array): void;
  /** Comes before the first rows of a table: about how many there will be. */
  expectRows(tableId: number, count: number): void;
  /**
   * Rows of a snapshot: index and generation of each row's entity, in pairs, and the records back to back. `exact` is false when the snapshot
   * has a window, within which rows and registry may be of different versions.
   */
  rows(tableId: number, entities: Uint32Array, records: Uint8Array, exact: boolean): void;
  /**
   * The `count` operations of one transaction of the log, from `start` on, at a multiple of 8. `exact` is false within a snapshot's window,
   * where operations may meet rows that are ahead of them.
   */
  transaction(bytes: Uint8Array, start: number, count: number, version: number, exact: boolean): void;
  /** All of it was told. */
  finish(): void;
}
