/** Gives each table its id: the declared one, otherwise the next free number in declared order. */

import { TABLE_ID_MAX } from '@ecsdb/runtime/schema';
import { type Fault, quote, valueFault } from '../diagnostics/index.js';
import type { RawTable } from './document.js';

export function assignTableIds(
  tables: readonly RawTable[],
  report: (fault: Fault) => void,
): ReadonlyMap<RawTable, number> {
  const owners = new Map<number, string>();
  for (const { name, id, path } of tables) {
    if (id === undefined || id < 0 || id > TABLE_ID_MAX) continue;
    const owner = owners.get(id);
    owners.set(id, owner ?? name);
    if (owner === undefined) continue;
    const message = `tables ${quote(owner)} and ${quote(name)} have the same id, ${id}`;
    report(valueFault('ECS070', message, [...path, 'id'], 'change one of them, or remove the id of a new table'));
  }
  const ids = new Map<RawTable, number>();
  let next = 0;
  for (const table of tables) {
    while (owners.has(next)) next++;
    ids.set(table, table.id ?? next++);
  }
  return ids;
}
