/** Which archetypes match a query. */

import type { StoreReader, TableReader } from '../table/index.js';

const UNKNOWN = 0;
const MATCHES = 1;
const DIFFERS = 2;

/** Both sides of a database share the filter of a query. */
export class ArchetypeFilter {
  /** Tables in which an entity must have a row. */
  readonly required: readonly TableReader[];
  readonly #excluded: readonly TableReader[];
  readonly #store: StoreReader;
  /** `UNKNOWN`, `MATCHES` or `DIFFERS` for each archetype. */
  #results: Uint8Array = new Uint8Array(16);

  constructor(store: StoreReader, required: readonly TableReader[], excluded: readonly TableReader[]) {
    this.#store = store;
    this.required = required;
    this.#excluded = excluded;
  }

  matches(archetype: number): boolean {
    const result = archetype < this.#results.length ? this.#results[archetype] : UNKNOWN;
    return result === UNKNOWN ? this.#examine(archetype) : result === MATCHES;
  }

  #examine(archetype: number): boolean {
    // First, because this throws if the archetype does not exist. Its number can then be too large to allocate for.
    const tableIds = this.#store.tableIdsOf(archetype);
    if (archetype >= this.#results.length) {
      const larger = new Uint8Array(Math.max(archetype + 1, this.#results.length * 2));
      larger.set(this.#results);
      this.#results = larger;
    }
    const matches =
      this.required.every((table) => tableIds.includes(table.id)) &&
      !this.#excluded.some((table) => tableIds.includes(table.id));
    this.#results[archetype] = matches ? MATCHES : DIFFERS;
    return matches;
  }
}
