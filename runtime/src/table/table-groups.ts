/** In which tables an entity can have rows. */

import { type Entities, type EntityList, groupsAt } from '../entity/index.js';
import type { Table } from './table.js';
import { rowOf } from './table-side.js';

/** As many as the bits that the registry has for each entity. */
const GROUPS_MAX = 64;
/** The group of a table that never had a row. */
export const NO_GROUP = -1;

/**
 * Destroying an entity has to find its rows. Each table that gets rows belongs to one of 64 groups, and the registry
 * has a bit for each group (entity/entities.ts). With up to 64 such tables each has a group of its own, with 1,000
 * tables a bit stands for 16.
 *
 * So the cost does not depend on how many different sets of tables the entities are in, and memory neither.
 */
export class TableGroups {
  /** The tables that the last call of `find` has found, in the first places. */
  readonly found: Table[] = [];
  readonly #groups: Table[][] = [];
  #tableCount = 0;

  /** Gives a group to a table that has none. */
  add(table: Table): void {
    const group = this.#tableCount++ % GROUPS_MAX;
    if (group === this.#groups.length) this.#groups.push([]);
    (this.#groups[group] as Table[]).push(table);
    table.group = group;
  }

  /**
   * Finds the tables in which a living entity has a row, as the running transaction sees it. Returns their number. Hot:
   * emptying the array instead would allocate memory at each call.
   */
  find(entities: Entities, index: number): number {
    let count = 0;
    const { found } = this;
    const { words } = entities.working;
    const at = groupsAt(index);
    for (let half = 0; half < 2; half++) {
      for (let bits = (words[at + half] as number) | 0; bits !== 0; bits &= bits - 1) {
        const group = half * 32 + 31 - Math.clz32(bits & -bits);
        const tables = this.#groups[group] as Table[];
        for (let i = 0; i < tables.length; i++) {
          const table = tables[i] as Table;
          table.align();
          if (rowOf(table.working, index) >= 0) found[count++] = table;
        }
      }
    }
    return count;
  }

  /** The tables in which some of the entities can have rows. */
  tablesOf(registry: Entities, { indexes }: EntityList): readonly Table[] {
    const { words } = registry.working;
    let low = 0;
    let high = 0;
    for (let i = 0; i < indexes.length; i++) {
      const at = groupsAt(indexes[i] as number);
      low |= words[at] as number;
      high |= words[at + 1] as number;
    }
    const tables = this.#groups.flatMap((group, i) => {
      const bits = i < 32 ? low : high;
      return (bits & (1 << (i & 31))) === 0 ? [] : group;
    });
    for (const table of tables) table.align();
    return tables;
  }
}
