/** Saving what is sound of a damaged directory. */

export { type Examination, examine } from './examine.js';
export { isTorn, type Losses } from './losses.js';
export { save } from './save.js';
