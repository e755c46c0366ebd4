/** Upper bounds of the format that a stored schema is held to. docs/schema.md, "Limits". */

export const RECORD_BYTES_MAX = 65_536;
export const TABLES_MAX = 65_535;
export const TABLE_ID_MAX = 65_535;
export const FIELDS_MAX = 1_024;
export const STRING_CAPACITY_MAX = 65_533;
export const VARIANTS_MAX = 65_536;
export const CUSTOM_TYPE_DEPTH_MAX = 64;
export const NAME_LENGTH_MAX = 128;
/** Of a schema as JSON, in bytes: longer than any text that there can be. */
export const SCHEMA_BYTES_MAX: number = 2 ** 29;
