/** The layout as the plain data that generated code, tools and files contain. */

import type {
  CustomTypeDescriptor,
  EnumDescriptor,
  FieldDescriptor,
  IndexDescriptor,
  QueryDescriptor,
  SchemaDescriptor,
  TableDescriptor,
} from '@ecsdb/runtime/schema';
import type { Enum, Index, Query } from '../schema/index.js';
import type { CustomTypeLayout, FieldLayout, SchemaLayout, TableLayout } from './model.js';

export function describeSchema(layout: SchemaLayout): SchemaDescriptor {
  const { history } = layout.schema;
  const { migrations = [] } = layout;
  return {
    name: layout.schema.name,
    version: layout.schema.version,
    hash: layout.schemaHash,
    enums: layout.schema.enums.map(describeEnum),
    customTypes: [...layout.customTypes.values()].map(describeCustomType),
    tables: layout.tables.map(describeTable),
    queries: layout.schema.queries.map(describeQuery),
    enforced: 1,
    ...(history === undefined ? {} : { history: historyWithout(layout.schemaHash, history) }),
    ...(migrations.length === 0 ? {} : { migrations }),
  };
}

export function describeEnum({ name, repr, variants }: Enum): EnumDescriptor {
  const renamed = variants.flatMap(({ name: variant, was }) => (was === undefined ? [] : [[variant, was] as const]));
  return {
    name,
    repr,
    variants: Object.fromEntries(variants.map((variant) => [variant.name, variant.value])),
    ...(renamed.length === 0 ? {} : { was: Object.fromEntries(renamed) }),
  };
}

export function describeCustomType({ type, size, align, fields }: CustomTypeLayout): CustomTypeDescriptor {
  return { name: type.name, size, align, fields: fields.map(describeField) };
}

export function describeTable({ table, size, align, layoutHash, nullBitmap, fields }: TableLayout): TableDescriptor {
  return {
    name: table.name,
    ...(table.was === undefined ? {} : { was: table.was }),
    tableId: table.tableId,
    size,
    align,
    layoutHash,
    nullBitmap,
    ...(table.parentTable === undefined ? {} : { parentTable: table.parentTable }),
    ...(table.indexes.length === 0 ? {} : { indexes: table.indexes.map(describeIndex) }),
    fields: fields.map(describeField),
  };
}

export function describeQuery(query: Query): QueryDescriptor {
  const names = (list: Query['read']): string[] => list.map((table) => table.name);
  return {
    name: query.name,
    write: names(query.write),
    read: names(query.read),
    with: names(query.with),
    without: names(query.without),
    ...(query.optional.length === 0 ? {} : { optional: names(query.optional) }),
    ...(query.any.length === 0 ? {} : { any: query.any.map(names) }),
  };
}

/** Each version once: a version that changed nothing has the hash of the one before it. */
function historyWithout(hash: string, history: readonly string[]): string[] {
  return [...new Set(history)].filter((earlier) => earlier !== hash);
}

function describeIndex({ name, members, primary, unique }: Index): IndexDescriptor {
  const fields = members.map(({ path }) => path);
  return { name, fields, ...(primary ? { primary } : {}), ...(unique ? { unique } : {}) };
}

function describeField({ field, offset, size, align }: FieldLayout): FieldDescriptor {
  const { name, property, typeName: type, nullable } = field;
  const described: { -readonly [Key in keyof FieldDescriptor]: FieldDescriptor[Key] } = {
    name,
    property,
    type,
    offset,
    size,
    align,
    nullable,
  };
  if (field.id !== undefined) described.id = field.id;
  if (field.was !== undefined) described.was = field.was;
  if (field.jsNumber) described.js = 'number';
  if (field.primaryKey) described.primaryKey = true;
  if (field.unique) described.unique = true;
  if (field.indexed) described.indexed = true;
  if (field.foreignKey !== undefined) described.foreignKey = field.foreignKey;
  if (field.min !== undefined) described.min = field.min;
  if (field.max !== undefined) described.max = field.max;
  if (field.default !== undefined) described.default = field.default;
  return described;
}
