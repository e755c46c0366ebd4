/** What a watch reports: the difference between two states, net of what was undone in between. */

import type { Entity } from '../entity/index.js';

/** What has changed since the last call. Each entity or table is in one list, in no particular order. */
export interface Changes<Key> {
  readonly inserted: readonly Key[];
  readonly changed: readonly Key[];
  readonly deleted: readonly Key[];
  /**
   * True if this thread was too slow to follow, so the lists are empty and anything may have changed. Read the present
   * state. Never true on the thread that owns the database.
   */
  readonly reset: boolean;
}

/** Entities whose row came, changed or went. */
export type RowChanges = Changes<Entity>;

/** Tables in which a row of one entity came, changed or went. */
export interface EntityChanges extends Changes<string> {
  /** True if the entity was destroyed. Then the watch has ended. */
  readonly destroyed: boolean;
}

/** Lists that are being made. */
export interface ChangeLists<Key> {
  readonly inserted: Key[];
  readonly changed: Key[];
  readonly deleted: Key[];
}

export function noChanges<Key>(): ChangeLists<Key> {
  return { inserted: [], changed: [], deleted: [] };
}

export function isEmpty({ inserted, changed, deleted }: ChangeLists<unknown>): boolean {
  return inserted.length + changed.length + deleted.length === 0;
}

/** Adds what happened to the row of one entity index: `was` and `is` are the ids that had it, 0 for none. */
export function addChange(lists: ChangeLists<Entity>, was: Entity, is: Entity): void {
  if (was === is) {
    if (is !== 0) lists.changed.push(is);
    return;
  }
  if (was !== 0) lists.deleted.push(was);
  if (is !== 0) lists.inserted.push(is);
}

/** The net difference of several, one after the other. */
export function netChanges<Key>(rounds: readonly ChangeLists<Key>[]): ChangeLists<Key> {
  const [first] = rounds;
  if (first !== undefined && rounds.length === 1) return first;
  const states = new Map<Key, keyof ChangeLists<Key>>();
  for (const { inserted, changed, deleted } of rounds) {
    for (const key of deleted) {
      if (states.get(key) === 'inserted') states.delete(key);
      else states.set(key, 'deleted');
    }
    for (const key of inserted) states.set(key, states.get(key) === 'deleted' ? 'changed' : 'inserted');
    for (const key of changed) if (!states.has(key)) states.set(key, 'changed');
  }
  const net = noChanges<Key>();
  for (const [key, state] of states) net[state].push(key);
  return net;
}
