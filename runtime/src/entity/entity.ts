/**
 * Entity ids: a u32 index and a generation below 2^20 in one number, `generation * 2^32 + index`. So `id >>> 0` is the
 * index.
 *
 * Every id is below 2^52, so it is an exact integer. No entity has index 0, and the id 0 means "no entity".
 */

declare const entityBrand: unique symbol;

/** The id of an entity. Only `create()` makes ids. The id of a destroyed entity never becomes alive again. */
export type Entity = number & { readonly [entityBrand]: true };

/** The id that means "no entity". */
export const NO_ENTITY: Entity = 0 as Entity;

/** One more than the highest index; an id is `generation * INDEX_LIMIT + index`. */
export const INDEX_LIMIT: number = 2 ** 32;

/** An index whose generation would reach this limit is retired: reusing it could revive a stale id. */
export const GENERATION_LIMIT: number = 2 ** 20;

/** True for every number that can be an id, alive or not, and for `NO_ENTITY`. */
export function isEntityId(value: unknown): value is Entity {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < GENERATION_LIMIT * INDEX_LIMIT;
}
