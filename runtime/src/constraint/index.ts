/** What must hold at the end of a transaction: keys, references, parents. */

export { Constraints } from './constraints.js';
