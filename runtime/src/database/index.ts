/** The database itself. */

export { Database, type MemoryOptions } from './database.js';
export { schemaFromDescriptor } from './dynamic-schema.js';
export type { DatabaseStats, IndexStats, QueriesStats, TableStats } from './stats.js';
