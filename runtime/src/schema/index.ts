/**
 * Schemas as data: descriptors, type names, limits; reading, checking and comparing schemas. No rows, no tables in
 * memory.
 */

export { requireAligned } from './alignment.js';
export { boundedFields } from './bounded-fields.js';
export { type Bounds, boundsOf, expectedWithin, isWithin } from './bounds.js';
export type {
  CustomTypeDescriptor,
  DefaultValue,
  EnumDescriptor,
  FieldDescriptor,
  IndexDescriptor,
  MigrationDescriptor,
  OnDelete,
  QueryDescriptor,
  ScalarName,
  SchemaDescriptor,
  TableDescriptor,
  TableShape,
} from './descriptor.js';
export {
  comparable,
  compareVersions,
  haveStableIds,
  type Lineage,
  layoutDifferences,
  lineageOf,
  matchFields,
  matchTables,
  matchVariants,
  type SchemaDifference,
} from './differences/index.js';
export { withImpliedIndexes } from './implied-indexes.js';
export { keyMemberAt } from './key-members.js';
export { SCHEMA_BYTES_MAX, TABLES_MAX } from './limits.js';
export { schemaFromJson, schemaToJson } from './schema-json.js';
export { StringFinder, type StringPlace } from './string-places.js';
export { schemaOfShape } from './table-shape.js';
export {
  parseTypeName,
  SCALAR_SIZE,
  sizeOfType,
  stringSize,
  TEXT_LENGTH_BYTES,
  type TypeName,
} from './type-name.js';
