/** Saving the intact part of a damaged directory. */

export { type Examination, examine } from './examine.js';
export type { Losses } from './losses.js';
export { save } from './save.js';
