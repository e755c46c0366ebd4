/** `@ecsdb/runtime/replica`: what replication needs of a database. For `@ecsdb/sync`; programs use that. */

export { requireSchema } from './component/index.js';
export { type Entity, GENERATION_LIMIT, INDEX_LIMIT, SLOTS_MAX } from './entity/index.js';
export { callListener, warnOf } from './listener.js';
export { DELETE, DESPAWN, INSERT, OperationReader, REPLACE, ReplayError, SPAWN, UPDATE } from './operation/index.js';
export { formatValue, requireOptions, wrongOption } from './options.js';
export {
  applyTransaction,
  NO_ROW,
  type Origin,
  onClose,
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
