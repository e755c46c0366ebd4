/** The database itself. */

export { Database } from './database.js';
export type { DatabaseStats, TableStats } from './stats.js';
