/** Directories that commands are given: checked, read without changing them, read while others write. */

export { databaseAt, makeTarget, noDatabase, pathOf, removeFiles, requireNewTarget } from './given.js';
export { NOTHING } from './nothing.js';
export { readState, recoverFacts, recoverState } from './recover-state.js';
export { dataBytes } from './sizes.js';
export { SourceFileSystem } from './source-file-system.js';
export { lookSteadily, mayPass } from './steady.js';
