/** Promise: a schema opens a database if and only if every stored byte keeps the meaning that it was written with. */

import type { EnumDescriptor, SchemaDescriptor } from '@ecsdb/runtime/schema';
import { compareSchemas } from '@ecsdb/runtime/storage';
import { expect, test } from '@jest/globals';
import { describeSchema, type FieldSpecs } from '../support/schema.js';

type Spec = Parameters<typeof describeSchema>[0];

const TEAM: EnumDescriptor = { name: 'Team', repr: 'u8', variants: { Red: 0, Blue: 1 } };
const UNUSED: EnumDescriptor = { name: 'Unused', repr: 'u8', variants: { A: 0 } };

const BASE = {
  name: 'arena',
  enums: [TEAM, UNUSED],
  customTypes: { Vec: { x: 'f32', y: 'f32' }, Box: { low: 'Vec', high: 'Vec' } },
  tables: {
    player: { id: 'u64', team: 'Team', name: 'string<24>' },
    place: { at: '[Box; 2]', note: { type: 'u16', nullable: true } },
    frozen: {},
  },
} satisfies Spec;

function changed(tables: { readonly [table: string]: FieldSpecs }, rest: Partial<Spec> = {}): SchemaDescriptor {
  return describeSchema({ ...BASE, ...rest, tables });
}

const { tables } = BASE;

const CASES: readonly (readonly [string, SchemaDescriptor, readonly string[]])[] = [
  ['the same', describeSchema(BASE), []],
  [
    'another database',
    changed(tables, { name: 'bank' }),
    ['the database is "arena" as stored, and "bank" in the given schema'],
  ],
  [
    'a table removed',
    changed({ player: tables.player, place: tables.place }),
    ['table "frozen" is stored, and missing from the given schema'],
  ],
  ['a table added', changed({ ...tables, extra: {} }), ['table "extra" is new in the given schema']],
  [
    'a table renamed',
    changed({ person: tables.player, place: tables.place, frozen: {} }),
    ['table "player" is stored, and missing from the given schema', 'table "person" is new in the given schema'],
  ],
  [
    'tables in another order, and so with other ids',
    changed({ place: tables.place, player: tables.player, frozen: {} }),
    [
      'table "player" has the id 0 as stored, and 1 in the given schema',
      'table "place" has the id 1 as stored, and 0 in the given schema',
    ],
  ],
  [
    'a field added',
    changed({ ...tables, frozen: { why: 'u8' } }),
    ['field "why" of table "frozen" is new in the given schema'],
  ],
  [
    'a field removed',
    changed({ ...tables, player: { id: 'u64', team: 'Team' } }),
    ['field "name" of table "player" is stored, and missing from the given schema'],
  ],
  [
    'a field renamed',
    changed({ ...tables, player: { id: 'u64', side: 'Team', name: 'string<24>' } }),
    [
      'field "team" of table "player" is stored, and missing from the given schema',
      'field "side" of table "player" is new in the given schema',
    ],
  ],
  [
    'fields of one size swapped',
    changed({ ...tables, place: { note: { type: 'u16', nullable: true }, at: '[Box; 2]' } }),
    [
      'field "at" of table "place" is at byte 0 as stored, and at byte 4 in the given schema',
      'field "note" of table "place" is at byte 32 as stored, and at byte 0 in the given schema',
    ],
  ],
  [
    'another type',
    changed({ ...tables, player: { id: 'i64', team: 'Team', name: 'string<24>' } }),
    ['field "id" of table "player" is u64 as stored, and i64 in the given schema'],
  ],
  [
    'a nullable field that is no longer nullable',
    changed({ ...tables, place: { at: '[Box; 2]', note: 'u16' } }),
    ['field "note" of table "place" could be null as stored, and cannot be null in the given schema'],
  ],
  [
    'a variant removed, a variant with another value, a variant added',
    changed(tables, { enums: [{ ...TEAM, variants: { Blue: 2, Green: 3 } }, UNUSED] }),
    [
      'variant "Red" of enum "Team" is stored, and missing from the given schema',
      'variant "Blue" of enum "Team" is 1 as stored, and 2 in the given schema',
    ],
  ],
  [
    'only a variant added',
    changed(tables, { enums: [{ ...TEAM, variants: { ...TEAM.variants, Green: 3 } }, UNUSED] }),
    [],
  ],
  [
    'a custom type within a custom type',
    changed(tables, { customTypes: { ...BASE.customTypes, Vec: { x: 'f32', y: 'u32' } } }),
    ['field "y" of custom type "Vec" is f32 as stored, and u32 in the given schema'],
  ],
  ['a change of a type that no table uses', changed(tables, { enums: [TEAM, { ...UNUSED, variants: { B: 7 } }] }), []],
  [
    'changes that do not affect bytes: defaults, numbers for bigints',
    changed({ ...tables, player: { id: { type: 'u64', js: 'number', default: 5 }, team: 'Team', name: 'string<24>' } }),
    [],
  ],
];

test.each(CASES)('%s', (_, given, expected) => {
  expect(compareSchemas(describeSchema(BASE), given)).toEqual(expected);
});

test('another representation of an enum', () => {
  const given = changed(tables, { enums: [{ ...TEAM, repr: 'u32' }, UNUSED] });
  expect(compareSchemas(describeSchema(BASE), given)).toContain(
    'enum "Team" is stored as u8, and is u32 in the given schema',
  );
});
