/** Ids that a server sets aside for a client, so that both give the same ids to the same new entities. */

import type { Database } from '../database/index.js';
import type { Entity } from '../entity/index.js';
import type { ReplicaRows } from './rows.js';

/** Sets ids aside: no transaction of `db` gives them out any more. Outside of transactions. */
export function reserveIds(db: Database, count: number): Entity[] {
  const { groups } = db.$commits;
  groups.assertOutside('reserveIds');
  // Ids are taken from both sides at once.
  db.$commits.finishPending();
  const { entities } = db.store;
  entities.align();
  return Array.from({ length: count }, () => entities.issue());
}

/**
 * The ids that a replica may give to new entities, in the order in which they were reserved. An id is used while its
 * entity is alive, or was destroyed for good; if the replica discards the entity, the id is free again.
 */
export class ReservedIds {
  readonly #ids: Entity[] = [];

  add(ids: readonly Entity[]): void {
    this.#ids.push(...ids);
  }

  /** Creates an entity with the first id that is not in use; undefined if there is none. */
  create(rows: ReplicaRows): Entity | undefined {
    const id = this.#ids.find((reserved) => isUsable(rows, reserved));
    if (id !== undefined) rows.enter(id);
    return id;
  }

  /** Forgets ids that are in use in what is published, so that the list stays short. Call it after `publish`. */
  forgetUsed(rows: ReplicaRows): void {
    const left = this.#ids.filter((reserved) => isUsable(rows, reserved));
    this.#ids.splice(0, this.#ids.length, ...left);
  }
}

function isUsable(rows: ReplicaRows, id: Entity): boolean {
  const next = rows.nextAt(id >>> 0);
  // A later generation is next if the id was destroyed.
  return next !== 0 && next <= id;
}
