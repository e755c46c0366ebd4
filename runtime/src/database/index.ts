/** The database itself. */

export { Database, type MemoryOptions } from './database.js';
export { schemaFromDescriptor } from './dynamic-schema.js';
export { type DatabaseStats, type IndexStats, indexStatsOf, type QueriesStats, type TableStats } from './stats.js';
