/** Reading: one entity's rows, what is known about an entity, and the entry to queries. */

export { dynamicComponentOf } from './dynamic-component.js';
export type { EntityRecord, RowData } from './entity-record.js';
export { componentNotFound, Reader, requireRow } from './reader.js';
