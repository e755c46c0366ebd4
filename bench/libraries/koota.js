/** A koota world with an entity for each record. */

import { createWorld, trait } from 'koota';
import { COMPONENT_NAMES, columnReader } from '../lib/records.js';

export function createKoota(records) {
  const world = createWorld();
  const traits = Object.fromEntries(COMPONENT_NAMES.map((name) => [name, trait({ value: 0 })]));
  const ids = records.map((record) =>
    world.spawn(...Object.entries(record).map(([name, value]) => traits[name]({ value }))),
  );
  return { world, traits, valuesOf: columnReader(records, ids, (id, name) => id.get(traits[name]).value) };
}
