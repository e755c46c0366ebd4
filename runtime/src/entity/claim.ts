/** Takes over the ids of another registry, for loading a dump. */

import { clearGroups, type Entities, idAt, nextFreeAt, SLOT_BYTES } from './entities.js';

/** What an index becomes: the id of a living entity, the negative of the next id, or NaN for a retired index. */
export interface Claim {
  readonly index: number;
  readonly slot: number;
}

/**
 * The largest gap above the highest index so far. Ids that are reserved for threads leave gaps, but much smaller ones.
 */
export const INDEX_GAP_MAX: number = 2 ** 22;

/**
 * Gives slots that are free the content of the claims, which are in the order of their indexes. No id may be reserved
 * for a thread, because its slot looks free.
 */
export function claimSlots(entities: Entities, claims: readonly Claim[]): void {
  const last = claims.at(-1);
  if (last === undefined) return;
  entities.join();
  const next = Math.max(entities.working.next, last.index + 1);
  entities.reserve(next - 1);
  const { working, slots } = entities;
  for (const { index, slot } of claims) {
    slots.mark(index * SLOT_BYTES);
    working.ids[idAt(index)] = slot;
    clearGroups(working, index);
    if (slot > 0) working.alive++;
  }
  working.next = next;
  linkFree(entities);
}

/** Sets what a free index gives out next: the negative of an id, or NaN for nothing. `linkFree` must follow. */
export function setFree(entities: Entities, index: number, slot: number): void {
  entities.join();
  entities.reserve(index);
  const { working, slots } = entities;
  slots.mark(index * SLOT_BYTES);
  working.ids[idAt(index)] = slot;
  clearGroups(working, index);
  working.next = Math.max(working.next, index + 1);
}

/** Links the free indexes, the lowest first, as an opening does. */
export function linkFree({ working, slots }: Entities): void {
  let firstFree = 0;
  for (let index = working.next - 1; index > 0; index--) {
    const slot = working.ids[idAt(index)] as number;
    // Living, or retired.
    if (!(slot <= 0)) continue;
    slots.mark(index * SLOT_BYTES);
    // An index in a gap was never used.
    if (slot === 0) working.ids[idAt(index)] = -index;
    working.words[nextFreeAt(index)] = firstFree;
    firstFree = index;
  }
  working.firstFree = firstFree;
}
