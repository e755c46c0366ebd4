/**
 * Recovery creates archetypes for the final sets of tables of the entities, and none for the intermediate sets while it
 * reads table by table.
 */

import { Database, type Entity } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { schemaOf } from '../support/schema.js';

test.each(['log', 'snapshot'])(
  'entities keep their tables through the %s, and no other archetypes are created',
  async (source) => {
    const names = Array.from({ length: 60 }, (_, i) => `table_${i}`);
    const schema = schemaOf({ tables: Object.fromEntries(names.map((name) => [name, { x: 'u32' }])) });
    const options = { directory: '/data', fileSystem: new SimulatedFileSystem() };
    const db = await Database.open(schema, options);
    // Entity k is in table k and all later tables. Read table by table, each entity has intermediate sets that no other
    // entity has.
    const entities = await db.write((tx) =>
      schema.components.map((_, first) => {
        const entity = tx.create();
        for (const component of schema.components.slice(first).reverse()) tx.insert(entity, component, { x: first });
        return entity;
      }),
    );
    const bare = await db.write((tx) => tx.create());
    const { archetypes } = db.stats();
    if (source === 'snapshot') await db.checkpoint();
    await db.close();

    const again = await Database.open(schema, options);
    expect(again.stats().archetypes).toBe(archetypes);
    expect(archetypes).toBe(schema.components.length + 1);
    for (const [position, component] of schema.components.entries()) expect(again.count(component)).toBe(position + 1);
    await again.write((tx) => {
      for (const entity of [...entities, bare]) tx.destroy(entity);
    });
    expect(again.count()).toBe(0);
    expect(schema.components.every((component) => again.count(component) === 0)).toBe(true);
    const last: Entity = await again.write((tx) => tx.create());
    expect(again.isAlive(last)).toBe(true);
    await again.close();
  },
);
