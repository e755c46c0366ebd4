/** Which lines of an input violate constraints. */

import { checkStored } from '../constraint/index.js';
import { INDEX_LIMIT } from '../entity/index.js';
import { rowOf, type Store, type Table } from '../table/index.js';
import type { BadLines } from './problems.js';
import type { StagedTable } from './staged-table.js';
import type { Staging } from './staging.js';

/** Rows of a table that the running transaction has added. */
export interface Placed {
  readonly table: StagedTable;
  /** The row of the first one. */
  readonly first: number;
  /** Its position in the input. */
  readonly from: number;
}

/** Reports the violations of the running transaction, which has added rows, each with the line of its row. */
export function reportViolations(store: Store, staging: Staging, placed: readonly Placed[], bad: BadLines): void {
  const { joined } = store;
  for (let i = 0; i < joined.count; i++) store.updateIndexes(joined.items[i] as Table);
  const lineOf = (name: string, entity: number | undefined): number | undefined => {
    if (entity === undefined) return undefined;
    const rows = placed.find(({ table }) => table.component.TABLE_NAME === name);
    const table = staging.tables.find(({ component }) => component.TABLE_NAME === name);
    if (rows === undefined || table === undefined) return undefined;
    const row = rowOf(store.tableOf(table.component, 'load').working, entity % INDEX_LIMIT);
    return row < rows.first ? undefined : table.lineOf(rows.from + row - rows.first);
  };
  const { listed, count } = checkStored(store);
  for (const { table, entity, other, message } of listed) {
    bad.add(lineOf(table, entity) ?? lineOf(table, other) ?? 0, 'CONSTRAINT', message);
  }
  bad.count += count - listed.length;
}
