/** The order in which things happen: that in which those came whom they happen to. */

import type { Entity } from '@ecsdb/runtime';

/** Somebody or something in the arena. */
export interface Arrived {
  readonly entity: Entity;
  /** Of its row in `arrival`. */
  readonly number: number;
}

/** Sorts in place. */
export function byArrival<Item extends Arrived>(items: Item[]): Item[] {
  return items.sort((a, b) => a.number - b.number);
}
