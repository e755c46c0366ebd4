/** Promise: a migration function has to return the fields that no rule converts, and no others. */

import { expect, test } from '@jest/globals';
import { requiredFields } from '../../../generator/render/required-fields.js';
import { Project, schemaText } from '../lock/support.js';

/** The types and fields of one version. */
interface Version {
  readonly fields: string;
  readonly inner?: string;
}

function required(before: Version, after: Version): string[] {
  const text = (version: string, { fields, inner = 'name = "x", type = "f32"' }: Version): string =>
    schemaText(
      version,
      `[enums.Team]\nvariants = ["Red", "Blue"]
[custom_types.Inner]\nremoved = ["gone"]\nfields = [{ ${inner} }]
[custom_types.Outer]\nfields = [{ name = "inner", type = "[Inner; 2]" }]
[tables.t]\nremoved = ["gone"]\nfields = [{ name = "kept", type = "u8" }, ${fields}]
[migrations]\n"1.1.0" = ["t", "Inner"]\n`,
    );
  const project = new Project();
  project.accept(text('1.0.0', before));
  const { migrations: [migration] = [] } = project.accept(text('1.1.0', after));
  if (migration === undefined) throw new Error('expected a migration');
  return [...requiredFields(migration)].sort();
}

const U8 = '{ name = "a", type = "u8" }';
const OUTER = '{ name = "a", type = "Outer" }';
const TWO = 'name = "x", type = "f32" }, { name = "y", type = "f32"';

test.each<[string, Version, Version, string[]]>([
  ['a new field', { fields: '' }, { fields: U8 }, ['a']],
  ['a new field with a default', { fields: '' }, { fields: '{ name = "a", type = "u8", default = 1 }' }, []],
  ['a new field that is nullable', { fields: '' }, { fields: '{ name = "a", type = "u8", nullable = true }' }, []],
  ['another type', { fields: U8 }, { fields: '{ name = "a", type = "string<4>" }' }, ['a']],
  [
    'another type of a nullable field',
    { fields: U8 },
    { fields: '{ name = "a", type = "bool", nullable = true }' },
    ['a'],
  ],
  ['a float of an integer', { fields: U8 }, { fields: '{ name = "a", type = "f32" }' }, ['a']],
  ['a wider integer', { fields: U8 }, { fields: '{ name = "a", type = "u64" }' }, []],
  ['a narrower integer', { fields: '{ name = "a", type = "u64" }' }, { fields: U8 }, []],
  ['a required field', { fields: '{ name = "a", type = "u8", nullable = true }' }, { fields: U8 }, []],
  ['a rename', { fields: U8 }, { fields: '{ name = "b", type = "u8", was = "a" }' }, []],
  ['a rename with another type', { fields: U8 }, { fields: '{ name = "b", type = "Team", was = "a" }' }, ['b']],
  [
    'a longer array',
    { fields: '{ name = "a", type = "[u8; 2]" }' },
    { fields: '{ name = "a", type = "[u8; 3]" }' },
    ['a'],
  ],
  ['the same type', { fields: OUTER }, { fields: OUTER }, []],
  ['a new member deep inside', { fields: OUTER }, { fields: OUTER, inner: TWO }, ['a']],
  ['a new member with a default', { fields: OUTER }, { fields: OUTER, inner: `${TWO}, default = 1` }, []],
  ['another type deep inside', { fields: OUTER }, { fields: OUTER, inner: 'name = "x", type = "u8"' }, ['a']],
  ['a wider type deep inside', { fields: OUTER }, { fields: OUTER, inner: 'name = "x", type = "f64"' }, []],
  [
    'a new field with a default, and a new member',
    { fields: '' },
    {
      fields: '{ name = "a", type = "Outer", default = { inner = [{ x = 1, y = 2 }, { x = 3, y = 4 }] } }',
      inner: TWO,
    },
    [],
  ],
])('%s', (_, before, after, names) => {
  expect(required(before, after)).toEqual(names);
});
