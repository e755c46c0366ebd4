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

/** Keys, and indexes of lists, from the schema to a value. */
type Path = readonly (string | number)[];

/** The valid schema with another value at a path. `undefined` removes what is there, also from a list. */
function changed(path: Path, value: unknown): object {
  const schema: object = structuredClone(valid);
  const owner = path.slice(0, -1).reduce((at: object, key): object => Reflect.get(at, key), schema);
  const key = path.at(-1) ?? '';
  if (value !== undefined) Reflect.set(owner, key, value);
  else if (Array.isArray(owner)) owner.splice(Number(key), 1);
  else Reflect.deleteProperty(owner, key);
  return schema;
}

function textOf(schema: object): string {
  return schemaToJson(schema as SchemaDescriptor);
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
  const { enforced: _, ...rest } = valid;
  const old = { ...rest, tables: rest.tables.map(({ indexes: __, ...table }) => table) };
  expect(schemaFromJson(schemaToJson(old))).toEqual(old);
});

const INDEX: Path = ['tables', 0, 'indexes', 3];
const field = (name: string, key: string): Path => {
  const at = valid.tables[0]?.fields.findIndex((one) => one.name === name) ?? -1;
  return ['tables', 0, 'fields', at, key];
};

const CASES: readonly (readonly [what: string, path: Path, value: unknown])[] = [
  ['an index over an unknown field', [...INDEX, 'fields', 0], 'at.z'],
  ['a path through a number', [...INDEX, 'fields', 0], 'id.x'],
  ['an index over a whole custom type', [...INDEX, 'fields', 0], 'at'],
  ['an index over an array', [...INDEX, 'fields', 0], 'at.y'],
  ['an index without fields', [...INDEX, 'fields'], []],
  ['an index with one field twice', [...INDEX, 'fields'], ['at.x', 'at.x']],
  ['an index of 17 fields', [...INDEX, 'fields'], new Array(17).fill('id')],
  ['a field that is no text', [...INDEX, 'fields'], [1]],
  ['a key of 103 bytes', [...INDEX, 'fields'], ['long', 'id']],
  ['two indexes over the same fields', [...INDEX, 'fields'], ['guild']],
  ['two indexes with the same name', [...INDEX, 'name'], 'guild'],
  ['a name that is no identifier', [...INDEX, 'name'], '__proto__'],
  ['65 indexes', ['tables', 0, 'indexes'], new Array(65).fill({ name: 'id', fields: ['id'] })],
  ['two primary keys', INDEX, { name: 'other', fields: ['at.x'], primary: true, unique: true }],
  ['a primary key that is not unique', ['tables', 0, 'indexes', 0, 'unique'], undefined],
  ['a primary key that is nullable', ['tables', 0, 'indexes', 1, 'primary'], true],
  ['unique that is false', [...INDEX, 'unique'], false],
  ['a primary key without its index', ['tables', 0, 'indexes', 0], undefined],
  ['a unique field without its index', ['tables', 0, 'indexes', 1], undefined],
  ['a unique field with an index that is not unique', ['tables', 0, 'indexes', 1, 'unique'], undefined],
  ['a foreign key without its index', ['tables', 0, 'indexes', 2], undefined],
  ['a foreign key to a field that is not unique', ['tables', 1, 'indexes', 0, 'unique'], undefined],
  ['an unknown on_delete', [...field('guild', 'foreignKey'), 'onDelete'], 'forget'],
  ['enforced that is not 1', ['enforced'], 2],
  ['a bound that is no number', field('id', 'min'), '1'],
  ['a bound of text', field('name', 'min'), 1],
  ['a bound of a custom type', field('at', 'max'), 1],
  ['a number as bound of bigints', field('big', 'min'), -5],
  ['a bigint as bound of numbers', field('id', 'min'), 5n],
  ['a bound that is NaN', field('grid', 'min'), Number.NaN],
  ['a min above max', field('big', 'min'), 6n],
  ['a default out of bounds', field('big', 'max'), 3n],
  ['an element of a default out of bounds', field('grid', 'max'), 0.6],
  ['an optional table that does not exist', ['queries', 0, 'optional', 0], 'gone'],
  ['an alternative that does not exist', ['queries', 0, 'any', 0, 1], 'gone'],
  ['alternatives that are no lists', ['queries', 0, 'any'], ['tag']],
];

test.each(CASES)('is refused: %s', (_, path, value) => {
  expect(errorOf(() => schemaFromJson(textOf(changed(path, value)))).code).toBe('CORRUPT');
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
