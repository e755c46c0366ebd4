/** Directories that a command is given: checked, read without a change, and read while another process writes. */

export { dataBytes } from './data-files.js';
export { inspect, isTornEnd } from './inspect.js';
export { readRows, recoverFacts, recoverState } from './recover.js';
export { isTransient } from './retry.js';
export { saveDatabase } from './save-database.js';
export { holdsDatabase, lockHolderOf, noDatabase, resolveDatabase, resolvePath } from './source.js';
export { SourceFileSystem } from './source-file-system.js';
export { createTarget, removeFiles, requireNewTarget } from './target.js';
