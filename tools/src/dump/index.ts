/** The contents of a database as JSON lines, and of a table as CSV. */

export { dumpLog } from './log.js';
export { dumpCsv, dumpState } from './state.js';
