/** A bitECS world with an entity for each record, values in typed arrays as its documentation advises. */

import { addComponent, addEntity, createWorld } from 'bitecs';
import { CAPACITY, COMPONENT_NAMES, columnReader } from '../lib/records.js';

export function createBitecs(records) {
  const world = createWorld();
  const components = Object.fromEntries(COMPONENT_NAMES.map((name) => [name, { value: new Float32Array(CAPACITY) }]));
  const ids = records.map((record) => {
    const entity = addEntity(world);
    for (const [name, value] of Object.entries(record)) {
      addComponent(world, entity, components[name]);
      components[name].value[entity] = value;
    }
    return entity;
  });
  return { world, components, valuesOf: columnReader(records, ids, (id, name) => components[name].value[id]) };
}
