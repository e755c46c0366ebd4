/**
 * Libraries for worlds of many combinations. `components` is their number; each has the fields of a row. `transact(f)`
 * calls `f` with what the other functions get first. Components are numbers.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { times } from '../expect.js';

export const COMBINATION_LIBRARIES = {
  /** With a database from a schema file, because code for 1,000 tables takes long to generate. */
  async ecsdb(name, components, row) {
    const { Database } = await import('@ecsdb/runtime');
    const { loadSchema } = await import('../../../dist/generator/index.js');
    const db = Database.memory(await loadSchema(writeSchema(name, components, row)));
    const list = times(components, (index) => db.component(tableName(index)));
    return {
      transact: (change) => db.writeSync(change),
      create: (tx) => tx.create(),
      add: (tx, entity, component) => tx.insert(entity, list[component], row),
      remove: (tx, entity, component) => tx.delete(entity, list[component]),
      has: (entity, component) => db.has(entity, list[component]),
      count: (component) => db.count(list[component]),
    };
  },

  async bitecs(_, components, row) {
    const bitecs = await import('bitecs');
    const { createColumns, setColumns } = await import('../../libraries/columns.js');
    const world = bitecs.createWorld();
    const list = times(components, () => createColumns(Object.keys(row), COMBINATION_CAPACITY));
    return {
      transact: (change) => change(world),
      create: () => bitecs.addEntity(world),
      add: (_world, entity, component) => {
        bitecs.addComponent(world, entity, list[component]);
        setColumns(list[component], entity, row);
      },
      remove: (_world, entity, component) => bitecs.removeComponent(world, entity, list[component]),
      has: (entity, component) => bitecs.hasComponent(world, entity, list[component]),
      count: (component) => bitecs.query(world, [list[component]]).length,
    };
  },

  async koota(_, components, row) {
    const { createWorld, trait } = await import('koota');
    const world = createWorld();
    const isTag = Object.keys(row).length === 0;
    const list = times(components, () => (isTag ? trait() : trait({ value: 0 })));
    return {
      transact: (change) => change(world),
      create: () => world.spawn(),
      add: (_world, entity, component) => entity.add(isTag ? list[component] : list[component](row)),
      remove: (_world, entity, component) => entity.remove(list[component]),
      has: (entity, component) => entity.has(list[component]),
      count: (component) => world.query(list[component]).length,
    };
  },
};

/** More than the number of entities. */
const COMBINATION_CAPACITY = 1 << 16;

function writeSchema(name, components, row) {
  const fields = Object.keys(row).map((field) => `{ name = "${field}", type = "f32" }`);
  const tables = times(components, (index) => `[tables.${tableName(index)}]\nfields = [${fields}]\n`);
  const folder = new URL('../../dist/schemas/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`${name}.toml`, folder);
  writeFileSync(file, `[database]\nname = "${name}"\n\n${tables.join('\n')}`);
  return file.pathname;
}

function tableName(index) {
  return `t${String(index).padStart(4, '0')}`;
}
