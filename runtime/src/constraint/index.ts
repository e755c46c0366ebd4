/** What must hold at the end of a transaction: keys, references, parents. */

export { boundViolations } from './stored-bounds.js';
export { CONSTRAINTS } from './support.js';
