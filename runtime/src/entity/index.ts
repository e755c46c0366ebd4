/** Entities: ids, generations, and the registry of which ids are alive. */

export { type Claim, claimSlots, INDEX_GAP_MAX, linkFree, setFree } from './claim.js';
export {
  Entities,
  type EntitiesSide,
  entityNotFound,
  groupsAt,
  hasGroup,
  idAt,
  isAlive,
  nextFreeAt,
  requireAlive,
  requireId,
  SLOT_BYTES,
  SLOTS_MAX,
} from './entities.js';
export { type Entity, GENERATION_LIMIT, INDEX_LIMIT, isEntityId, NO_ENTITY } from './entity.js';
export { createEntityList, EntityList, EntityListMemory } from './entity-list.js';
export {
  announceEnding,
  cancelEnding,
  createMany,
  endMany,
  findDead,
  uncreateMany,
} from './many.js';
