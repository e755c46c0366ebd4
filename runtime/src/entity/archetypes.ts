/** Archetypes: one number for each set of tables that an entity can be in, with memoised edges between the sets. */

import { assert, EcsDbError } from '../errors.js';

/** The archetype of an entity without any row. */
export const EMPTY_ARCHETYPE = 0;

const UNKNOWN = -1;

/** With so many tables, edges lie in an array with a place for each table. With more of them, most places would stay empty. */
const ARRAY_TABLES_MAX = 1024;
const NO_EDGES: Int32Array = /*@__PURE__*/ new Int32Array(0);

/** Limits of what is remembered: archetypes, and table ids in all of them together. Some times more would exceed V8's heap, which ends the process. */
const ARCHETYPES_MAX = 2 ** 20;
const TABLE_IDS_MAX = 2 ** 26;

/** A set of tables. */
export class Archetype {
  readonly id: number;
  /** Ids of the tables in the set, ascending. */
  readonly tableIds: Uint16Array;
  readonly #edges: Int32Array;
  #moreEdges: Map<number, number> | undefined;

  constructor(id: number, tableIds: Uint16Array, tableCount: number) {
    this.id = id;
    this.tableIds = tableIds;
    this.#edges = tableCount > ARRAY_TABLES_MAX ? NO_EDGES : new Int32Array(tableCount).fill(UNKNOWN);
  }

  /** The archetype with that table added or, where it is in the set, removed; less than 0 if it is not known yet. */
  edge(tableId: number): number {
    const edges = this.#edges;
    return tableId < edges.length ? (edges[tableId] as number) : (this.#moreEdges?.get(tableId) ?? UNKNOWN);
  }

  connect(tableId: number, archetype: number): void {
    if (tableId < this.#edges.length) this.#edges[tableId] = archetype;
    else {
      this.#moreEdges ??= new Map();
      this.#moreEdges.set(tableId, archetype);
    }
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
  #tableIds = 0;
  #look: ((archetype: Archetype) => void) | undefined;

  /** `tableCount` is one more than the highest table id. */
  constructor(tableCount: number) {
    this.#tableCount = tableCount;
    this.find(new Uint16Array(0));
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

  /** Called for each archetype, in the order of their ids: for all that there are, and for each that will be, unless the call throws. */
  watch(look: (archetype: Archetype) => void): void {
    for (const archetype of this.#all) look(archetype);
    this.#look = look;
  }

  /**
   * The archetype reached from `id` by adding the table, or by removing it where it is in the set.
   *
   * @throws EcsDbError `CAPACITY_EXCEEDED`
   */
  toggle(id: number, tableId: number): number {
    const from = this.get(id);
    const known = from.edge(tableId);
    return known < 0 ? this.#connect(from, tableId) : known;
  }

  /**
   * The archetype of a set of tables, whose ids ascend.
   *
   * @throws EcsDbError `CAPACITY_EXCEEDED`
   */
  find(tableIds: Uint16Array): Archetype {
    const key = keyOf(tableIds);
    let archetype = this.#byTables.get(key);
    if (archetype === undefined) {
      const total = this.#tableIds + tableIds.length;
      if (this.#all.length >= ARCHETYPES_MAX || total > TABLE_IDS_MAX) throw this.#tooMany();
      archetype = new Archetype(this.#all.length, tableIds, this.#tableCount);
      this.#look?.(archetype);
      this.#all.push(archetype);
      this.#byTables.set(key, archetype);
      this.#tableIds = total;
    }
    return archetype;
  }

  #connect(from: Archetype, tableId: number): number {
    const { tableIds } = from;
    const to = this.find(
      tableIds.includes(tableId) ? tableIds.filter((id) => id !== tableId) : plus(tableIds, tableId),
    );
    from.connect(tableId, to.id);
    to.connect(tableId, from.id);
    return to.id;
  }

  #tooMany(): EcsDbError {
    return new EcsDbError(
      'CAPACITY_EXCEEDED',
      `Since the database was opened, its entities have been in ${this.#all.length} different sets of tables, which name ` +
        `${this.#tableIds} tables together. Use fewer sets, for example fields in place of tables, or open the database again.`,
      { expected: `at most ${ARCHETYPES_MAX} sets that name at most ${TABLE_IDS_MAX} tables` },
    );
  }
}

function plus(tableIds: Uint16Array, tableId: number): Uint16Array {
  const larger = new Uint16Array(tableIds.length + 1);
  larger.set(tableIds);
  larger[tableIds.length] = tableId;
  return larger.sort();
}

/** Arguments of one call: a thread's stack has room for so many. */
const ARGUMENTS_MAX = 4096;

/** The ids as characters, one or two bytes each. */
function keyOf(tableIds: Uint16Array): string {
  let key = '';
  for (let at = 0; at < tableIds.length; at += ARGUMENTS_MAX) {
    key += String.fromCharCode(...tableIds.subarray(at, at + ARGUMENTS_MAX));
  }
  return key;
}
