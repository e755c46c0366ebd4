/** A world in bitECS. A program gets the world and the components, which have an array per field. */

import * as bitecs from 'bitecs';
import { createColumns, rowOfColumns, setColumns } from './columns.js';

export function createWorld({ shapes, capacity }) {
  const world = bitecs.createWorld();
  const components = Object.fromEntries(
    Object.entries(shapes).map(([name, fields]) => [name, createColumns(fields, capacity)]),
  );
  const add = (entity, name, row) => {
    bitecs.addComponent(world, entity, components[name]);
    setColumns(components[name], entity, row);
  };
  const create = (record) => {
    const entity = bitecs.addEntity(world);
    for (const [name, row] of Object.entries(record)) add(entity, name, row);
    return entity;
  };
  const remove = (entity, name) => bitecs.removeComponent(world, entity, components[name]);
  const destroy = (entity) => bitecs.removeEntity(world, entity);
  return {
    offer: { world, ...components, ...bitecs },
    build: (program) => program({ create, add, remove, destroy }),
    get: (entity, name) =>
      bitecs.hasComponent(world, entity, components[name])
        ? rowOfColumns(components[name], shapes[name], entity)
        : undefined,
    population: () => bitecs.getAllEntities(world).length,
  };
}
