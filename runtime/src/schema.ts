/**
 * `@ecsdb/runtime/schema`: for the compiler and tools that work with schemas as data. Descriptor types, the grammar of
 * type names, limits.
 */

export { type BoundedField, boundedFields } from './schema/bounded-fields.js';
export { boundsOf, expectedWithin, isWithin } from './schema/bounds.js';
export { fromCanonicalJson } from './schema/canonical-json.js';
export type * from './schema/descriptor.js';
export {
  type DifferenceClass,
  type DifferenceKind,
  type DifferencePlace,
  findDifferences,
  type SchemaDifference,
  type StoredRows,
  typeRenamed,
  withoutIds,
} from './schema/differences/index.js';
export {
  CUSTOM_TYPE_DEPTH_MAX,
  FIELD_ID_MAX,
  FIELDS_MAX,
  HISTORY_MAX,
  INDEX_FIELDS_MAX,
  INDEXES_MAX,
  KEY_BYTES_MAX,
  NAME_LENGTH_MAX,
  RECORD_BYTES_MAX,
  STRING_CAPACITY_MAX,
  TABLE_ID_MAX,
  TABLES_MAX,
  VARIANTS_MAX,
} from './schema/limits.js';
export { schemaFromData } from './schema/schema-json.js';
export { schemaOfShape } from './schema/table-shape.js';
export {
  formatTypeName,
  innermostType,
  isScalarName,
  parseTypeName,
  SCALAR_SIZE,
  TEXT_LENGTH_BYTES,
  type TypeName,
} from './schema/type-name.js';
