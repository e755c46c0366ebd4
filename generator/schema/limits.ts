/**
 * Upper bounds of the format. Each keeps a number that is stored or addressed inside the width that holds it. How many tables,
 * fields and variants there may be stands in ecsdb.schema.json, which counts them.
 */

/** Bytes of a record, so that offsets fit a u16 with room for the end. */
export const RECORD_BYTES_MAX = 65_536;
/** Ids are u16. */
export const TABLE_ID_MAX = 65_535;
/** A string's length takes the first two bytes of its field. */
export const STRING_CAPACITY_MAX = 65_533;
export const NAME_LENGTH_MAX = 128;
/** UTF-16 code units of a schema file: far more than anybody writes, far less than memory. */
export const TEXT_LENGTH_MAX = 16 * 1024 * 1024;
/** How deeply values may nest in the file; no type needs more. */
export const VALUE_DEPTH_MAX = 64;
/** How deeply custom types may contain each other; keeps every later stage's recursion shallow. */
export const CUSTOM_TYPE_DEPTH_MAX = 64;
