/** What recovery rebuilds a database through. */

export interface ReplayTarget {
  /** Registry words of a snapshot (docs/format.md, block type 2), from `firstIndex` on. */
  registry(firstIndex: number, words: Uint32Array): void;
  /** Rows of a snapshot: index and generation of each row's entity, in pairs, and the records back to back. */
  rows(tableId: number, entities: Uint32Array, records: Uint8Array): void;
  /**
   * The `count` operations of one transaction of the log, from `start` on, at a multiple of 8. `exact` is false within a snapshot's window, where operations may meet rows that
   * are ahead of them. Throws an error that says what does not fit.
   */
  transaction(bytes: Uint8Array, start: number, count: number, version: number, exact: boolean): void;
}
