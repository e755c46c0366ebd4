/** Schemas whose ids do not count. */

import type { FieldDescriptor, SchemaDescriptor } from '../descriptor.js';

/**
 * The schema without stable ids, so that it is compared by name. Ids of schemas from different lock files, or from
 * branches of one, may be equal by chance.
 */
export function withoutIds(schema: SchemaDescriptor): SchemaDescriptor {
  const { history: _, ...rest } = schema;
  return {
    ...rest,
    customTypes: schema.customTypes.map((type) => ({ ...type, fields: type.fields.map(withoutId) })),
    tables: schema.tables.map((table) => ({ ...table, fields: table.fields.map(withoutId) })),
  };
}

function withoutId(field: FieldDescriptor): FieldDescriptor {
  const { id: _, ...rest } = field;
  return rest;
}
