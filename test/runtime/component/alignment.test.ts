/** Promise: a descriptor with a field at an unaligned offset is refused, from every source. */

import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import { Component, Schema } from '@ecsdb/runtime/codegen-v1';
import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { schemaFromJson, schemaToJson } from '@ecsdb/runtime/storage';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { describeSchema } from '../support/schema.js';

const ALIGNED = describeSchema({
  customTypes: { Vec: { x: 'f32', y: 'f32' } },
  tables: { player: { id: 'entity', name: 'string<6>', scores: '[u16; 3]', place: 'Vec', gold: 'u8' } },
});

/** The schema with a change in the descriptor of one field of its table or custom type. */
function withField(field: string, change: { readonly offset?: number; readonly align?: number }): SchemaDescriptor {
  const changed = <Struct extends SchemaDescriptor['tables'][number] | SchemaDescriptor['customTypes'][number]>(
    struct: Struct,
  ): Struct => ({
    ...struct,
    fields: struct.fields.map((original) => (original.name === field ? { ...original, ...change } : original)),
  });
  return { ...ALIGNED, customTypes: ALIGNED.customTypes.map(changed), tables: ALIGNED.tables.map(changed) };
}

const UNALIGNED = [
  ['id', { offset: 2 }, 'a multiple of 4'],
  ['name', { offset: 9 }, 'a multiple of 2'],
  ['scores', { offset: 17 }, 'a multiple of 2'],
  ['place', { offset: 22 }, 'a multiple of 4'],
  ['scores', { offset: 17, align: 1 }, 'a multiple of 2'],
] as const;

describe.each(UNALIGNED)('%s with %j', (field, change, expected) => {
  const descriptor = withField(field, change);
  const facts = { code: 'ALIGNMENT_ERROR', table: 'player', field, offset: change.offset, expected };

  test('is refused in a descriptor that the caller passes', () => {
    expect(errorOf(() => schemaFromDescriptor(descriptor))).toMatchObject(facts);
  });

  test('is refused in generated code', () => {
    const { tables, ...rest } = descriptor;
    const components = tables.map((table) => {
      const { createRow, createRowMut } = schemaFromDescriptor(ALIGNED).components[0] as Component<never, never, never>;
      return new Component<never, never, never>({ table, columns: {}, createRow, createRowMut });
    });
    expect(errorOf(() => new Schema({ ...rest, components }))).toMatchObject(facts);
  });

  test('is refused in a stored schema', () => {
    expect(errorOf(() => schemaFromJson(schemaToJson(descriptor)))).toMatchObject(facts);
  });
});

test('an offset that is not an integer is refused', () => {
  const error = errorOf(() => schemaFromDescriptor(withField('gold', { offset: 0.5 })));
  expect(error).toMatchObject({ code: 'ALIGNMENT_ERROR', field: 'gold', offset: 0.5, expected: 'a multiple of 1' });
});

test('the error names the custom type of the field', () => {
  const error = errorOf(() => schemaFromDescriptor(withField('y', { offset: 5 })));
  expect(error).toMatchObject({ code: 'ALIGNMENT_ERROR', field: 'y', offset: 5, expected: 'a multiple of 4' });
  expect(error.table).toBeUndefined();
  expect(error.message).toBe(
    'ALIGNMENT_ERROR: field "y" of type "Vec" has the offset 5; a field of type f32 needs a multiple of 4. ' +
      'Generate the code again, or correct the descriptor.',
  );
});

test('an aligned descriptor is accepted', () => {
  const db = Database.memory(schemaFromDescriptor(ALIGNED));
  expect(db.component('player').fields.map(({ offset }) => offset)).toHaveLength(5);
});
