/** The output module: compares files with the directory, and writes them. */

export { outputChanges } from './changes.js';
export { lockPathOf, readLockFile, writeLockFile } from './lock-file.js';
export { isUpToDate, OutputError, type OutputPlan, planOutput } from './plan.js';
export { systemCode } from './system-error.js';
export { abandonedIn, removeAbandoned } from './temporary.js';
export { makeDirectory, writeOutput } from './write.js';
export { writeWhole } from './write-file.js';
