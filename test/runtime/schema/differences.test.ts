/** Promise: each difference between two schemas is found once, with its class and what it means for stored rows. */

import {
  type EnumDescriptor,
  type ForeignKey,
  findDifferences,
  type SchemaDescriptor,
  withoutIds,
} from '@ecsdb/runtime/schema';
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

/** Kind, class, stored rows, and message. */
type Expected = readonly [kind: string, difference: string, rows: string, message: string];

function found(stored: SchemaDescriptor, given: SchemaDescriptor): readonly Expected[] {
  return findDifferences(stored, given).map((one) => [one.kind, one.class, one.rows, one.message]);
}

const { tables } = BASE;

const BY_NAME: readonly (readonly [string, SchemaDescriptor, readonly Expected[]])[] = [
  ['the same', describeSchema(BASE), []],
  [
    'another database',
    changed(tables, { name: 'bank' }),
    [['database-renamed', 'error', 'rewritten', 'the database was "arena", and is "bank"']],
  ],
  [
    'a table removed',
    changed({ player: tables.player, place: tables.place }),
    [['table-removed', 'decision', 'rewritten', 'table "frozen" existed, and is missing']],
  ],
  ['a table added', changed({ ...tables, extra: {} }), [['table-added', 'compatible', 'kept', 'table "extra" is new']]],
  [
    'a table renamed',
    changed({ person: tables.player, place: tables.place, frozen: {} }),
    [
      ['table-removed', 'decision', 'rewritten', 'table "player" existed, and is missing'],
      ['table-added', 'compatible', 'kept', 'table "person" is new'],
    ],
  ],
  [
    'tables in another order, and so with other ids',
    changed({ place: tables.place, player: tables.player, frozen: {} }),
    [
      ['table-id-changed', 'compatible', 'rewritten', 'table "player" had the id 0, and has 1'],
      ['table-id-changed', 'compatible', 'rewritten', 'table "place" had the id 1, and has 0'],
    ],
  ],
  [
    'a required field added',
    changed({ ...tables, frozen: { why: 'u8' } }),
    [
      [
        'required-field-added',
        'decision',
        'rewritten',
        'field "why" of table "frozen" is new, cannot be null, and has no default',
      ],
    ],
  ],
  [
    'a field with a default and a nullable field added',
    changed({ ...tables, frozen: { why: { type: 'u8', default: 1 }, when: { type: 'u8', nullable: true } } }),
    [
      ['field-added', 'compatible', 'rewritten', 'field "why" of table "frozen" is new'],
      ['field-added', 'compatible', 'rewritten', 'field "when" of table "frozen" is new'],
    ],
  ],
  [
    'a field removed',
    changed({ ...tables, player: { id: 'u64', team: 'Team' } }),
    [['field-removed', 'decision', 'rewritten', 'field "name" of table "player" was string<24>, and is missing']],
  ],
  [
    'fields of one size swapped',
    changed({ ...tables, place: { note: { type: 'u16', nullable: true }, at: '[Box; 2]' } }),
    [['order-changed', 'compatible', 'rewritten', 'the fields of table "place" have another order']],
  ],
  [
    'a narrower integer',
    changed({ ...tables, player: { ...tables.player, id: 'i64' } }),
    [['field-narrowed', 'decision', 'rewritten', 'field "id" of table "player" was u64, and is i64']],
  ],
  [
    'another type',
    changed({ ...tables, player: { ...tables.player, id: 'f64' } }),
    [['field-retyped', 'error', 'rewritten', 'field "id" of table "player" was u64, and is f64']],
  ],
  [
    'an enum where a custom type was',
    changed({ ...tables, place: { ...tables.place, at: '[Team; 2]' } }),
    [['field-retyped', 'error', 'rewritten', 'field "at" of table "place" was [Box; 2], and is [Team; 2]']],
  ],
  [
    'an array of another length',
    changed({ ...tables, place: { ...tables.place, at: '[Box; 3]' } }),
    [['field-retyped', 'error', 'rewritten', 'field "at" of table "place" was [Box; 2], and is [Box; 3]']],
  ],
  [
    'longer and shorter strings',
    changed({ ...tables, player: { ...tables.player, name: 'string<25>' } }),
    [['string-longer', 'compatible', 'rewritten', 'field "name" of table "player" was string<24>, and is string<25>']],
  ],
  [
    'a nullable field that is no longer nullable',
    changed({ ...tables, place: { at: '[Box; 2]', note: 'u16' } }),
    [['field-required', 'decision', 'rewritten', 'field "note" of table "place" could be null, and cannot be null']],
  ],
  [
    'a variant removed, a variant with another value, a variant added',
    changed(tables, { enums: [{ ...TEAM, variants: { Blue: 2, Green: 3 } }, UNUSED] }),
    [
      ['variant-removed', 'decision', 'rewritten', 'variant "Red" of enum "Team" was 0, and is missing'],
      ['variant-renumbered', 'compatible', 'rewritten', 'variant "Blue" of enum "Team" was 1, and is 2'],
      ['variant-added', 'compatible', 'kept', 'variant "Green" of enum "Team" is new'],
    ],
  ],
  [
    'another representation of an enum',
    changed(tables, { enums: [{ ...TEAM, repr: 'u32' }, UNUSED] }),
    [['enum-widened', 'compatible', 'rewritten', 'enum "Team" was stored as u8, and is stored as u32']],
  ],
  [
    'a custom type within a custom type',
    changed(tables, { customTypes: { ...BASE.customTypes, Vec: { x: 'f32', y: 'f64' } } }),
    [['field-widened', 'compatible', 'rewritten', 'field "y" of custom type "Vec" was f32, and is f64']],
  ],
  [
    'renamed types with the same members',
    changed(
      { ...tables, player: { ...tables.player, team: 'Side' }, place: { ...tables.place, at: '[Cube; 2]' } },
      { enums: [{ ...TEAM, name: 'Side' }], customTypes: { V: BASE.customTypes.Vec, Cube: { low: 'V', high: 'V' } } },
    ),
    [
      ['enum-renamed', 'compatible', 'kept', 'enum "Team" was renamed to "Side"'],
      ['type-renamed', 'compatible', 'kept', 'custom type "Box" was renamed to "Cube"'],
      ['type-renamed', 'compatible', 'kept', 'custom type "Vec" was renamed to "V"'],
    ],
  ],
  ['a change of a type that no table has', changed(tables, { enums: [TEAM, { ...UNUSED, variants: { B: 7 } }] }), []],
  [
    'changes that stored rows do not depend on: defaults, numbers for bigints',
    changed({ ...tables, player: { ...tables.player, id: { type: 'u64', js: 'number', default: 5 } } }),
    [],
  ],
];

test.each(BY_NAME)('%s', (_, given, expected) => {
  expect(found(describeSchema(BASE), given)).toEqual(expected);
});

test('every kind of integer and float is compared by the values that it holds', () => {
  const kindOf = (before: string, after: string): string | undefined =>
    findDifferences(
      describeSchema({ tables: { t: { a: before } } }),
      describeSchema({ tables: { t: { a: after } } }),
    )[0]?.kind;
  expect(kindOf('u8', 'u16')).toBe('field-widened');
  expect(kindOf('u8', 'i16')).toBe('field-widened');
  expect(kindOf('u8', 'i8')).toBe('field-narrowed');
  expect(kindOf('i8', 'u64')).toBe('field-narrowed');
  expect(kindOf('i64', 'i8')).toBe('field-narrowed');
  expect(kindOf('[f32; 2]', '[f64; 2]')).toBe('field-widened');
  expect(kindOf('f64', 'f32')).toBe('field-narrowed');
  expect(kindOf('bool', 'u8')).toBe('field-retyped');
  expect(kindOf('entity', 'u64')).toBe('field-retyped');
  expect(kindOf('string<9>', 'string<8>')).toBe('string-shorter');
});

test('a difference in a type concerns every table that contains it', () => {
  const using = { a: { one: 'Box' }, b: { two: 'Vec' }, c: { three: 'u8' } };
  const given = changed(using, {
    customTypes: { ...BASE.customTypes, Vec: { ...BASE.customTypes.Vec, z: { type: 'f32', default: 0 } } },
  });
  expect(findDifferences(changed(using), given)).toMatchObject([
    { kind: 'field-added', place: { type: 'Vec', field: 'z' }, tables: ['a', 'b'] },
  ]);
});

const LOCKED = {
  name: 'arena',
  hash: '1'.repeat(32),
  history: [],
  enums: [TEAM],
  customTypes: { Vec: { x: { type: 'f32', id: 0 }, y: { type: 'f32', id: 1 } } },
  tables: { player: { gold: { type: 'u32', id: 0 }, team: { type: 'Team', id: 1 }, at: { type: 'Vec', id: 2 } } },
} satisfies Spec;

test('with ids, tables, fields and variants keep what they are under other names', () => {
  const given = describeSchema({
    ...LOCKED,
    history: ['1'.repeat(32)],
    enums: [{ ...TEAM, variants: { Crimson: 0, Blue: 1 } }],
    customTypes: { Vec: { left: { type: 'f32', id: 0 }, y: { type: 'f32', id: 1 } } },
    tables: { person: { coins: { type: 'u32', id: 0 }, team: { type: 'Team', id: 1 }, at: { type: 'Vec', id: 2 } } },
  });
  expect(found(describeSchema(LOCKED), given)).toEqual([
    ['table-renamed', 'compatible', 'kept', 'table "player" was renamed to "person"'],
    ['field-renamed', 'compatible', 'kept', 'field "gold" of table "person" was renamed to "coins"'],
    ['variant-renamed', 'compatible', 'kept', 'variant "Red" of enum "Team" was renamed to "Crimson"'],
    ['field-renamed', 'compatible', 'kept', 'field "x" of custom type "Vec" was renamed to "left"'],
  ]);
  expect(findDifferences(withoutIds(describeSchema(LOCKED)), given).map(({ kind }) => kind)).toEqual([
    'table-removed',
    'table-added',
  ]);
});

test('with ids, another field under the same name is another field', () => {
  const { gold: _, ...rest } = LOCKED.tables.player;
  const given = describeSchema({
    ...LOCKED,
    tables: { player: { ...rest, gold: { type: 'u32', id: 3, nullable: true } } },
  });
  expect(found(describeSchema(LOCKED), given).map(([kind]) => kind)).toEqual(['field-removed', 'field-added']);
});

test('with stable values, a variant cannot have the value of another one', () => {
  const given = (variants: EnumDescriptor['variants']): SchemaDescriptor =>
    describeSchema({ ...LOCKED, enums: [{ ...TEAM, variants }] });
  const stored = describeSchema(LOCKED);
  expect(found(stored, given({ Blue: 0, Red: 1 })).map(([kind]) => kind)).toEqual(['variant-reused', 'variant-reused']);
  expect(found(stored, given({ Blue: 0, Green: 2 })).map(([kind]) => kind)).toEqual([
    'variant-reused',
    'variant-reused',
    'variant-added',
  ]);
});

const PLAYER = { id: 'u32', team: 'u32', score: { type: 'u8', min: 1, max: 9 } };

/** The descriptor with indexes, a parent and `enforced`. */
function enforced(
  fields: FieldSpecs,
  facts: Partial<Pick<SchemaDescriptor['tables'][number], 'indexes' | 'parentTable'>> = {},
): SchemaDescriptor {
  const schema = describeSchema({ tables: { player: fields, team: { id: 'u32' } } });
  const [player, team] = schema.tables;
  if (player === undefined || team === undefined) throw new Error('two tables');
  const indexes = [{ name: 'id', fields: ['id'], unique: true as const }];
  return {
    ...schema,
    enforced: 1,
    tables: [
      { ...player, ...facts },
      { ...team, indexes },
    ],
  };
}

const REFERENCE = { table: 'team', field: 'id', onDelete: 'restrict' } as const;

test.each([
  ['an index', enforced(PLAYER, { indexes: [{ name: 'team', fields: ['team'] }] }), 'index-added', 'index-removed'],
  [
    'a unique index',
    enforced(PLAYER, { indexes: [{ name: 'team', fields: ['team'], unique: true }] }),
    'unique-added',
    'unique-removed',
  ],
  [
    'a primary key',
    enforced(PLAYER, { indexes: [{ name: 'id', fields: ['id'], primary: true, unique: true }] }),
    'primary-key-added',
    'primary-key-removed',
  ],
  ['a parent', enforced(PLAYER, { parentTable: 'team' }), 'parent-added', 'parent-removed'],
  [
    'a foreign key',
    enforced({ ...PLAYER, team: { type: 'u32', foreignKey: REFERENCE } }),
    'foreign-key-added',
    'foreign-key-removed',
  ],
  [
    'a smaller range',
    enforced({ ...PLAYER, score: { type: 'u8', min: 2, max: 9 } }),
    'bounds-tightened',
    'bounds-loosened',
  ],
  ['a limit', enforced({ ...PLAYER, id: { type: 'u32', max: 9 } }), 'bounds-tightened', 'bounds-loosened'],
])('%s is checked when it is added, and costs nothing when it is removed', (_, given, added, removed) => {
  const base = enforced(PLAYER);
  const demands = added !== 'index-added';
  expect(findDifferences(base, given)).toMatchObject([
    { kind: added, class: demands ? 'decision' : 'compatible', rows: demands ? 'checked' : 'kept', tables: ['player'] },
  ]);
  expect(findDifferences(given, base)).toMatchObject([{ kind: removed, class: 'compatible', rows: 'kept' }]);
});

test('another on_delete costs nothing, another target is checked', () => {
  const base = enforced({ ...PLAYER, team: { type: 'u32', foreignKey: REFERENCE } });
  const given = (change: Partial<ForeignKey>): SchemaDescriptor =>
    enforced({ ...PLAYER, team: { type: 'u32', foreignKey: { ...REFERENCE, ...change } } });
  expect(findDifferences(base, given({ onDelete: 'cascade' }))).toMatchObject([{ kind: 'on-delete-changed' }]);
  expect(findDifferences(base, given({ table: 'player' }))).toMatchObject([
    { kind: 'foreign-key-changed', rows: 'checked' },
  ]);
});

test('an index over a renamed field is the same index', () => {
  const facts = (field: string): Parameters<typeof enforced>[1] => ({ indexes: [{ name: 'i', fields: [field] }] });
  const stored = enforced({ a: { type: 'u32', id: 0 } }, facts('a'));
  const given = enforced({ b: { type: 'u32', id: 0 } }, facts('b'));
  expect(findDifferences(stored, given)).toMatchObject([{ kind: 'field-renamed' }]);
});

test('constraints that were only declared are checked', () => {
  const { enforced: _, ...stored } = enforced(PLAYER);
  expect(findDifferences(stored, enforced(PLAYER))).toMatchObject([
    { kind: 'constraints-enforced', class: 'decision', rows: 'checked' },
  ]);
});
