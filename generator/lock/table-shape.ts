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

/**
 * With the types that it contains, and without what refers to other tables or concerns several rows. Types are in the
 * order in which fields name them, inner ones first: a schema and its lock have different orders, and a rename changes
 * that of a lock.
 */
export function shapeOf({ customTypes, enums }: Types, table: TableDescriptor): TableShape {
  const visited = new Set<string>();
  const contained: string[] = [];
  const byName = new Map(customTypes.map((type) => [type.name, type]));
  const addTypes = (fields: readonly FieldDescriptor[]): void => {
    for (const { type } of fields) {
      const inner = innermostType(parseTypeName(type));
      if (inner?.kind !== 'named' || visited.has(inner.name)) continue;
      visited.add(inner.name);
      addTypes(byName.get(inner.name)?.fields ?? []);
      contained.push(inner.name);
    }
  };
  addTypes(table.fields);
  const { parentTable: _, indexes: __, ...rest } = table;
  return {
    enums: named(enums, contained),
    customTypes: named(customTypes, contained),
    table: { ...rest, fields: table.fields.map(withoutConstraints) },
  };
}

function named<Type extends { readonly name: string }>(types: readonly Type[], names: readonly string[]): Type[] {
  const byName = new Map(types.map((type) => [type.name, type]));
  return names.flatMap((name) => byName.get(name) ?? []);
}

function withoutConstraints(field: FieldDescriptor): FieldDescriptor {
  const { primaryKey: _, unique: __, indexed: ___, foreignKey: ____, ...rest } = field;
  return rest;
}
