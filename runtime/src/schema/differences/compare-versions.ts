/** Compares the schema of a file or of another thread with the schema given, as far as their ids can be trusted. */

import type { SchemaDescriptor } from '../descriptor.js';
import type { SchemaDifference } from './difference.js';
import { findDifferences } from './find-differences.js';
import { withoutIds } from './without-ids.js';

/**
 * Which schema came first, by their histories: `unrelated` if neither history contains the other schema, for example
 * if a draft was replaced.
 */
export type Lineage = 'same' | 'older' | 'newer' | 'unrelated';

/** What the stored schema is to the given one. */
export function lineageOf(stored: SchemaDescriptor, given: SchemaDescriptor): Lineage {
  if (stored.hash === given.hash) return 'same';
  if (given.history?.includes(stored.hash)) return 'older';
  return stored.history?.includes(given.hash) ? 'newer' : 'unrelated';
}

/** The two schemas so that they can be compared: with ids between versions of one lock file, without them otherwise. */
export function comparable(
  stored: SchemaDescriptor,
  given: SchemaDescriptor,
): readonly [stored: SchemaDescriptor, given: SchemaDescriptor] {
  const lineage = lineageOf(stored, given);
  return lineage === 'older' || lineage === 'newer' ? [stored, given] : [withoutIds(stored), withoutIds(given)];
}

export function compareVersions(stored: SchemaDescriptor, given: SchemaDescriptor): readonly SchemaDifference[] {
  return findDifferences(...comparable(stored, given));
}

/** The differences because of which stored bytes have another meaning, one sentence each. */
export function layoutDifferences(stored: SchemaDescriptor, given: SchemaDescriptor): readonly string[] {
  return compareVersions(stored, given)
    .filter(({ rows }) => rows === 'rewritten')
    .map(({ message }) => message);
}
