/** Things happen in the order in which their entities arrived. */

import type { Entity } from '@ecsdb/runtime';

/** A player or a pile of loot in the arena. */
export interface Arrived {
  readonly entity: Entity;
  /** The number in its row of `arrival`. */
  readonly number: number;
}

/** Sorts in place. */
export function byArrival<Item extends Arrived>(items: Item[]): Item[] {
  return items.sort((a, b) => a.number - b.number);
}
