/** Tables: packed rows, dense and sparse maps, and the store that holds them. */

export { OpenRow, RowPool } from './cursors.js';
export { Store } from './store.js';
export { rowOf, type Table, type TableSide } from './table.js';
export { endVisit, type Visit } from './visit.js';
