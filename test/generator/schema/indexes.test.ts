/** The indexes of a table: what implies one, in which order they are listed, and their names. */

import { expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';
import { describeSchema } from '../../../generator/layout/index.js';

const HEAD = '[database]\nname = "a"\n[custom_types.Vec2]\nfields = [{ name = "x_y", type = "f32" }]\n';

/** `name: fields, kind` of each index of table `t`; the codes of the diagnostics if there are errors. */
function indexesOf(table: string): string[] {
  const { layout, diagnostics } = analyse(`${HEAD}[tables.t]\n${table}\n[tables.other]\nfields = [${ID}]\n`, 'x.toml');
  if (layout === undefined) return diagnostics.map(({ code, message }) => `${code} ${message}`);
  const { indexes = [] } = describeSchema(layout).tables[0] ?? {};
  return indexes.map(({ name, fields, primary, unique }) => {
    const kind = primary ? 'primary' : unique ? 'unique' : 'plain';
    return `${name}: ${fields.join()}, ${kind}`;
  });
}

const ID = '{ name = "id", type = "u8", primary_key = true }';
const field = (name: string, keys = ''): string => `{ name = "${name}", type = "u8"${keys === '' ? '' : `, ${keys}`} }`;
const fields = (...list: string[]): string => `fields = [${list.join(', ')}]`;
const REFERENCE = 'foreign_key = "other.id"';

test('a table without keys has none', () => {
  expect(indexesOf(fields(field('a')))).toEqual([]);
});

test('primary key, unique fields, indexed fields, foreign keys and declared indexes are listed in this order', () => {
  const list = [field('d', REFERENCE), field('c', 'indexed = true'), field('b', 'unique = true')];
  const keys = [field('a_2', 'primary_key = true'), field('a_1', 'primary_key = true')];
  expect(indexesOf(`indexes = [{ fields = ["c", "b"] }]\n${fields(...list, ...keys)}`)).toEqual([
    'a2AndA1: a_2,a_1, primary',
    'b: b, unique',
    'c: c, plain',
    'd: d, plain',
    'cAndB: c,b, plain',
  ]);
});

test('keys of one field share an index, which is as strict as the strictest of them', () => {
  const all = `unique = true, indexed = true, ${REFERENCE}`;
  expect(indexesOf(fields(field('a', `primary_key = true, ${all}`), field('b', all)))).toEqual([
    'a: a, primary',
    'b: b, unique',
  ]);
});

test('a declared unique index makes the index of a foreign key unique and names it', () => {
  const declared = '{ name = "only_one", fields = ["a"], unique = true }';
  expect(indexesOf(`indexes = [${declared}]\n${fields(field('a', REFERENCE))}`)).toEqual(['onlyOne: a, unique']);
});

test('an index over the same fields in another order is another index', () => {
  const declared = ['{ fields = ["a", "b"] }', '{ fields = ["b", "a"], unique = true }'];
  expect(indexesOf(`indexes = [${declared.join()}]\n${fields(field('a'), field('b'))}`)).toEqual([
    'aAndB: a,b, plain',
    'bAndA: b,a, unique',
  ]);
});

test('a field inside a custom type is named by its path', () => {
  const declared = '{ fields = ["at.x_y", "a"] }';
  expect(indexesOf(`indexes = [${declared}]\nfields = [{ name = "at", type = "Vec2" }, ${field('a')}]`)).toEqual([
    'atXYAndA: at.x_y,a, plain',
  ]);
});

test('names that become the same property are refused, and can be given', () => {
  const list = fields(field('a'), field('b'), field('aAndB', 'indexed = true'));
  expect(indexesOf(`indexes = [{ fields = ["a", "b"] }]\n${list}`)).toEqual([
    'ECS013 the indexes over "aAndB" and over "a", "b" would both be the property "aAndB"',
  ]);
  expect(indexesOf(`indexes = [{ name = "both", fields = ["a", "b"] }]\n${list}`)).toEqual([
    'aAndB: aAndB, plain',
    'both: a,b, plain',
  ]);
});

test('an index that adds nothing to a key is refused', () => {
  expect(indexesOf(`indexes = [{ fields = ["a"] }]\n${fields(field('a', 'unique = true'))}`)).toEqual([
    'ECS073 there is already an index over "a", because of "unique"',
  ]);
});

test('a key of 100 bytes is allowed, one of 101 is not', () => {
  const table = (capacity: number): string => `fields = [{ name = "a", type = "string<${capacity}>", unique = true }]`;
  expect(indexesOf(table(98))).toEqual(['a: a, unique']);
  expect(indexesOf(table(99))).toEqual(['ECS080 the key over "a" has 101 bytes; the limit is 100']);
});

test('a table has at most 64 indexes, an index at most 16 fields', () => {
  const list = (count: number, keys: string): string =>
    fields(...Array.from({ length: count }, (_, i) => field(`f${i}`, keys)));
  expect(indexesOf(list(64, 'indexed = true'))).toHaveLength(64);
  expect(indexesOf(list(65, 'indexed = true'))).toEqual(['ECS080 table "t" has 65 indexes; the limit is 64']);
  const over = (count: number): string =>
    `indexes = [{ fields = [${Array.from({ length: count }, (_, i) => `"f${i}"`)}] }]`;
  expect(indexesOf(`${over(16)}\n${list(17, '')}`)).toHaveLength(1);
  expect(indexesOf(`${over(17)}\n${list(17, '')}`)).toEqual([
    'ECS080 the number of fields of an index is 17; the limit is 16',
  ]);
});

test('a fault of a field is not repeated for its indexes', () => {
  expect(
    indexesOf(
      'indexes = [{ fields = ["a", "b"] }]\nfields = [{ name = "a", type = "u9" }, { name = "b", type = "u8" }]',
    ),
  ).toEqual(['ECS021 unknown type "u9"; did you mean "u8"?']);
  expect(indexesOf('fields = [{ name = "a", type = "[u8; 2]", unique = true }]')).toHaveLength(1);
});
