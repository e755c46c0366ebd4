/**
 * A world in ecsdb. A program gets the database, the components and queries of the schema, and `runSystems`, which
 * makes a run of systems. Each run is one published transaction. Systems are called from one place, so V8 compiles each
 * for itself, as in a program of many systems.
 */

import { Database } from '@ecsdb/runtime';

export async function createWorld({ shapes, schema, nextStep }) {
  const generated = await import(`#generated/${schema}/index.js`);
  const db = Database.memory(generated[schema]);
  const components = new Map(Object.keys(shapes).map((name) => [name, generated[name]]));
  return {
    offer: { db, ...generated, runSystems: (systems) => createRun(db, systems, nextStep) },
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

function createRun(db, systems, nextStep) {
  const runAll = (tx) => {
    const step = nextStep();
    for (let index = 0; index < systems.length; index++) systems[index](tx, step);
  };
  return () => db.writeSync(runAll);
}
