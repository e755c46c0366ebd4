/** What a database or a replica would give to new entities. */

import { Database, type Entity } from '@ecsdb/runtime';
import type { Replica } from '@ecsdb/runtime/replica';

/** More than a test creates. */
const COUNT = 5000;

/** The next ids, in ascending order. The order in which they are taken depends on the past. */
export function freeIds(source: Database | Replica): Entity[] {
  const ids = source instanceof Database ? nextOfDatabase(source) : nextOfReplica(source);
  return ids.sort((a, b) => a - b);
}

function nextOfDatabase(db: Database): Entity[] {
  return undone((ids) => {
    db.writeSync((tx) => {
      for (let i = 0; i < COUNT; i++) ids.push(tx.create());
      throw new Undone();
    });
  });
}

function nextOfReplica(replica: Replica): Entity[] {
  replica.linkFreeIndexes();
  return undone((ids) => {
    replica.apply((rows) => {
      for (let i = 0; i < COUNT; i++) ids.push(rows.create());
      throw new Undone();
    });
  });
}

class Undone extends Error {}

function undone(create: (ids: Entity[]) => void): Entity[] {
  const ids: Entity[] = [];
  try {
    create(ids);
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  return ids;
}
