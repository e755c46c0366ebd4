/** The first line of a dump: what it is, and of what. */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';

export function headerText(dump: 'state' | 'log', schema: SchemaDescriptor, version: number): string {
  const { name, version: schemaVersion, hash } = schema;
  return JSON.stringify({ dump, schema: { name, version: schemaVersion, hash }, version });
}
