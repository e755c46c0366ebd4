/** Brings the entities of an input into a database, within a transaction. */

import {
  type Claim,
  claimSlots,
  createEntityList,
  createMany,
  INDEX_GAP_MAX,
  INDEX_LIMIT,
  idAt,
} from '../entity/index.js';
import type { Store } from '../table/index.js';
import type { BadLines } from './problems.js';
import type { Staging } from './staging.js';

/** Creates an entity for each entity of the input, in the order of their indexes. */
export function createEntities(store: Store, { entities }: Staging): void {
  const created = createEntityList(entities.count);
  store.entities.join();
  createMany(store.entities, created, 0, 0);
  let position = 0;
  entities.forEach((_index, slot) => {
    if (slot > 0) entities.setCreated(slot, created.ids[position++] as number);
  });
}

/**
 * Makes the ids of the input alive, ended or retired, as they are there. Entities that are alive here already stay as
 * they are. Reports the ids that cannot be made alive, and then changes nothing.
 */
export function keepEntities(store: Store, { entities }: Staging, bad: BadLines): void {
  const { ids, next } = store.entities.working;
  const claims: Claim[] = [];
  let reached = next;
  entities.forEach((index, slot, line) => {
    const present = idAt(index) < ids.length ? (ids[idAt(index)] as number) : 0;
    if (present === slot || (Number.isNaN(slot) && Number.isNaN(present))) return;
    if (slot > 0) {
      const refusal = refusalOf(index, slot, present);
      if (refusal !== undefined) {
        bad.add(line, 'CONFLICT', refusal);
        return;
      }
    } else if (!isLater(slot, present)) {
      return;
    }
    if (index > reached + INDEX_GAP_MAX) {
      const most = `at most ${INDEX_GAP_MAX} indexes above the highest one so far, ${reached - 1}`;
      bad.add(line, 'CONFLICT', `the index ${index} of an entity is too high; it can be ${most}`);
      return;
    }
    reached = Math.max(reached, index + 1);
    claims.push({ index, slot });
  });
  if (bad.count === 0) claimSlots(store.entities, claims);
}

/** Why a living entity cannot have the id; undefined if it can. `present` is the slot in the database. */
function refusalOf(index: number, id: number, present: number): string | undefined {
  if (Number.isNaN(present)) return `entity ${id} cannot be created: index ${index} is retired in the database`;
  if (present > 0) return `entity ${id} cannot be created: in the database, entity ${present} has its index`;
  if (-present > id) return `entity ${id} cannot be created: it was destroyed in the database`;
  return undefined;
}

/** True if a free or retired index of the input was used more often than in the database, and is free here. */
function isLater(slot: number, present: number): boolean {
  if (!(present <= 0)) return false;
  return Number.isNaN(slot) || (-slot > -present && -slot >= INDEX_LIMIT);
}
