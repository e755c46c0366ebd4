/**
 * Limits of schema files. Those of the format are the runtime's; ecsdb.schema.json counts tables, fields and
 * variants.
 */

/** UTF-16 code units of a schema file: far more than a person writes, far less than memory. */
export const TEXT_LENGTH_MAX = 16 * 1024 * 1024;
/** How deeply values may nest in the file; no type needs more. */
export const VALUE_DEPTH_MAX = 64;
