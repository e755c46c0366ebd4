/** Archetypes: one number for each set of tables that an entity can be in, with memoised edges between the sets. */

import { assert } from '../errors.js';

/** The archetype of an entity without any row. */
export const EMPTY_ARCHETYPE = 0;

const UNKNOWN = -1;

/** A set of tables. */
export class Archetype {
  readonly id: number;
  /** Ids of the tables in the set, ascending. */
  readonly tableIds: readonly number[];
  /** For each table, the archetype with that table added or, where it is in the set, removed. */
  readonly edges: Int32Array;

  constructor(id: number, tableIds: readonly number[], tableCount: number) {
    this.id = id;
    this.tableIds = tableIds;
    this.edges = new Int32Array(tableCount).fill(UNKNOWN);
  }
}

/**
 * Every archetype met so far. A memo, not state: nothing here is undone by a rollback, because an archetype that no
 * entity has does no harm.
 */
export class Archetypes {
  readonly #tableCount: number;
  readonly #all: Archetype[] = [];
  readonly #byTables: Map<string, Archetype> = new Map();
  #look: ((archetype: Archetype) => void) | undefined;

  /** `tableCount` is one more than the highest table id. */
  constructor(tableCount: number) {
    this.#tableCount = tableCount;
    this.#find([]);
  }

  get count(): number {
    return this.#all.length;
  }

  get(id: number): Archetype {
    const archetype = this.#all[id];
    // Hot: called for each structural change, so the message is a constant.
    assert(archetype !== undefined, 'every archetype that an entity has exists');
    return archetype;
  }

  /** Called for each archetype, in the order of their ids: for all that there are, and for each that will be. */
  watch(look: (archetype: Archetype) => void): void {
    for (const archetype of this.#all) look(archetype);
    this.#look = look;
  }

  /** Adds the next archetype as somebody else knows it. */
  learn(tableIds: readonly number[]): void {
    this.#find(tableIds);
  }

  /** The archetype reached from `id` by adding the table, or by removing it where it is in the set. */
  toggle(id: number, tableId: number): number {
    const from = this.get(id);
    const known = from.edges[tableId] as number;
    return known === UNKNOWN ? this.#connect(from, tableId) : known;
  }

  #connect(from: Archetype, tableId: number): number {
    const { tableIds } = from;
    const to = this.#find(
      tableIds.includes(tableId)
        ? tableIds.filter((id) => id !== tableId)
        : [...tableIds, tableId].sort((a, b) => a - b),
    );
    from.edges[tableId] = to.id;
    to.edges[tableId] = from.id;
    return to.id;
  }

  #find(tableIds: readonly number[]): Archetype {
    const key = tableIds.join();
    let archetype = this.#byTables.get(key);
    if (archetype === undefined) {
      archetype = new Archetype(this.#all.length, tableIds, this.#tableCount);
      this.#all.push(archetype);
      this.#byTables.set(key, archetype);
      this.#look?.(archetype);
    }
    return archetype;
  }
}
