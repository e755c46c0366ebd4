/** Tables: packed rows, dense and sparse maps, and the store that holds them. */

export type { IterationOrder, Iterations, OpenRows } from './iterations.js';
export { Store, type StoreReaders } from './store.js';
export type { Table } from './table.js';
export { rowOf, type TableSide } from './table-side.js';
export type { Visit } from './visit.js';
