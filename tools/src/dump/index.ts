/** The contents of a database as JSON lines. */

export { dumpLog } from './log.js';
export { dumpState } from './state.js';
