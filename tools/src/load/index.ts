/** Dumps, and tables as CSV, loaded into directories. */

export { openInput } from './input.js';
export { type Loaded, loadExisting, loadNew } from './load-input.js';
