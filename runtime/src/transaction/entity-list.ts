/** Reads the entities that an operation on many of them is given. */

import { wrongArgument } from '../arguments.js';
import { createEntityList, type Entity, type EntityList, type EntityListMemory } from '../entity/index.js';
import type { Store, StoreReader } from '../table/index.js';
import { notAnEntity, repeatedEntity } from './refusals.js';

/** The ids as a copy, so that later code of the caller cannot change them. */
export function readEntities(
  given: unknown,
  call: string,
  expected = 'an array of entities, such as toArray() of a lookup',
  memory?: EntityListMemory,
): EntityList {
  if (!Array.isArray(given)) throw wrongArgument(call, expected, given);
  const { length } = given;
  const list = memory?.list(length) ?? createEntityList(length);
  for (let i = 0; i < length; i++) {
    const id: unknown = given[i];
    if (typeof id !== 'number') throw notAnEntity(call, id, i);
    list.set(i, id);
  }
  return list;
}

/** A query or a lookup, which can list its entities. */
interface EntitySource {
  /** A copy; undefined if it reads from another store. */
  $entitiesIn(store: StoreReader): ArrayLike<number> | undefined;
}

/** As `readEntities`, or what a query or a lookup of the store finds. Until the next list of `store.bulk.lists`. */
export function readFoundEntities(store: Store, given: unknown, call: string): EntityList {
  const expected = 'an array of entities, or a query or a lookup of its database';
  if (!isSource(given)) return readEntities(given, call, expected, store.bulk.lists);
  const ids = given.$entitiesIn(store);
  if (ids === undefined) throw wrongArgument(call, expected, given);
  const list = store.bulk.lists.list(ids.length);
  for (let i = 0; i < ids.length; i++) list.set(i, ids[i] as number);
  return list;
}

/** By its method: programs without indexes do not load the class of lookups. */
function isSource(given: unknown): given is EntitySource {
  return typeof given === 'object' && given !== null && '$entitiesIn' in given;
}

/** The error for an entity that could not be changed: it occurs before `position`, or `refused` says why. */
export function refusedAt(
  { ids }: EntityList,
  position: number,
  call: string,
  refused: (entity: Entity) => Error,
): Error {
  const entity = ids[position] as Entity;
  const isRepeated = ids.subarray(0, position).includes(entity);
  return isRepeated ? repeatedEntity(call, entity, position) : refused(entity);
}
