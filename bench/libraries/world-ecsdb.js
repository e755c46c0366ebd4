/** A world in ecsdb. A program gets the database, and the components and queries of the schema. */

import { Database } from '@ecsdb/runtime';

export async function createWorld({ shapes, schema }) {
  const generated = await import(`#generated/${schema}/index.js`);
  const db = Database.memory(generated[schema]);
  const components = new Map(Object.keys(shapes).map((name) => [name, generated[name]]));
  return {
    offer: { db, ...generated },
    build: (program) => db.writeSync((tx) => program(structureOf(tx, components))),
    get: (entity, name) => db.tryGet(entity, components.get(name)),
    population: () => db.count(),
  };
}

function structureOf(tx, components) {
  const add = (entity, name, row) => tx.insert(entity, components.get(name), row);
  return {
    create: (record) => {
      const entity = tx.create();
      for (const [name, row] of Object.entries(record)) add(entity, name, row);
      return entity;
    },
    add,
    remove: (entity, name) => tx.delete(entity, components.get(name)),
    destroy: (entity) => tx.destroy(entity),
  };
}
