/** Promise: after recovery, destroying an entity deletes its row in each table, in whichever tables it has rows. */

import { Database, type Entity } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { schemaOf } from '../support/schema.js';

// With more than 64 tables, several of them share a bit in the registry.
test.each([
  ['log', 60],
  ['snapshot', 60],
  ['log', 150],
  ['snapshot', 150],
])('entities keep their rows through the %s, in %p tables', async (source, tableCount) => {
  const names = Array.from({ length: tableCount }, (_, i) => `table_${i}`);
  const schema = schemaOf({ tables: Object.fromEntries(names.map((name) => [name, { x: 'u32' }])) });
  const options = { directory: '/data', fileSystem: new SimulatedFileSystem() };
  const db = await Database.open(schema, options);
  // Entity k is in table k and all later tables.
  const entities = await db.write((tx) =>
    schema.components.map((_, first) => {
      const entity = tx.create();
      for (const component of schema.components.slice(first).reverse()) tx.insert(entity, component, { x: first });
      return entity;
    }),
  );
  const bare = await db.write((tx) => tx.create());
  if (source === 'snapshot') await db.checkpoint();
  await db.close();

  const again = await Database.open(schema, options);
  for (const [position, component] of schema.components.entries()) expect(again.count(component)).toBe(position + 1);
  const { 0: first, [tableCount - 1]: last } = entities;
  if (first === undefined || last === undefined) throw new Error('one entity for each table');
  await again.write((tx) => tx.destroy(first));
  for (const [position, component] of schema.components.entries()) expect(again.count(component)).toBe(position);
  await again.write((tx) => {
    for (const entity of [...entities.slice(1), bare]) tx.destroy(entity);
  });
  expect(again.count()).toBe(0);
  expect(schema.components.every((component) => again.count(component) === 0)).toBe(true);
  const next: Entity = await again.write((tx) => tx.create());
  expect(again.isAlive(next)).toBe(true);
  await again.close();
});
