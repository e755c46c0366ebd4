/** A table without the rest of its schema. */

import {
  type FieldDescriptor,
  innermostType,
  parseTypeName,
  type SchemaDescriptor,
  type TableDescriptor,
  type TableShape,
} from '@ecsdb/runtime/schema';

type Types = Pick<SchemaDescriptor, 'customTypes' | 'enums'>;

/** With the types that it contains, and without what refers to other tables or concerns several rows. */
export function shapeOf({ customTypes, enums }: Types, table: TableDescriptor): TableShape {
  const contained = new Set<string>();
  const byName = new Map(customTypes.map((type) => [type.name, type]));
  const addTypes = (fields: readonly FieldDescriptor[]): void => {
    for (const { type } of fields) {
      const inner = innermostType(parseTypeName(type));
      if (inner?.kind !== 'named' || contained.has(inner.name)) continue;
      contained.add(inner.name);
      addTypes(byName.get(inner.name)?.fields ?? []);
    }
  };
  addTypes(table.fields);
  const { parentTable: _, indexes: __, ...rest } = table;
  return {
    enums: enums.filter(({ name }) => contained.has(name)),
    customTypes: customTypes.filter(({ name }) => contained.has(name)),
    table: { ...rest, fields: table.fields.map(withoutConstraints) },
  };
}

function withoutConstraints(field: FieldDescriptor): FieldDescriptor {
  const { primaryKey: _, unique: __, indexed: ___, foreignKey: ____, ...rest } = field;
  return rest;
}
