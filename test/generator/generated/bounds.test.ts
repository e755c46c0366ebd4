/** `min` and `max` are checked wherever the range of a type is, with and without generated code. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AnyComponent, Database, EcsDbError, type Schema, schemaFromDescriptor } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';
import { describeSchema } from '../../../generator/layout/index.js';
import { compileText, temporaryDirectory, writeFiles } from '../support/generated.js';
import type { RecordClass } from '../support/records.js';

const TOML = `[database]
name = "bounds"

[custom_types.Inner]
fields = [{ name = "value", type = "i8", min = -9, max = 9 }, { name = "list", type = "[u8; 2]", max = 9 }]

[tables.t]
fields = [
  { name = "level", type = "u16", min = 1, max = 100, default = 1 },
  { name = "least", type = "i32", min = -5, default = 0 },
  { name = "most", type = "u8", max = 7, nullable = true },
  { name = "share", type = "f32", min = 0.1, max = 0.7, default = 0.5 },
  { name = "ratio", type = "f64", min = -inf, default = 0 },
  { name = "big", type = "i64", min = -3, max = 9007199254740993, default = 0 },
  { name = "id", type = "u64", js = "number", min = 5, max = 9, default = 5 },
  { name = "weights", type = "[f32; 2]", min = 0, default = 0 },
  { name = "bigs", type = "[u64; 2]", min = 2, default = 2 },
  { name = "ids", type = "[i64; 2]", js = "number", max = 4, default = 0 },
  { name = "grid", type = "[[i16; 2]; 2]", min = -1, max = 1, default = 0 },
  { name = "inner", type = "Inner", default = { value = 0, list = 0 } },
  { name = "inners", type = "[Inner; 2]", default = { value = 0, list = 0 } },
]
`;

const directory = temporaryDirectory();
writeFiles(directory, compileText(TOML));
const generated: { readonly T: AnyComponent; readonly bounds: Schema } = await import(
  pathToFileURL(join(directory, 'index.ts')).href
);
const records: { readonly TRecord: RecordClass } = await import(
  pathToFileURL(join(directory, 'records/index.ts')).href
);
const { layout } = analyse(TOML, 'x.toml');
if (layout === undefined) throw new Error('the schema has errors');
const fromDescriptor = schemaFromDescriptor(describeSchema(layout));

const ZERO = { value: 0, list: [0, 0] };

/** Value, and for a refused one the path and what was expected. */
const allowed: readonly [field: string, value: unknown][] = [
  ['level', 1],
  ['level', 100],
  ['least', -5],
  ['most', 0],
  ['most', null],
  ['share', 0.1],
  ['share', 0.7],
  ['share', Math.fround(0.1)],
  ['share', Math.fround(0.7)],
  ['ratio', -Infinity],
  ['big', -3n],
  ['big', 9007199254740993n],
  ['id', 9],
  ['weights', [0, Infinity]],
  ['bigs', [2n, 2n ** 64n - 1n]],
  ['ids', [4, -4]],
  [
    'grid',
    [
      [-1, 1],
      [0, 0],
    ],
  ],
  ['inner', { value: -9, list: [9, 0] }],
  ['inners', [ZERO, { value: 9, list: [0, 9] }]],
];
const refused: readonly [field: string, value: unknown, path: string, expected: string][] = [
  ['level', 0, 'level', 'u16 from 1 to 100'],
  ['level', 101, 'level', 'u16 from 1 to 100'],
  ['level', 1.5, 'level', 'u16 from 1 to 100'],
  ['level', '5', 'level', 'u16 from 1 to 100'],
  ['least', -6, 'least', 'i32 of at least -5'],
  ['most', 8, 'most', 'u8 of at most 7'],
  ['share', 0.0999, 'share', 'f32 from 0.1 to 0.7'],
  ['share', 0.7001, 'share', 'f32 from 0.1 to 0.7'],
  ['share', Number.NaN, 'share', 'f32 from 0.1 to 0.7'],
  ['ratio', Number.NaN, 'ratio', 'f64 of at least -Infinity'],
  ['big', -4n, 'big', 'i64 from -3n to 9007199254740993n'],
  ['big', 9007199254740994n, 'big', 'i64 from -3n to 9007199254740993n'],
  ['big', 5, 'big', 'i64 from -3n to 9007199254740993n'],
  ['id', 4, 'id', 'u64 as a number from 5 to 9'],
  ['id', 6n, 'id', 'u64 as a number from 5 to 9'],
  ['weights', [0, -1], 'weights[1]', 'f32 of at least 0'],
  ['weights', [Number.NaN, 0], 'weights[0]', 'f32 of at least 0'],
  ['bigs', [2n, 1n], 'bigs[1]', 'u64 of at least 2n'],
  ['ids', [5, 0], 'ids[0]', 'i64 as a number of at most 4'],
  [
    'grid',
    [
      [0, 0],
      [0, 2],
    ],
    'grid[1][1]',
    'i16 from -1 to 1',
  ],
  ['inner', { value: 10, list: [0, 0] }, 'inner.value', 'i8 from -9 to 9'],
  ['inner', { value: 0, list: [0, 10] }, 'inner.list[1]', 'u8 of at most 9'],
  ['inners', [ZERO, { value: -10, list: [0, 0] }], 'inners[1].value', 'i8 from -9 to 9'],
];

function refusal(run: () => unknown): EcsDbError {
  try {
    run();
  } catch (error) {
    if (error instanceof EcsDbError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe.each([
  ['generated code', generated.bounds, generated.T],
  ['a descriptor', fromDescriptor, fromDescriptor.components[0] as AnyComponent],
])('with %s', (_, schema, component) => {
  const db = Database.memory(schema);
  const entity = db.writeSync((tx) => {
    const created = tx.create();
    tx.insert(created, component, {});
    return created;
  });

  test.each(allowed)('%s can be %p', (field, value) => {
    db.writeSync((tx) => {
      tx.update(entity, component, { [field]: value });
      tx.insert(tx.create(), component, { [field]: value });
    });
    expect(db.get(entity, component)).toMatchObject({ [field]: field === 'share' ? expect.anything() : value });
  });

  test.each(refused)('%s cannot be %p', (field, value, path, expected) => {
    const data = { [field]: value };
    for (const error of [
      refusal(() => db.writeSync((tx) => tx.update(entity, component, data))),
      refusal(() => db.writeSync((tx) => tx.insert(tx.create(), component, data))),
      refusal(() => db.writeSync((tx) => tx.createMany(2, [component], [data]))),
    ]) {
      const { code, table, field: at, expected: text } = error;
      expect({ code, table, at, text }).toEqual({ code: 'FIELD_TYPE_MISMATCH', table: 't', at: path, text: expected });
    }
  });
});

describe('with records over any buffer', () => {
  const { TRecord } = records;

  test.each(allowed)('%s can be %p', (field, value) => {
    const record = TRecord.at(TRecord.encode({ [field]: value }));
    record.patch({ [field]: value });
    expect(record.toObject()).toMatchObject({ [field]: field === 'share' ? expect.anything() : value });
  });

  test.each(refused)('%s cannot be %p', (field, value, path, expected) => {
    const data = { [field]: value };
    const record = TRecord.at(new Uint8Array(TRecord.size));
    for (const write of [() => TRecord.encode(data), () => record.patch(data), () => Object.assign(record, data)]) {
      const { code, table, field: at, expected: text } = refusal(write);
      expect({ code, table, at, text }).toEqual({ code: 'FIELD_TYPE_MISMATCH', table: 't', at: path, text: expected });
    }
  });
});

test('setters, elements and views of generated rows', () => {
  const db = Database.memory(generated.bounds);
  db.writeSync((tx) => {
    const entity = tx.create();
    tx.insert(entity, generated.T, {});
    // Tests pass values that the types of rows allow, but the schema does not.
    tx.update(entity, generated.T, (row) => {
      const loose = row as unknown as {
        level: number;
        weights: { set(index: number, value: number): void; view(): Float32Array };
        grid: { at(index: number): { set(index: number, value: number): void } };
        inner: { value: number };
      };
      expect(
        refusal(() => {
          loose.level = 101;
        }).expected,
      ).toBe('u16 from 1 to 100');
      expect(refusal(() => loose.weights.set(-1, -1)).field).toBe('weights[-1]');
      expect(refusal(() => loose.grid.at(1).set(0, 2)).field).toBe('grid[1][0]');
      expect(
        refusal(() => {
          loose.inner.value = 10;
        }).field,
      ).toBe('inner.value');
      // Typed arrays over the record are not checked.
      loose.weights.view()[0] = -1;
      loose.weights.set(1, 3);
    });
    expect(tx.get(entity, generated.T)).toMatchObject({ weights: [-1, 3], level: 1 });
  });
});
