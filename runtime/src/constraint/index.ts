/** What must hold at the end of a transaction: keys, references, parents. */

export { CONSTRAINTS } from './support.js';
