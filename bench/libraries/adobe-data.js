/** The nearest competitor: a database of entities with transactions that roll back. */

import { Database } from '@adobe/data/ecs';
import { F32 } from '@adobe/data/schema';

export function createAdobeData() {
  const plugin = Database.Plugin.create({
    components: { value: F32.schema },
    archetypes: { Item: ['value'] },
    transactions: {
      insert: (tx, value) => tx.archetypes.Item.insert({ value }),
      update: (tx, { entity, value }) => tx.update(entity, { value }),
      insertAndDelete: (tx, values) => {
        const entities = values.map((value) => tx.archetypes.Item.insert({ value }));
        for (const entity of entities) tx.delete(entity);
      },
    },
  });
  const db = Database.create(plugin);
  return { db, count: () => db.archetypes.Item.rowCount };
}
