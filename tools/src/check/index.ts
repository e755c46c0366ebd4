/** Verifying a directory as a whole. */

export { type CheckReport, checkDirectory, type JudgedFault } from './check-directory.js';
