/** `@ecsdb/runtime`: what applications import. */

export {
  type AnyComponent,
  Component,
  type DataOf,
  type DynamicComponent,
  type DynamicData,
  type DynamicRow,
  type DynamicRowMut,
  type RowMutOf,
  type RowOf,
  Schema,
  type Stored,
} from './component/index.js';
export {
  Database,
  type DatabaseStats,
  type IndexStats,
  type MemoryOptions,
  type QueriesStats,
  schemaFromDescriptor,
  type TableStats,
} from './database/index.js';
export type { Checkpoint, Durability, OpenOptions } from './durable/index.js';
export { type Entity, NO_ENTITY } from './entity/index.js';
export { EcsDbError, type ErrorCode, type FactValue, type IndexFact } from './errors.js';
export type { MigrationFunction, MigrationProgress, Migrations } from './evolution/index.js';
export type { Commit, CommitListener, FeedOptions, Operation, OperationKind } from './feed/index.js';
export type { Lookup, LookupKey, OrderOptions, RangeOptions, TextRangeOptions } from './lookup/index.js';
export type {
  Column,
  Query,
  QueryArguments,
  QueryCopy,
  QueryTerm,
  ReadonlyColumn,
  ReadonlyElements,
  ReadTerm,
} from './query/index.js';
export type { EntityRecord, Reader, RowData } from './read/index.js';
export type { RecoveryReport } from './recovery/index.js';
export type { Compression } from './snapshot/index.js';
export type { ThreadStats, ThreadsStats } from './threads/index.js';
export type {
  CreateRows,
  Entities,
  InsertArguments,
  ManyRows,
  RowChange,
  Transaction,
  TransactionBuilder,
} from './transaction/index.js';
export type { Changes, EntityChanges, RowChanges, WatchTarget } from './watch/index.js';
