/** Contents of a database as JSON lines. */

export { headerText } from './header-text.js';
export { dumpLog } from './log.js';
export { dumpState } from './state.js';
