/** The contents of a database as plain maps, kept up to date by the operations of its commits. */

import type { Commit, Operation } from '@ecsdb/runtime';
import { expect } from '@jest/globals';

type Rows = Map<number, { readonly record: Uint8Array; readonly data: object }>;

export class Replayed {
  readonly alive: Set<number> = new Set();
  readonly tables: Map<string, Rows> = new Map();
  version = 0;

  /** Expects that each old row, if it is shown, is the one that is known. */
  apply(commit: Commit): void {
    expect(commit.version).toBe(this.version + 1);
    this.version = commit.version;
    for (const operation of commit.operations()) this.#apply(operation);
  }

  rows(table: string): (readonly [entity: number, data: object])[] {
    const rows = [...(this.tables.get(table) ?? [])].sort(([a], [b]) => a - b);
    return rows.map(([entity, { data }]) => [entity, data]);
  }

  #apply(operation: Operation): void {
    const { kind, entity, table, data, old, record, oldRecord, range } = operation;
    if (kind === 'create') this.alive.add(entity);
    if (kind === 'destroy') this.alive.delete(entity);
    if (table === undefined) return;
    const rows: Rows = this.tables.get(table) ?? new Map();
    this.tables.set(table, rows);
    const known = rows.get(entity);
    expect(known === undefined).toBe(kind === 'insert');
    if (oldRecord !== undefined) expect(Buffer.compare(oldRecord, known?.record ?? new Uint8Array())).toBe(0);
    if (old !== undefined) expect(old).toEqual(known?.data);
    if (kind === 'delete') rows.delete(entity);
    if (data === undefined || record === undefined) return;
    expectChanged(operation, data);
    rows.set(entity, { record: record.slice(), data });
    if (range === undefined || known === undefined) return;
    // Outside of the range, an update changes nothing.
    const expected = known.record.slice();
    const { offset, length } = range;
    expected.set(record.subarray(offset, offset + length), offset);
    expect(Buffer.compare(record, expected)).toBe(0);
  }
}

/** The changed fields have the values of the whole row. */
function expectChanged({ kind, fields, changed, range, rangeBytes, record }: Operation, data: object): void {
  if (kind !== 'update') {
    expect([changed, rangeBytes]).toEqual([undefined, undefined]);
    return;
  }
  expect(changed).toEqual(Object.fromEntries(Object.entries(data).filter(([name]) => fields?.includes(name))));
  const { offset = 0, length = 0 } = range ?? {};
  expect(
    Buffer.compare(rangeBytes ?? new Uint8Array(), record?.subarray(offset, offset + length) ?? new Uint8Array()),
  ).toBe(0);
}
