/** Creates and ends many entities in one step, and undoes it. */

import { type Entities, groupsAt, idAt, nextFreeAt, SLOT_BYTES } from './entities.js';
import { GENERATION_LIMIT, INDEX_LIMIT } from './entity.js';
import type { EntityList } from './entity-list.js';

/**
 * Creates as many entities as `created` holds, and stores their ids there. `low` and `high` are the words of their
 * groups.
 *
 * @throws EcsDbError `CAPACITY_EXCEEDED`, with nothing created
 */
export function createMany(entities: Entities, created: EntityList, low: number, high: number): void {
  entities.join();
  const { working, slots } = entities;
  const { next, ids, words } = working;
  const count = created.length;
  let index = working.firstFree;
  let reused = 0;
  for (; index !== 0 && reused < count; reused++) {
    slots.mark(index * SLOT_BYTES);
    const id = -(ids[idAt(index)] as number);
    ids[idAt(index)] = id;
    created.ids[reused] = id;
    created.indexes[reused] = index;
    const at = groupsAt(index);
    index = words[at] as number;
    words[at] = low;
    words[at + 1] = high;
  }
  working.firstFree = index;
  working.alive += reused;
  if (reused === count) return;
  try {
    entities.reserve(next + count - reused - 1);
  } catch (error) {
    uncreate(entities, created, reused, next);
    throw error;
  }
  createFresh(entities, created, reused, low, high);
}

/** Creates the entities from position `first` on, with indexes that were never used and have slots. */
function createFresh(
  { working, slots }: Entities,
  created: EntityList,
  first: number,
  low: number,
  high: number,
): void {
  const { next, ids, words } = working;
  const count = created.length - first;
  slots.markRange(next * SLOT_BYTES, count * SLOT_BYTES);
  for (let i = 0; i < count; i++) {
    const index = next + i;
    created.ids[first + i] = index;
    created.indexes[first + i] = index;
    ids[idAt(index)] = index;
    words[groupsAt(index)] = low;
    words[groupsAt(index) + 1] = high;
  }
  working.next = next + count;
  working.alive += count;
}

/** Undoes `createMany`, if no entity was created or destroyed since. `next` is the registry's `next` from before. */
export function uncreateMany(entities: Entities, created: EntityList, next: number): void {
  uncreate(entities, created, created.length, next);
}

function uncreate({ working }: Entities, created: EntityList, count: number, next: number): void {
  const { ids, words } = working;
  for (let i = count - 1; i >= 0; i--) {
    const index = created.indexes[i] as number;
    const isFresh = index >= next;
    ids[idAt(index)] = isFresh ? 0 : -(created.ids[i] as number);
    words[nextFreeAt(index)] = isFresh ? 0 : working.firstFree;
    if (isFresh) words[groupsAt(index) + 1] = 0;
    else working.firstFree = index;
  }
  working.next = next;
  working.alive -= count;
}

/** The position of the first entity that is not alive, or -1. */
export function findDead({ working: { ids } }: Entities, list: EntityList): number {
  for (let i = 0; i < list.length; i++) {
    const at = idAt(list.indexes[i] as number);
    if (at >= ids.length || ids[at] !== list.ids[i]) return i;
  }
  return -1;
}

/**
 * Announces that entities end. Returns the position of the first one that is not alive or was announced before, with
 * nothing announced; -1 if there is none. Until `endMany` or `cancelEnding`, the slots hold negative ids.
 */
export function announceEnding(entities: Entities, ending: EntityList): number {
  entities.join();
  const { working, slots } = entities;
  const { ids } = working;
  for (let i = 0; i < ending.length; i++) {
    const index = ending.indexes[i] as number;
    const id = ending.ids[i] as number;
    const at = idAt(index);
    if (at >= ids.length || ids[at] !== id) {
      restoreIds(entities, ending, i);
      return i;
    }
    slots.mark(index * SLOT_BYTES);
    ids[at] = -id;
  }
  return -1;
}

export function cancelEnding(entities: Entities, ending: EntityList): void {
  restoreIds(entities, ending, ending.length);
}

function restoreIds({ working: { ids } }: Entities, ending: EntityList, count: number): void {
  for (let i = 0; i < count; i++) ids[idAt(ending.indexes[i] as number)] = ending.ids[i] as number;
}

/** Ends announced entities. Their rows were removed. */
export function endMany({ working }: Entities, ending: EntityList): void {
  const { ids, words } = working;
  let { firstFree } = working;
  for (let i = 0; i < ending.length; i++) {
    const index = ending.indexes[i] as number;
    const next = (ending.ids[i] as number) + INDEX_LIMIT;
    const isRetired = next >= GENERATION_LIMIT * INDEX_LIMIT;
    ids[idAt(index)] = isRetired ? Number.NaN : -next;
    words[nextFreeAt(index)] = isRetired ? 0 : firstFree;
    if (!isRetired) firstFree = index;
  }
  working.firstFree = firstFree;
  working.alive -= ending.length;
}
