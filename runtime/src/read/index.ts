/** Reading: one entity's rows, and the entry to queries. */

export { dynamicComponentOf } from './dynamic-component.js';
export { componentNotFound, Reader, requireRow } from './reader.js';
