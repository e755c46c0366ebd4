/** In which order rows can be inserted, so that each batch of them keeps all references. */

import type { SchemaDescriptor } from '../schema/index.js';
import type { StagedTable } from './staged-table.js';

/** Rows of one table, from position `from` on and before `to`. */
export interface Rows {
  readonly table: StagedTable;
  readonly from: number;
  readonly to: number;
}

/**
 * The rows of all tables in transactions of about `batch` rows, in an order in which every row comes after the rows
 * that it refers to. Tables that refer to each other in a circle, or to themselves, are in one transaction, however
 * many rows they have: only then all their references hold at its end.
 */
export function batchesOf(
  { tables: descriptors }: SchemaDescriptor,
  tables: readonly StagedTable[],
  batch: number,
): Rows[][] {
  const byName = new Map(tables.map((table) => [table.component.TABLE_NAME, table]));
  const targets = new Map(
    descriptors.map(({ name, fields, parentTable }) => [
      name,
      [
        ...(parentTable === undefined ? [] : [parentTable]),
        ...fields.flatMap(({ foreignKey }) => foreignKey?.table ?? []),
      ],
    ]),
  );
  const batches: Rows[][] = [];
  let open: Rows[] = [];
  let openRows = 0;
  for (const circle of circlesOf([...byName.keys()], targets)) {
    const isCircle = circle.length > 1 || targets.get(circle[0] as string)?.includes(circle[0] as string) === true;
    const step = isCircle ? Number.POSITIVE_INFINITY : batch;
    for (const name of circle) {
      const table = byName.get(name) as StagedTable;
      for (let from = 0; from < table.count; ) {
        const to = Math.min(table.count, from + (isCircle ? step : Math.max(1, batch - openRows)));
        open.push({ table, from, to });
        openRows += to - from;
        from = to;
        if (!isCircle && openRows >= batch) close();
      }
    }
    if (openRows >= batch) close();
  }
  close();
  return batches;

  function close(): void {
    if (open.length > 0) batches.push(open);
    open = [];
    openRows = 0;
  }
}

/**
 * The strongly connected components of a graph, each after those that it refers to. Tarjan's algorithm, with a stack of
 * its own, because a schema may have a chain of 65,535 tables.
 */
function circlesOf(names: readonly string[], targets: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const lower = (name: string, to: number): void => void lowest.set(name, Math.min(lowest.get(name) as number, to));
  const enter = (name: string): { readonly name: string; next: number } => {
    order.set(name, order.size);
    lowest.set(name, order.get(name) as number);
    open.push(name);
    isOpen.add(name);
    return { name, next: 0 };
  };
  for (const root of names) {
    if (order.has(root)) continue;
    const path = [enter(root)];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const target = (targets.get(visit.name) ?? [])[visit.next++];
      if (target === undefined) {
        path.pop();
        const above = path.at(-1);
        if (above !== undefined) lower(above.name, lowest.get(visit.name) as number);
        if (lowest.get(visit.name) === order.get(visit.name)) found.push(closeCircle(visit.name, open, isOpen));
      } else if (!order.has(target)) {
        path.push(enter(target));
      } else if (isOpen.has(target)) {
        lower(visit.name, order.get(target) as number);
      }
    }
  }
  return found;
}

function closeCircle(name: string, open: string[], isOpen: Set<string>): string[] {
  const circle = open.splice(open.lastIndexOf(name));
  for (const one of circle) isOpen.delete(one);
  return circle;
}
