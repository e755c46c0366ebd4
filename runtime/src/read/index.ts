/** Reading: one entity's rows, and the entry to queries. */

export { Reader, requireRow } from './reader.js';
