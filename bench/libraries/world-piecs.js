/**
 * A world in piecs. A program gets the world, the components, which have an array per field, and `register`, which
 * registers a system over entities.
 */

import { createEntitySystem, World } from 'piecs';
import { createColumns, rowOfColumns, setColumns } from './columns.js';

export function createWorld({ shapes, capacity }) {
  const world = new World();
  const components = Object.fromEntries(
    Object.entries(shapes).map(([name, fields]) => [
      name,
      { id: world.createComponentId(), ...createColumns(fields, capacity) },
    ]),
  );
  const create = (record) => {
    const entity = world.createEntity(world.prefabricate(Object.keys(record).map((name) => components[name])));
    for (const [name, row] of Object.entries(record)) setColumns(components[name], entity, row);
    return entity;
  };
  const add = (entity, name, row) => {
    world.addComponent(entity, components[name]);
    setColumns(components[name], entity, row);
  };
  const remove = (entity, name) => world.removeComponent(entity, components[name]);
  const destroy = (entity) => world.deleteEntity(entity);
  const register = (execute, buildQuery) => world.registerSystem(createEntitySystem(execute, buildQuery));
  return {
    offer: { world, ...components, register },
    build: (program) => program({ create, add, remove, destroy }),
    get: (entity, name) =>
      world.hasComponent(entity, components[name]) ? rowOfColumns(components[name], shapes[name], entity) : undefined,
    population: () => {
      let count = 0;
      for (let entity = 0; entity < capacity; entity++) count += world.hasEntity(entity) ? 1 : 0;
      return count;
    },
  };
}
