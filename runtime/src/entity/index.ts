/** Entities: ids, generations, archetypes, and the registry of which ids are alive. */

export { Archetypes, EMPTY_ARCHETYPE } from './archetypes.js';
export {
  archetypeAt,
  archetypeOf,
  Entities,
  type EntitiesSide,
  entityNotFound,
  idAt,
  isAlive,
  requireAlive,
  requireId,
  SLOT_BYTES,
  SLOTS_MAX,
} from './entities.js';
export { type Entity, GENERATION_LIMIT, INDEX_LIMIT, isEntityId, NO_ENTITY } from './entity.js';
