/** Comparing schemas: every difference, its class, and what it means for stored rows. */

export { comparable, compareVersions, type Lineage, layoutDifferences, lineageOf } from './compare-versions.js';
export type {
  DifferenceClass,
  DifferenceKind,
  DifferencePlace,
  SchemaDifference,
  StoredRows,
} from './difference.js';
export { typeRenamed } from './difference.js';
export { findDifferences } from './find-differences.js';
export { haveStableIds, matchFields, matchTables } from './match-parts.js';
export { matchVariants } from './match-variants.js';
export { withoutIds } from './without-ids.js';
