/** Which archetypes match a query. */

import type { StoreReader, TableReader } from '../table/index.js';

const UNKNOWN = 0;
const MATCHES = 1;
const DIFFERS = 2;

/** Shared by the matches of both sides. */
export class ArchetypeFilter {
  /** Tables in which an entity must have a row. */
  readonly required: readonly TableReader[];
  readonly #excluded: readonly TableReader[];
  readonly #store: StoreReader;
  /** For each archetype, whether it matches. */
  #known: Uint8Array = new Uint8Array(16);

  constructor(store: StoreReader, required: readonly TableReader[], excluded: readonly TableReader[]) {
    this.#store = store;
    this.required = required;
    this.#excluded = excluded;
  }

  matches(archetype: number): boolean {
    const known = archetype < this.#known.length ? this.#known[archetype] : UNKNOWN;
    return known === UNKNOWN ? this.#learn(archetype) : known === MATCHES;
  }

  #learn(archetype: number): boolean {
    // First, because it throws if there is no such archetype, whose number can be anything.
    const tableIds = this.#store.tableIdsOf(archetype);
    if (archetype >= this.#known.length) {
      const larger = new Uint8Array(Math.max(archetype + 1, this.#known.length * 2));
      larger.set(this.#known);
      this.#known = larger;
    }
    const matches =
      this.required.every((table) => tableIds.includes(table.id)) &&
      !this.#excluded.some((table) => tableIds.includes(table.id));
    this.#known[archetype] = matches ? MATCHES : DIFFERS;
    return matches;
  }
}
