/** Typed arrays for the libraries that store no values, as their documentation advises: one array per field. */

/** Arrays of a component, with an element per entity. */
export function createColumns(fields, capacity) {
  return Object.fromEntries(fields.map((field) => [field, new Float32Array(capacity)]));
}

export function setColumns(columns, entity, row) {
  for (const [field, value] of Object.entries(row)) columns[field][entity] = value;
}

export function rowOfColumns(columns, fields, entity) {
  return Object.fromEntries(fields.map((field) => [field, columns[field][entity]]));
}
