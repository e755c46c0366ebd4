/** The database itself. */

export { Database, type MemoryOptions } from './database.js';
export type { DatabaseStats, TableStats } from './stats.js';
