/** The watches of one query. */

import { type Entity, NO_ENTITY } from '../entity/index.js';
import type { WatchedQuery } from '../query/index.js';
import { rowOf, type StoreSide, type TableReader, type TableSide } from '../table/index.js';
import { addChange, isEmpty, noChanges } from './changes.js';
import type { TableNotes } from './table-notes.js';
import type { Watch } from './watch.js';

/** A table of the query, while changes are looked at. */
interface UsedTable {
  readonly table: TableReader;
  notes: TableNotes;
  rows: TableSide;
}

export class QueryWatches {
  readonly watches: Set<Watch<Entity>> = new Set();
  /** All tables that decide what matches, or whose rows are passed. */
  readonly tables: readonly TableReader[];
  readonly #used: readonly UsedTable[];
  readonly #required: readonly UsedTable[];
  readonly #passed: readonly UsedTable[];
  readonly #without: readonly UsedTable[];
  readonly #any: readonly (readonly UsedTable[])[];

  /** `notesOf` returns the notes of a table. */
  constructor(query: WatchedQuery, notesOf: (table: TableReader) => TableNotes) {
    const { side, rows, optional, with: others, without, any } = query;
    this.tables = [...new Set([...rows, ...others, ...optional, ...without, ...any.flat()])];
    const used = new Map(this.tables.map((table) => [table, { table, notes: notesOf(table), rows: side.of(table) }]));
    const find = (tables: readonly TableReader[]): UsedTable[] =>
      [...new Set(tables)].map((table) => used.get(table) as UsedTable);
    this.#used = find(this.tables);
    this.#required = find([...rows, ...others]);
    this.#passed = find([...rows, ...optional]);
    this.#without = find(without);
    this.#any = any.map(find);
  }

  /** Finds what the noted rows of its tables mean. True if the watches get something. */
  update(side: StoreSide): boolean {
    const used = this.#used;
    for (const one of used) one.rows = side.prepare(one.table);
    const lists = noChanges<Entity>();
    for (let k = 0; k < used.length; k++) {
      const { notes } = used[k] as UsedTable;
      for (let i = 0; i < notes.count; i++) {
        const index = notes.indexes[i] as number;
        if (this.#isNotedBefore(k, index)) continue;
        const was = this.#match(index, true);
        const is = this.#match(index, false);
        if (was !== is || this.#isPassed(index)) addChange(lists, was, is);
      }
    }
    if (isEmpty(lists)) return false;
    for (const watch of this.watches) watch.add(lists);
    return true;
  }

  /** True if a table before the `k`-th has noted the entity index, too. */
  #isNotedBefore(k: number, index: number): boolean {
    for (let earlier = 0; earlier < k; earlier++) if ((this.#used[earlier] as UsedTable).notes.has(index)) return true;
    return false;
  }

  /** The entity of this index, if it matches now or matched before. Hot: called twice for each changed row. */
  #match(index: number, before: boolean): Entity {
    const required = this.#required;
    let entity = NO_ENTITY;
    for (let i = 0; i < required.length; i++) {
      entity = entityIn(required[i] as UsedTable, index, before);
      if (entity === NO_ENTITY) return NO_ENTITY;
    }
    if (hasRow(this.#without, index, before)) return NO_ENTITY;
    const any = this.#any;
    for (let i = 0; i < any.length; i++) {
      if (!hasRow(any[i] as readonly UsedTable[], index, before)) return NO_ENTITY;
    }
    return entity;
  }

  /** True if a row that the query passes has changed. */
  #isPassed(index: number): boolean {
    const passed = this.#passed;
    for (let i = 0; i < passed.length; i++) if ((passed[i] as UsedTable).notes.has(index)) return true;
    return false;
  }
}

/** True if one of the tables has, or had, a row of this entity index. */
function hasRow(tables: readonly UsedTable[], index: number, before: boolean): boolean {
  for (let i = 0; i < tables.length; i++) {
    if (entityIn(tables[i] as UsedTable, index, before) !== NO_ENTITY) return true;
  }
  return false;
}

function entityIn({ notes, rows }: UsedTable, index: number, before: boolean): Entity {
  if (before && notes.has(index)) return notes.before(index);
  const row = rowOf(rows, index);
  return row < 0 ? NO_ENTITY : (rows.dense[row] as Entity);
}
