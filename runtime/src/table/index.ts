/** Tables: packed rows, dense and sparse maps, and the store that holds them. */

export { copyRecordBefore, idBefore, isInPlace, rowBefore } from './before.js';
export { buildIndexes } from './build-indexes.js';
export type { Cursors, RowPool } from './cursors.js';
export { IndexList } from './index-list.js';
export { type IndexShape, indexShapes } from './index-shape.js';
export {
  type IndexReader,
  IndexSupport,
  type OnViolation,
  shapesOf,
  type TransactionChecks,
  type Violation,
} from './index-support.js';
export type { IterationOrder, OpenRows } from './iterations.js';
export { RowNotes } from './row-notes.js';
export { type SharedStoreReaders, Store } from './store.js';
export { StoreReader } from './store-reader.js';
export { StoreSide } from './store-side.js';
export { DENSE_BYTES, SPARSE_BYTES, type Table } from './table.js';
export { TableReader } from './table-reader.js';
export { rowOf, type TableSide, tableSide } from './table-side.js';
export type { Visit } from './visit.js';
