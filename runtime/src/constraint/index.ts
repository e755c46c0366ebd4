/** What must hold at the end of a transaction: keys, references, parents. */

export { checkStored } from './check-stored.js';
export type { ViolationReport } from './report.js';
export { CONSTRAINTS } from './support.js';
