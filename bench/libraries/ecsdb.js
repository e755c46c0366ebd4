/** A database with an entity for each record. */

import { Database } from '@ecsdb/runtime';
import * as generated from '#generated/ecs/index.js';
import { columnReader } from '../lib/records.js';

const components = new Map(Object.entries(generated));

export function createEcsdb(records) {
  const db = Database.memory(generated.ecs);
  const ids = db.writeSync((tx) =>
    records.map((record) => {
      const entity = tx.create();
      for (const [name, value] of Object.entries(record)) tx.insert(entity, components.get(name), { value });
      return entity;
    }),
  );
  return { db, ids, valuesOf: columnReader(records, ids, (id, name) => db.get(id, components.get(name)).value) };
}
