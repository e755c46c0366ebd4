/** The database itself. */

export { Database, type NotPromise } from './database.js';
export type { DatabaseStats, TableStats } from './stats.js';
