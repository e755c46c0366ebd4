/**
 * What an entity id is: a u32 index and a generation below 2^20 in one number, `generation * 2^32 + index`.
 *
 * The largest id stays below 2^52, so every id is an exact integer. Index 0 is never given out: the id 0 is no entity.
 */

declare const entityBrand: unique symbol;

/** The id of an entity. Made by `create()` alone; a stale one never comes alive again. */
export type Entity = number & { readonly [entityBrand]: true };

/** The id that no entity has. */
export const NO_ENTITY: Entity = 0 as Entity;

/** One more than the highest index; an id is `generation * INDEX_LIMIT + index`. */
export const INDEX_LIMIT: number = 2 ** 32;

/** An index whose generation would reach this limit is retired: reusing it could revive a stale id. */
export const GENERATION_LIMIT: number = 2 ** 20;

/** True of every number that could be an id, alive or not; `NO_ENTITY` included. */
export function isEntityId(value: unknown): value is Entity {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < GENERATION_LIMIT * INDEX_LIMIT;
}
