/** One table as a schema of its own, so that rows of earlier versions of it can be read, checked and converted. */

import type { SchemaDescriptor, TableShape } from './descriptor.js';

/** The ids of its fields and the values of its variants are stable, because they are from a lock file. */
export function schemaOfShape(database: string, { enums, customTypes, table }: TableShape): SchemaDescriptor {
  return {
    name: database,
    version: '0.0.0',
    hash: '0'.repeat(32),
    enums,
    customTypes,
    tables: [table],
    queries: [],
    history: [],
  };
}
