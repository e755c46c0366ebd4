/** A world in koota. A program gets the world and the traits. */

import * as koota from 'koota';

export function createWorld({ shapes }) {
  const world = koota.createWorld();
  const traits = Object.fromEntries(Object.entries(shapes).map(([name, fields]) => [name, createTrait(fields)]));
  const create = (record) => world.spawn(...Object.entries(record).map(([name, row]) => traits[name](row)));
  const add = (entity, name, row) => entity.add(traits[name](row));
  const remove = (entity, name) => entity.remove(traits[name]);
  const destroy = (entity) => entity.destroy();
  return {
    offer: { world, ...traits, ...koota },
    build: (program) => program({ create, add, remove, destroy }),
    get: (entity, name) => (entity.has(traits[name]) ? (entity.get(traits[name]) ?? {}) : undefined),
    population: () => world.entities.length - 1,
  };
}

function createTrait(fields) {
  return fields.length === 0 ? koota.trait() : koota.trait(Object.fromEntries(fields.map((field) => [field, 0])));
}
