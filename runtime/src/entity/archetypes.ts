/** Archetypes: one number for each set of tables that an entity can be in, with cached edges between the sets. */

import { assert, EcsDbError } from '../errors.js';

/** The archetype of an entity without rows. */
export const EMPTY_ARCHETYPE = 0;

/** An edge that is not cached yet. */
const UNKNOWN = -1;

/**
 * Up to this many tables, an array holds one edge for each table. With more tables most of its elements would stay
 * unused.
 */
const ARRAY_TABLES_MAX = 1024;
const NO_EDGES: Int32Array = /*@__PURE__*/ new Int32Array(0);

/**
 * Limits: archetypes, and table ids in all archetypes together. A few times as many exceed V8's heap, which ends the
 * process.
 */
const ARCHETYPES_MAX = 2 ** 20;
const TABLE_IDS_MAX = 2 ** 26;

/** A set of tables. */
export class Archetype {
  readonly id: number;
  /** Ids of the tables in the set, ascending. */
  readonly tableIds: Uint16Array;
  readonly #edges: Int32Array;
  #sparseEdges: Map<number, number> | undefined;

  constructor(id: number, tableIds: Uint16Array, tableCount: number) {
    this.id = id;
    this.tableIds = tableIds;
    this.#edges = tableCount > ARRAY_TABLES_MAX ? NO_EDGES : new Int32Array(tableCount).fill(UNKNOWN);
  }

  /**
   * The archetype after adding the table, or after removing it if it is in the set; below 0 if the edge is not cached.
   */
  getEdge(tableId: number): number {
    const edges = this.#edges;
    return tableId < edges.length ? (edges[tableId] as number) : (this.#sparseEdges?.get(tableId) ?? UNKNOWN);
  }

  setEdge(tableId: number, archetype: number): void {
    if (tableId < this.#edges.length) this.#edges[tableId] = archetype;
    else {
      this.#sparseEdges ??= new Map();
      this.#sparseEdges.set(tableId, archetype);
    }
  }
}

/**
 * Every archetype that an entity has had since the database was opened. A cache: a rollback undoes nothing here,
 * because an archetype without entities does no harm.
 */
export class Archetypes {
  readonly #tableCount: number;
  readonly #all: Archetype[] = [];
  readonly #byTables: Map<string, Archetype> = new Map();
  #tableIdCount = 0;
  #listener: ((archetype: Archetype) => void) | undefined;

  /** `tableCount` is one more than the highest table id. */
  constructor(tableCount: number) {
    this.#tableCount = tableCount;
    this.ensure(new Uint16Array(0));
  }

  get count(): number {
    return this.#all.length;
  }

  get(id: number): Archetype {
    const archetype = this.#all[id];
    // Hot: runs for each insert and delete, so the message is a constant.
    assert(archetype !== undefined, 'the archetype of every entity exists');
    return archetype;
  }

  /**
   * Calls `listener` for each archetype in the order of ids: now for the existing ones, later for each new one. If the
   * listener throws, the new archetype is not added.
   */
  watch(listener: (archetype: Archetype) => void): void {
    for (const archetype of this.#all) listener(archetype);
    this.#listener = listener;
  }

  /**
   * The archetype after adding the table to `id`, or after removing it if it is in the set.
   *
   * @throws EcsDbError `CAPACITY_EXCEEDED`
   */
  toggle(id: number, tableId: number): number {
    const from = this.get(id);
    const known = from.getEdge(tableId);
    return known < 0 ? this.#addEdge(from, tableId) : known;
  }

  /**
   * The archetype of a set of tables, which is added if it is new. The ids of the tables ascend.
   *
   * @throws EcsDbError `CAPACITY_EXCEEDED`
   */
  ensure(tableIds: Uint16Array): Archetype {
    const key = encodeKey(tableIds);
    let archetype = this.#byTables.get(key);
    if (archetype === undefined) {
      const total = this.#tableIdCount + tableIds.length;
      if (this.#all.length >= ARCHETYPES_MAX || total > TABLE_IDS_MAX) throw this.#capacityExceeded();
      archetype = new Archetype(this.#all.length, tableIds, this.#tableCount);
      this.#listener?.(archetype);
      this.#all.push(archetype);
      this.#byTables.set(key, archetype);
      this.#tableIdCount = total;
    }
    return archetype;
  }

  #addEdge(from: Archetype, tableId: number): number {
    const { tableIds } = from;
    const to = this.ensure(
      tableIds.includes(tableId) ? tableIds.filter((id) => id !== tableId) : withTable(tableIds, tableId),
    );
    from.setEdge(tableId, to.id);
    to.setEdge(tableId, from.id);
    return to.id;
  }

  #capacityExceeded(): EcsDbError {
    return new EcsDbError(
      'CAPACITY_EXCEEDED',
      `since the database was opened, its entities have been in ${this.#all.length} different sets of tables, with ` +
        `${this.#tableIdCount} table ids in total. At most ${ARCHETYPES_MAX} sets with ${TABLE_IDS_MAX} table ids ` +
        'are possible. Use fewer sets, for example fields instead of tables, or open the database again.',
      { expected: `at most ${ARCHETYPES_MAX} sets with at most ${TABLE_IDS_MAX} table ids` },
    );
  }
}

function withTable(tableIds: Uint16Array, tableId: number): Uint16Array {
  const larger = new Uint16Array(tableIds.length + 1);
  larger.set(tableIds);
  larger[tableIds.length] = tableId;
  return larger.sort();
}

/** Arguments of one call, which must fit on the stack of a thread. */
const ARGUMENTS_MAX = 4096;

/** The ids as the characters of a string. V8 stores a character in one or two bytes. */
function encodeKey(tableIds: Uint16Array): string {
  let key = '';
  for (let at = 0; at < tableIds.length; at += ARGUMENTS_MAX) {
    key += String.fromCharCode(...tableIds.subarray(at, at + ARGUMENTS_MAX));
  }
  return key;
}
