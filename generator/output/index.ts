/** The output module: compares files with the directory, and writes them. */

export { isUpToDate, OutputError, type OutputPlan, planOutput } from './plan.js';
export { systemCode } from './system-error.js';
export { abandonedIn, removeAbandoned, temporaryName } from './temporary.js';
export { makeDirectory, writeOutput } from './write.js';
