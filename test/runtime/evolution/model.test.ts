/**
 * Promise: for any two versions of a schema, each row has after the migration what a plain model says, or it is one of
 * the rows that refuse the migration.
 */

import type { DynamicData } from '@ecsdb/runtime';
import { EcsDbError } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { open, read, type Spec, version, write } from './versions.js';

type Value = DynamicData[string];

/** A type as the model sees it: how it is spelt in each version, and what a value becomes. */
interface ModelType {
  readonly before: string;
  readonly after: string;
  readonly value: fc.Arbitrary<Value>;
  /** Undefined if the value does not fit. */
  convert(value: Value): Value | undefined;
}

const INTEGERS = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64'] as const;
type Integer = (typeof INTEGERS)[number];

const isLong = (type: Integer): boolean => type.endsWith('64');
const bitsOf = (type: Integer): bigint => BigInt(type.slice(1));
const lowest = (type: Integer): bigint => (type.startsWith('i') ? -(2n ** (bitsOf(type) - 1n)) : 0n);
const highest = (type: Integer): bigint => 2n ** (bitsOf(type) - (type.startsWith('i') ? 1n : 0n)) - 1n;
const asStored = (type: Integer, value: bigint): Value => (isLong(type) ? value : Number(value));

const integer = fc.tuple(fc.constantFrom(...INTEGERS), fc.constantFrom(...INTEGERS)).map(
  ([before, after]): ModelType => ({
    before,
    after,
    // Mostly small, because one value that does not fit refuses everything.
    value: fc
      .oneof(
        { weight: 9, arbitrary: fc.bigInt(0n, 100n) },
        { weight: 1, arbitrary: fc.bigInt(lowest(before), highest(before)) },
      )
      .map((value) => asStored(before, value)),
    convert: (value) => {
      const exact = BigInt(value as number | bigint);
      return exact < lowest(after) || exact > highest(after) ? undefined : asStored(after, exact);
    },
  }),
);

const float = fc.tuple(fc.constantFrom('f32', 'f64'), fc.constantFrom('f32', 'f64')).map(
  ([before, after]): ModelType => ({
    before,
    after,
    value: (before === 'f32' ? fc.float({ noNaN: true }) : fc.double({ noNaN: true, min: -1e30, max: 1e30 })).map(
      (value): Value => value,
    ),
    convert: (value) => (after === 'f32' ? Math.fround(value as number) : value),
  }),
);

const text = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })).map(
  ([before, after]): ModelType => ({
    before: `string<${before}>`,
    after: `string<${after}>`,
    value: fc.string({ maxLength: Math.min(before, 3) }).filter((one) => Buffer.byteLength(one) <= before),
    convert: (value) => (Buffer.byteLength(value as string) <= after ? value : undefined),
  }),
);

const bool = fc.constant<ModelType>({
  before: 'bool',
  after: 'bool',
  value: fc.boolean(),
  convert: (value) => value,
});

/** Of `Team`, the last variant is removed. */
const team = fc.constant<ModelType>({
  before: 'Team',
  after: 'Team',
  value: fc.constantFrom(0, 0, 0, 3, 3, 7),
  convert: (value) => (value === 7 ? undefined : value),
});

/** A field is added to `Vec`, one is wider, and they change places. */
const vec = fc.constant<ModelType>({
  before: 'Vec',
  after: 'Vec',
  value: fc.record({ x: fc.integer({ min: 0, max: 255 }), y: fc.float({ noNaN: true }) }),
  convert: (value) => {
    const { x, y } = value as { x: number; y: number };
    return { z: 5, y, x };
  },
});

/** The same custom type in both versions, with padding. */
const pad = fc.constant<ModelType>({
  before: 'Pad',
  after: 'Pad',
  value: fc.record({ a: fc.integer({ min: 0, max: 255 }), b: fc.bigInt(0n, 2n ** 64n - 1n) }),
  convert: (value) => value,
});

const single = fc.oneof(integer, float, text, bool, team, vec, pad);

const array = fc.tuple(single, fc.integer({ min: 1, max: 4 })).map(
  ([type, length]): ModelType => ({
    before: `[${type.before}; ${length}]`,
    after: `[${type.after}; ${length}]`,
    value: fc.array(type.value, { minLength: length, maxLength: length }),
    convert: (value) => {
      const converted = (value as readonly Value[]).map((item) => type.convert(item));
      return converted.includes(undefined) ? undefined : (converted as readonly Value[]);
    },
  }),
);

interface ModelField {
  readonly type: ModelType;
  /** Whether the field exists, and is nullable, in each version. */
  readonly exists: readonly [before: boolean, after: boolean];
  readonly nullable: readonly [before: boolean, after: boolean];
  readonly isRenamed: boolean;
  /** Where it stands in the later version. */
  readonly position: number;
}

const field = fc.record<ModelField>({
  type: fc.oneof({ weight: 3, arbitrary: single }, { weight: 1, arbitrary: array }),
  exists: fc.constantFrom<readonly [boolean, boolean]>(
    [true, true],
    [true, true],
    [true, true],
    [true, false],
    [false, true],
  ),
  nullable: fc.constantFrom<readonly [boolean, boolean]>([false, false], [false, true], [true, true], [true, false]),
  isRenamed: fc.boolean(),
  position: fc.integer({ min: 0, max: 1000 }),
});

const nameIn = (one: ModelField, index: number, version: 0 | 1): string =>
  version === 1 && one.isRenamed ? `renamed${index}` : `f${index}`;

const TYPES: readonly Omit<Spec, 'tables'>[] = [
  {
    enums: [{ name: 'Team', repr: 'u8', variants: { Red: 0, Blue: 3, Green: 7 } }],
    customTypes: {
      Vec: { x: { type: 'u8', id: 0 }, y: { type: 'f32', id: 1 } },
      Pad: { a: { type: 'u8', id: 0 }, b: { type: 'u64', id: 1 } },
    },
  },
  {
    enums: [{ name: 'Team', repr: 'u16', variants: { Rot: 0, Blue: 3 } }],
    customTypes: {
      Vec: { z: { type: 'u16', id: 2, default: 5 }, y: { type: 'f32', id: 1 }, x: { type: 'i32', id: 0 } },
      Pad: { a: { type: 'u8', id: 0 }, b: { type: 'u64', id: 1 } },
    },
  },
];

function specOf(fields: readonly ModelField[], of: 0 | 1): Spec {
  const numbered = fields.map((one, id) => ({ one, id })).filter(({ one }) => one.exists[of]);
  if (of === 1) numbered.sort((a, b) => a.one.position - b.one.position || a.id - b.id);
  const described = numbered.map(({ one, id }) => {
    const type = of === 0 ? one.type.before : one.type.after;
    // A new field has to be nullable, because its type may have no default.
    const nullable = one.nullable[of] || (of === 1 && !one.exists[0]);
    return [nameIn(one, id, of), { type, id, nullable }] as const;
  });
  return { ...TYPES[of], tables: { t: Object.fromEntries(described) } };
}

/** The row after the migration; undefined if it does not fit. */
function migrated(fields: readonly ModelField[], row: DynamicData): DynamicData | undefined {
  const result: { [name: string]: Value } = {};
  for (const [index, one] of fields.entries()) {
    if (!one.exists[1]) continue;
    const value = one.exists[0] ? row[nameIn(one, index, 0)] : null;
    const converted = value === null || value === undefined ? null : one.type.convert(value);
    const isRefused = converted === null && one.exists[0] && !one.nullable[1];
    if (converted === undefined || isRefused) return undefined;
    result[nameIn(one, index, 1)] = converted;
  }
  return result;
}

const databases = fc.array(field, { minLength: 1, maxLength: 12 }).chain((fields) => {
  const values = fields.flatMap((one, index): [string, fc.Arbitrary<Value>][] => {
    if (!one.exists[0]) return [];
    const value = one.nullable[0]
      ? fc.oneof(
          { weight: one.nullable[1] ? 1 : 0, arbitrary: fc.constant(null) },
          { weight: 4, arbitrary: one.type.value },
        )
      : one.type.value;
    return [[nameIn(one, index, 0), value]];
  });
  const row: fc.Arbitrary<DynamicData> = fc.record(Object.fromEntries(values));
  return fc.record({ fields: fc.constant(fields), rows: fc.array(row, { minLength: 1, maxLength: 6 }) });
});

test('random pairs of schemas', async () => {
  let migrations = 0;
  let refusals = 0;
  await fc.assert(
    fc.asyncProperty(databases, async ({ fields, rows }) => {
      const fs = new SimulatedFileSystem();
      const [before, after] = [version(0, specOf(fields, 0)), version(1, specOf(fields, 1))];
      const entities = await write(before, fs, 't', rows);
      const expected = rows.map((row) => migrated(fields, row));
      const bad = entities.filter((_, i) => expected[i] === undefined);
      if (bad.length === 0) {
        migrations++;
        expect(await read(after, fs, 't', entities)).toEqual(expected);
        expect(await read(after, fs, 't', entities)).toEqual(expected);
        return;
      }
      refusals++;
      const error: unknown = await open(after, fs).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(EcsDbError);
      const named = new Set((error as EcsDbError).differences?.map((one) => Number(/^entity (\d+)/.exec(one)?.[1])));
      expect(
        [...named].filter((entity) => !Number.isNaN(entity)).every((entity) => bad.some((one) => one === entity)),
      ).toBe(true);
      expect(await read(before, fs, 't', entities)).toEqual(rows);
    }),
    { numRuns: 150 },
  );
  expect(migrations).toBeGreaterThan(25);
  expect(refusals).toBeGreaterThan(10);
});
