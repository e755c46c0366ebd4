/** The limits of schemas, which stored schemas must keep as well. docs/schema.md, "Limits". */

export const RECORD_BYTES_MAX = 65_536;
export const TABLES_MAX = 65_535;
export const TABLE_ID_MAX = 65_535;
export const FIELDS_MAX = 1_024;
/** Ids of removed fields are not used again. */
export const FIELD_ID_MAX = 65_535;
/** Earlier versions of a schema. */
export const HISTORY_MAX = 65_536;
export const STRING_CAPACITY_MAX = 65_533;
export const INDEXES_MAX = 64;
export const INDEX_FIELDS_MAX = 16;
/** Bytes of a key of an index; docs/schema.md, "Indexes", has the sizes of its parts. */
export const KEY_BYTES_MAX = 100;
export const VARIANTS_MAX = 65_536;
export const CUSTOM_TYPE_DEPTH_MAX = 64;
export const NAME_LENGTH_MAX = 128;
/** Bytes of a schema as JSON. The longest string of V8 is shorter. */
export const SCHEMA_BYTES_MAX: number = 2 ** 29;
