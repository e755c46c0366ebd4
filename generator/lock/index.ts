/** The lock module: what the compiler remembers of earlier versions of a schema, and what a change means for data. */

export { nameForWas } from './earlier-name.js';
export { type LockSource, lockTextOf, migrationsFor, type OpenLock, openLock, reviseOpenLock } from './run.js';
