/** The tables of the model test: strides from 0 bytes to more than a block, and all kinds of fields. */

import type { DynamicData, Schema } from '@ecsdb/runtime';
import fc from 'fast-check';
import { type FieldSpecs, schemaOf } from '../support/schema.js';

export interface TableKind {
  readonly fields: FieldSpecs;
  /** Values of absent fields. */
  readonly defaults: DynamicData;
  /** Rows to insert. Fields with a default are sometimes absent. */
  readonly row: fc.Arbitrary<DynamicData>;
  /** Some fields of a row. */
  readonly patch: fc.Arbitrary<DynamicData>;
  /** A value that the last field refuses, after the other fields were written. */
  readonly refused: DynamicData;
}

const TEAM = { name: 'Team', repr: 'u16', variants: { Red: 0, Blue: 7, Green: 300 } } as const;

const f32 = fc.float();
const text = fc.string({ unit: 'grapheme', maxLength: 13 }).filter((value) => Buffer.byteLength(value) <= 13);

export const TABLES = {
  tag: kind({}, {}, {}, {}),
  flag: kind({ bits: 'u8' }, { bits: fc.integer({ min: 0, max: 255 }) }, {}, { bits: 256 }),
  triple: kind(
    { a: { type: 'u8', default: 9 }, b: '[i8; 2]' },
    { a: fc.integer({ min: 0, max: 255 }), b: fc.tuple(i8(), i8()) },
    { a: 9 },
    { b: [1, 128] },
  ),
  position: kind({ x: 'f32', y: { type: 'f32', default: 0.5 } }, { x: f32, y: f32 }, { y: 0.5 }, { y: '1' }),
  person: kind(
    {
      name: 'string<13>',
      team: { type: 'Team', default: 7 },
      friend: { type: 'entity', nullable: true },
      score: { type: 'i64', js: 'number', nullable: true, default: -5 },
      seen: { type: 'u64', nullable: true },
    },
    {
      name: text,
      team: fc.constantFrom(0, 7, 300),
      friend: fc.option(fc.integer({ min: 0, max: 2 ** 52 - 1 })),
      score: fc.option(fc.maxSafeInteger()),
      seen: fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
    },
    { team: 7, friend: null, score: -5, seen: null },
    { seen: -1n },
  ),
  chunk: kind(
    { head: 'u32', text: { type: 'string<600>', default: '' }, tail: { type: 'f64', nullable: true } },
    { head: fc.integer({ min: 0, max: 0xffff_ffff }), text, tail: fc.option(fc.double()) },
    { text: '', tail: null },
    { tail: true },
  ),
} satisfies { readonly [table: string]: TableKind };

export type TableName = keyof typeof TABLES;

export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];

export function modelSchema(): Schema {
  const tables = Object.fromEntries(Object.entries(TABLES).map(([name, { fields }]) => [name, fields]));
  return schemaOf({ name: 'model', enums: [TEAM], tables });
}

function kind(
  fields: FieldSpecs,
  values: { readonly [field: string]: fc.Arbitrary<DynamicData[string]> },
  defaults: DynamicData,
  refused: DynamicData,
): TableKind {
  const required = Object.keys(values).filter((field) => !Object.hasOwn(defaults, field));
  return {
    fields,
    defaults,
    // An optional key is absent, never undefined.
    row: fc.record(values, { requiredKeys: required }) as fc.Arbitrary<DynamicData>,
    patch: fc.record(values, { requiredKeys: [] }) as fc.Arbitrary<DynamicData>,
    refused,
  };
}

function i8(): fc.Arbitrary<number> {
  return fc.integer({ min: -128, max: 127 });
}
