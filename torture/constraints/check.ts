/** Compares what a reader shows with the model: all rows, and every index with one that is built from the rows. */

import type { Database, Reader } from '@ecsdb/runtime';
import { require } from '../framework/violation.js';
import { type Data, type State, text, type Value } from './model.js';
import { TABLES } from './schema.js';

type Names = { component: Database['component'] };

export function expectRows(reader: Reader, names: Names, state: State): void {
  const found: State = new Map(
    TABLES.map(({ name }) => {
      const rows = new Map<number, Data>();
      reader.query(names.component(name)).forEach((row, entity) => {
        rows.set(entity, row.toObject() as Data);
      });
      return [name, rows];
    }),
  );
  require(text(found) === text(state), `the rows are ${text(state)}`, () => text(found));
}

/** Each index has all rows in the order of their keys, and of the entity indexes of equal keys. */
export function expectIndexes(reader: Reader, names: Names, state: State): number {
  let count = 0;
  for (const { name: table, indexes = [] } of TABLES) {
    const rows = [...(state.get(table) ?? [])];
    for (const { name, fields } of indexes) {
      const expected = rows
        .map(([entity, row]) => ({ entity, key: fields.map((field) => row[field] ?? null) }))
        .sort((a, b) => compareKeys(a.key, b.key) || (a.entity >>> 0) - (b.entity >>> 0))
        .map(({ entity }) => entity);
      const found = reader.lookup(names.component(table), name).toArray();
      require(String(found) === String(expected), `the index ${name} of ${table} has ${expected}`, () => String(found));
      count++;
    }
  }
  return count;
}

function compareKeys(a: readonly Value[], b: readonly Value[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] as Value;
    if (value === other) continue;
    if (value === null) return -1;
    if (other === null) return 1;
    return value < other ? -1 : 1;
  }
  return 0;
}
