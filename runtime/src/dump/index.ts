/** The contents of a database as lines, and lines as contents. */

export { commitStaging, type LoadReport } from './commit-staging.js';
export { type DumpOptions, dump } from './dump.js';
export { csvLines, stateLines } from './lines.js';
export { load, readStaging } from './load.js';
export type { LoadOptions, LoadProgress } from './load-options.js';
export { type BadLine, type LineCode, LoadError } from './problems.js';
export type { LoadSource } from './read-source.js';
export { recordTextOf } from './value-text.js';
