/** What `ecsdb info` says about the stored schema and another one. */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { compareVersions, type Lineage, lineageOf, type SchemaDifference } from '@ecsdb/runtime/storage';

export interface SchemaComparison {
  /** Version of the given schema. */
  readonly version: string;
  readonly hash: string;
  /** What the stored schema is to the given one. */
  readonly stored: Lineage;
  readonly differences: readonly SchemaDifference[];
}

export function compareWith(stored: SchemaDescriptor, given: SchemaDescriptor): SchemaComparison {
  const { version, hash } = given;
  return { version, hash, stored: lineageOf(stored, given), differences: compareVersions(stored, given) };
}

const LINEAGES: { readonly [lineage in Lineage]: string } = {
  same: 'is the stored schema',
  older: 'is newer than the stored schema',
  newer: 'is older than the stored schema; a database is never migrated back',
  unrelated: 'and the stored schema are not in the history of each other',
};

export function comparisonText({ version, stored, differences }: SchemaComparison): string[] {
  return [
    `schema version ${version} ${LINEAGES[stored]}`,
    ...differences.map(({ class: danger, message }) => `  ${danger}: ${message}`),
  ];
}
