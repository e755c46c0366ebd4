/** Entities: ids, generations, archetypes. */

export { Archetypes, EMPTY_ARCHETYPE } from './archetypes.js';
export { Entities, type EntitiesSide, isAlive, requireAlive } from './entities.js';
export { type Entity, NO_ENTITY } from './entity.js';
