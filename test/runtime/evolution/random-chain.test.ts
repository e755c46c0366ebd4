/**
 * Promise: however fields came and went over many versions, each function gets exactly the row that a plain model has
 * before its version, and the last version has what the model says.
 */

import type { DynamicData } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { read, recorded, type Spec, version, write } from './versions.js';

const TYPES = ['u8', 'u16', 'i32', 'u32'] as const;

interface Field {
  readonly id: number;
  readonly name: string;
  /** Index of its type, which only becomes wider. */
  readonly type: number;
  readonly initial: number;
}

type Row = ReadonlyMap<number, number>;

interface Edit {
  readonly kind: 'add' | 'remove' | 'rename' | 'widen' | 'move';
  readonly at: number;
  readonly value: number;
}

interface Version {
  readonly edits: readonly Edit[];
  readonly hasFunction: boolean;
}

const EDIT: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('add', 'remove', 'rename', 'widen', 'move'),
  at: fc.nat(5),
  value: fc.nat(100),
});
const VERSION: fc.Arbitrary<Version> = fc.record({
  edits: fc.array(EDIT, { maxLength: 4 }),
  hasFunction: fc.boolean(),
});

/** Fields of each version. Names return, ids do not. */
function fieldsOf(versions: readonly Version[]): Field[][] {
  let next = 2;
  let fields: Field[] = [0, 1].map((id) => ({ id, name: `f${id}`, type: 0, initial: 0 }));
  const all = [fields];
  for (const { edits } of versions) {
    for (const { kind, at, value } of edits) {
      const index = at % fields.length;
      const field = fields[index] as Field;
      const others = fields.filter((one) => one !== field);
      const free = ['f0', 'f1', 'a', 'b', 'c', 'd', 'e', 'g', 'h'].filter((name) =>
        fields.every((one) => one.name !== name),
      );
      const name = free[value % free.length];
      if (kind === 'add' && name !== undefined)
        fields = [...fields, { id: next++, name, type: value % 2, initial: value }];
      else if (kind === 'remove' && others.length > 0) fields = others;
      else if (kind === 'rename' && name !== undefined) fields = fields.with(index, { ...field, name });
      else if (kind === 'widen') fields = fields.with(index, { ...field, type: Math.min(field.type + 1, 2) });
      else if (kind === 'move') fields = [...others, field];
    }
    all.push(fields);
  }
  return all;
}

function specOf(fields: readonly Field[]): Spec {
  const entries = fields.map(({ id, name, type, initial }) => [
    name,
    { id, type: TYPES[type] as string, default: initial },
  ]);
  return { tables: { row: Object.fromEntries(entries) } };
}

function dataOf(row: Row, fields: readonly Field[]): DynamicData {
  return Object.fromEntries(fields.map(({ id, name }) => [name, row.get(id) ?? -1]));
}

/** What the function of a version returns: a value for every other field, from all that it gets. */
function returned(old: DynamicData, fields: readonly Field[], number: number): DynamicData {
  const sum = Object.entries(old).reduce((total, [name, value]) => total + Number(value) + name.length, number);
  const set = fields.filter(({ id }) => (id + number) % 2 === 0);
  return Object.fromEntries(set.map(({ id, name }) => [name, (sum + id) % 200]));
}

function migrated(row: Row, fields: readonly Field[], result: DynamicData): Row {
  return new Map(fields.map(({ id, name, initial }) => [id, Number(result[name] ?? row.get(id) ?? initial)] as const));
}

test('random versions with and without functions', async () => {
  let calls = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(VERSION, { minLength: 1, maxLength: 7 }),
      fc.nat(6),
      fc.array(fc.tuple(fc.nat(150), fc.nat(150)), { minLength: 1, maxLength: 3 }),
      async (versions, from, values) => {
        const fields = fieldsOf(versions);
        const specs = fields.map(specOf);
        const stored = from % versions.length;
        const newest = versions.length;
        const functions = versions.flatMap(({ hasFunction }, index) => (hasFunction ? [index + 1] : []));
        let rows = values.map((pair): Row => migrated(new Map(pair.entries()), fields[stored] ?? [], {}));
        const fs = new SimulatedFileSystem();
        const first = rows.map((row) => dataOf(row, fields[stored] ?? []));
        const entities = await write(version(stored, specs[stored] as Spec), fs, 'row', first);
        const expected = new Map<number, DynamicData[]>();
        for (let number = stored + 1; number <= newest; number++) {
          const before = rows.map((row) => dataOf(row, fields[number - 1] ?? []));
          const now = fields[number] ?? [];
          const isCalled = functions.includes(number);
          if (isCalled) expected.set(number, before);
          rows = rows.map((row, index) => {
            const old = before[index] ?? {};
            return migrated(row, now, isCalled ? returned(old, now, number) : {});
          });
        }
        const seen = new Map<number, DynamicData[]>();
        const migrations = Object.fromEntries(
          functions.map((number) => {
            const row = (old: DynamicData): DynamicData => {
              calls++;
              seen.set(number, [...(seen.get(number) ?? []), old]);
              return returned(old, fields[number] ?? [], number);
            };
            return [`1.${number}.0`, { row }];
          }),
        );
        const records = functions.map((number) =>
          recorded(number, specs[number - 1] as Spec, specs[number] as Spec, 'row'),
        );
        const schema = version(newest, specs[newest] as Spec, records);
        expect(await read(schema, fs, 'row', entities, { migrations })).toEqual(
          rows.map((row) => dataOf(row, fields[newest] ?? [])),
        );
        expect(seen).toEqual(expected);
      },
    ),
    { numRuns: 150 },
  );
  expect(calls).toBeGreaterThan(100);
});
