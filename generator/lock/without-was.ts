/** A schema as the lock has it: the lock knows earlier names from its ids, so `was` may be kept or removed. */

import type { EnumDescriptor, FieldDescriptor, SchemaDescriptor } from '@ecsdb/runtime/schema';

export function withoutWas(schema: SchemaDescriptor): SchemaDescriptor {
  return {
    ...schema,
    enums: schema.enums.map(enumWithoutWas),
    customTypes: schema.customTypes.map((type) => ({ ...type, fields: type.fields.map(fieldWithoutWas) })),
    tables: schema.tables.map(({ was: _, ...table }) => ({ ...table, fields: table.fields.map(fieldWithoutWas) })),
  };
}

function enumWithoutWas({ was: _, ...rest }: EnumDescriptor): EnumDescriptor {
  return rest;
}

function fieldWithoutWas({ was: _, ...rest }: FieldDescriptor): FieldDescriptor {
  return rest;
}
