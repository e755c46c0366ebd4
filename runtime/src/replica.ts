/** `@ecsdb/runtime/replica`: what replication needs of a database. For `@ecsdb/sync`; programs use that. */

export { type Entity, INDEX_LIMIT, SLOTS_MAX } from './entity/index.js';
export { DELETE, DESPAWN, INSERT, OperationReader, REPLACE, ReplayError, SPAWN, UPDATE } from './operation/index.js';
export {
  applyTransaction,
  NO_ROW,
  type Origin,
  originOf,
  PublishedRows,
  Replica,
  type ReplicaOptions,
  type ReplicaRows,
  ReservedIds,
  RowFunction,
  reserveIds,
  type StateBlock,
  StateReplay,
  StateScan,
} from './replica/index.js';
