/** Schemas as data: descriptors, type names, limits; reading, checking and comparing them. Nothing here knows rows or tables in memory. */

export { requireAligned } from './alignment.js';
export { compareSchemas } from './compare-schemas.js';
export type {
  CustomTypeDescriptor,
  DefaultValue,
  EnumDescriptor,
  FieldDescriptor,
  QueryDescriptor,
  ScalarName,
  SchemaDescriptor,
  TableDescriptor,
} from './descriptor.js';
export { SCHEMA_BYTES_MAX, TABLES_MAX } from './limits.js';
export { schemaFromJson, schemaToJson } from './schema-json.js';
export { TextFinder, type TextPlace } from './text-places.js';
export { parseTypeName, SCALAR_SIZE, type TypeName } from './type-name.js';
