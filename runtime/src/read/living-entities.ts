/** Iterating over the living entities. */

import { type Entity, idAt, NO_ENTITY } from '../entity/index.js';
import type { Reader } from './reader.js';

/**
 * Yields the living entities in the order of their indexes. Each step finds the next one that is alive then. The last
 * index is fixed when the loop begins, so that a loop that creates entities ends.
 */
export function* livingEntities(reader: Reader): IterableIterator<Entity> {
  const end = reader.$hold(({ entities }) => entities.next);
  let index = 1;
  const nextAlive = (): Entity =>
    reader.$hold(({ entities: { ids } }) => {
      for (; index < end; index++) {
        // Slots of free and retired indexes hold negative numbers and NaN. An index without a slot is not in use.
        const id = ids[idAt(index)] as number;
        if (id > 0) return id as Entity;
      }
      return NO_ENTITY;
    });
  for (let entity = nextAlive(); entity !== NO_ENTITY; entity = nextAlive()) {
    index++;
    yield entity;
  }
}
