/** The state of a database, row by row. */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { groupsAt, type Store } from '@ecsdb/runtime/storage';
import type { Output } from '../terminal/index.js';
import { rowTextOf } from './value-text.js';

/** One line for each row and, unless `tables` is given, one for each living entity without rows. */
export function dumpState(
  schema: SchemaDescriptor,
  store: Store,
  tables: ReadonlySet<string> | undefined,
  output: Output,
): void {
  for (const table of store.tables) {
    if (tables !== undefined && !tables.has(table.name)) continue;
    const { dense, records, count } = table.published;
    const text = rowTextOf(schema, table.component.descriptor);
    const row = table.component.createRow();
    row.$bind(records);
    const prefix = `{"table":${JSON.stringify(table.name)},"entity":`;
    for (let i = 0; i < count; i++) {
      row.$move(i * table.stride);
      output.line(`${prefix}${dense[i]},"row":${text(row.toObject())}}`);
    }
  }
  if (tables === undefined) dumpEntitiesWithoutRows(store, output);
}

function dumpEntitiesWithoutRows({ entities }: Store, output: Output): void {
  const { ids, words, next } = entities.published;
  for (let index = 1; index < next; index++) {
    const id = ids[index * 2] as number;
    // Slots of free indexes contain no positive number.
    if (!(id > 0)) continue;
    // After recovery, a group's bit is set only if there is a row.
    const at = groupsAt(index);
    if (words[at] !== 0 || words[at + 1] !== 0) continue;
    output.line(`{"entity":${id}}`);
  }
}
