/** A thread attaches with the constraints and the indexes of the database, and with no others. */

import { Database, type Schema } from '@ecsdb/runtime';
import { attach, share } from '@ecsdb/runtime/threads';
import { expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { schemaOfToml } from '../support/toml.js';

function schemaWith(given: { table?: string; code?: string; size?: string; part?: string; of?: string }): Schema {
  return schemaOfToml(`
[custom_types.Box]
fields = [{ name = "size", type = "u8"${given.size ?? ', max = 9'} }]
[tables.item]
${given.table ?? 'indexes = [{ name = "place", fields = ["code", "shelf"] }]'}
fields = [
  { name = "code", type = "u32"${given.code ?? ', unique = true'} },
  { name = "shelf", type = "u32" },
  { name = "box", type = "Box" },
]
[tables.part]
${given.part ?? 'parent_table = "item"'}
fields = [{ name = "of", type = "u32"${given.of ?? ', foreign_key = "item.code"'} }]
`);
}

const schema = schemaWith({});

test('the same schema attaches, also if deletions do something else', async () => {
  const db = Database.memory(schema);
  const handle = share(db);
  for (const one of [schema, schemaWith({ of: ', foreign_key = "item.code", on_delete = "cascade"' })]) {
    await attach(one, handle).close();
  }
  await db.close();
});

test.each<[string, Parameters<typeof schemaWith>[0], string]>([
  [
    'bounds inside of a custom type',
    { size: ', max = 200' },
    'field "size" of custom type "Box" was at most 9, and is at most 200',
  ],
  ['a key', { code: ', primary_key = true' }, 'the primary key over code of table "item" is new'],
  [
    'the order of an index',
    { table: 'indexes = [{ name = "place", fields = ["shelf", "code"] }]' },
    'the index over shelf, code of table "item" is new',
  ],
  [
    'the name of an index',
    { table: 'indexes = [{ name = "spot", fields = ["code", "shelf"] }]' },
    'have other names, or another order',
  ],
  ['no parent', { part: '' }, 'table "part" had the parent "item"'],
  [
    'no reference',
    { of: ', indexed = true' },
    'field "of" of table "part" referred to "item.code", and refers to nothing',
  ],
])('a schema that differs in %s is refused', async (_what, given, message) => {
  const db = Database.memory(schema);
  const handle = share(db);
  const error = errorOf(() => attach(schemaWith(given), handle));
  expect(error.code).toBe('SCHEMA_ERROR');
  expect(error.differences).toContainEqual(expect.stringContaining(message));
  await db.close();
});
