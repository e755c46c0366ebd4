/** A piecs world with an entity for each record. piecs stores no values; its users do. */

import { World } from 'piecs';
import { CAPACITY, COMPONENT_NAMES, columnReader } from '../lib/records.js';

export function createPiecs(records) {
  const world = new World();
  const components = Object.fromEntries(
    COMPONENT_NAMES.map((name) => [name, { id: world.createComponentId(), value: new Float32Array(CAPACITY) }]),
  );
  const ids = records.map((record) => {
    const entity = world.createEntity(world.prefabricate(Object.keys(record).map((name) => components[name])));
    for (const [name, value] of Object.entries(record)) components[name].value[entity] = value;
    return entity;
  });
  return { world, components, valuesOf: columnReader(records, ids, (id, name) => components[name].value[id]) };
}
