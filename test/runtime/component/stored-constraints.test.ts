/**
 * Promise: indexes, bounds and complete queries of a stored schema are read as they were written. A schema in which
 * they contradict the rest is refused with `CORRUPT`, and schemas from before they existed are read as before.
 */

import { schemaFromDescriptor } from '@ecsdb/runtime';
import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { schemaFromJson, schemaToJson } from '@ecsdb/runtime/storage';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf } from '../support/errors.js';
import { describeSchema } from '../support/schema.js';

/** A schema as JSON, which tests change before it is read. */
// biome-ignore lint/suspicious/noExplicitAny: damaged schemas have no type.
type Loose = any;

const plain = describeSchema({
  customTypes: { Vec: { x: 'f32', y: '[f32; 2]' } },
  tables: {
    player: {
      id: 'u32',
      name: { type: 'string<24>', nullable: true },
      guild: 'u32',
      at: 'Vec',
      big: { type: 'i64', default: 4n },
      grid: { type: '[f32; 2]', default: [0.1, 0.7] },
      long: 'string<97>',
    },
    guild: { id: 'u32' },
    tag: {},
  },
});

const KEYS: { readonly [field: string]: object } = {
  'player.id': { primaryKey: true },
  'player.name': { unique: true },
  'player.guild': { foreignKey: { table: 'guild', field: 'id', onDelete: 'destroy' } },
  'player.big': { min: -5n, max: 5n },
  'player.grid': { min: 0.1, max: 0.7 },
  'guild.id': { unique: true },
};
const INDEXES: { readonly [table: string]: object } = {
  player: {
    indexes: [
      { name: 'id', fields: ['id'], primary: true, unique: true },
      { name: 'name', fields: ['name'], unique: true },
      { name: 'guild', fields: ['guild'] },
      { name: 'nearest', fields: ['at.x', 'guild'] },
    ],
  },
  guild: { indexes: [{ name: 'id', fields: ['id'], unique: true }] },
};

const valid: SchemaDescriptor = {
  ...plain,
  tables: plain.tables.map((table) => ({
    ...table,
    ...INDEXES[table.name],
    fields: table.fields.map((field) => ({ ...field, ...KEYS[`${table.name}.${field.name}`] })),
  })),
  queries: [
    { name: 'q', write: [], read: ['player'], with: [], without: [], optional: ['guild'], any: [['guild', 'tag']] },
  ],
  enforced: 1,
};

function changed(change: (schema: Loose) => void): SchemaDescriptor {
  const schema = structuredClone(valid) as Loose;
  change(schema);
  return schema;
}

test('is read as it was written', () => {
  expect(schemaFromJson(schemaToJson(valid))).toEqual(valid);
});

test('without the new keys is read without them', () => {
  const read = schemaFromJson(schemaToJson(plain));
  expect(read).toEqual(plain);
  expect('enforced' in read).toBe(false);
});

test('that is not enforced needs no indexes for its keys', () => {
  const old = changed((schema) => {
    delete schema.enforced;
    for (const table of schema.tables) delete table.indexes;
  });
  expect(schemaFromJson(schemaToJson(old))).toEqual(old);
});

const field = (schema: Loose, name: string): Loose => schema.tables[0].fields.find((one: Loose) => one.name === name);

const CASES: readonly (readonly [what: string, change: (schema: Loose) => void])[] = [
  ['an index over an unknown field', ({ tables }) => (tables[0].indexes[3].fields[0] = 'at.z')],
  ['a path through a number', ({ tables }) => (tables[0].indexes[3].fields[0] = 'id.x')],
  ['an index over a whole custom type', ({ tables }) => (tables[0].indexes[3].fields[0] = 'at')],
  ['an index over an array', ({ tables }) => (tables[0].indexes[3].fields[0] = 'at.y')],
  ['an index without fields', ({ tables }) => (tables[0].indexes[3].fields = [])],
  ['an index with one field twice', ({ tables }) => (tables[0].indexes[3].fields = ['at.x', 'at.x'])],
  ['an index of 17 fields', ({ tables }) => (tables[0].indexes[3].fields = new Array(17).fill('id'))],
  ['a field that is no text', ({ tables }) => (tables[0].indexes[3].fields = [1])],
  ['a key of 103 bytes', ({ tables }) => (tables[0].indexes[3].fields = ['long', 'id'])],
  ['two indexes over the same fields', ({ tables }) => (tables[0].indexes[3].fields = ['guild'])],
  ['two indexes with the same name', ({ tables }) => (tables[0].indexes[3].name = 'guild')],
  ['a name that is no identifier', ({ tables }) => (tables[0].indexes[3].name = '__proto__')],
  ['65 indexes', ({ tables }) => (tables[0].indexes = new Array(65).fill(tables[0].indexes[0]))],
  ['two primary keys', ({ tables }) => Object.assign(tables[0].indexes[3], { primary: true, unique: true })],
  ['a primary key that is not unique', ({ tables }) => delete tables[0].indexes[0].unique],
  ['a primary key that is nullable', ({ tables }) => Object.assign(tables[0].indexes[1], { primary: true })],
  ['unique that is false', ({ tables }) => (tables[0].indexes[3].unique = false)],
  ['a primary key without its index', ({ tables }) => tables[0].indexes.shift()],
  ['a unique field without its index', ({ tables }) => tables[0].indexes.splice(1, 1)],
  ['a unique field with an index that is not unique', ({ tables }) => delete tables[0].indexes[1].unique],
  ['a foreign key without its index', ({ tables }) => tables[0].indexes.splice(2, 1)],
  ['a foreign key to a field that is not unique', ({ tables }) => delete tables[1].indexes[0].unique],
  ['an unknown on_delete', (schema) => (field(schema, 'guild').foreignKey.onDelete = 'forget')],
  ['enforced that is not 1', (schema) => (schema.enforced = 2)],
  ['a bound that is no number', (schema) => (field(schema, 'id').min = '1')],
  ['a bound of text', (schema) => (field(schema, 'name').min = 1)],
  ['a bound of a custom type', (schema) => (field(schema, 'at').max = 1)],
  ['a number as bound of bigints', (schema) => (field(schema, 'big').min = -5)],
  ['a bigint as bound of numbers', (schema) => (field(schema, 'id').min = 5n)],
  ['a bound that is NaN', (schema) => (field(schema, 'grid').min = Number.NaN)],
  ['a min above max', (schema) => (field(schema, 'big').min = 6n)],
  ['a default out of bounds', (schema) => (field(schema, 'big').max = 3n)],
  ['an element of a default out of bounds', (schema) => (field(schema, 'grid').max = 0.6)],
  ['an optional table that does not exist', ({ queries }) => (queries[0].optional = ['gone'])],
  ['an alternative that does not exist', ({ queries }) => (queries[0].any[0] = ['tag', 'gone'])],
  ['alternatives that are no lists', ({ queries }) => (queries[0].any = ['tag'])],
];

test.each(CASES)('is refused: %s', (_, change) => {
  expect(errorOf(() => schemaFromJson(schemaToJson(changed(change)))).code).toBe('CORRUPT');
});

test('is refused or can open a database, for any change of one token', () => {
  const text = schemaToJson(valid);
  const places = [...text.matchAll(/"[^"]*"|-?\d+(?:\.\d+)?|true|false|null/g)];
  const tokens = fc.constantFrom('0', '-1', '1e9', 'null', 'true', '""', '"id"', '"at.x"', '[]', '{}', '"tag"');
  fc.assert(
    fc.property(fc.nat(places.length - 1), tokens, (at, token) => {
      const place = places[at] as RegExpExecArray;
      const damaged = text.slice(0, place.index) + token + text.slice(place.index + place[0].length);
      let read: SchemaDescriptor;
      try {
        read = schemaFromJson(damaged);
      } catch (error) {
        expect(['CORRUPT', 'ALIGNMENT_ERROR']).toContain(
          errorOf(() => {
            throw error;
          }).code,
        );
        return;
      }
      schemaFromDescriptor(read);
    }),
    { numRuns: 1000 },
  );
});
