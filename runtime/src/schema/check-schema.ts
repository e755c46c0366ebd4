/**
 * Checks the meaning of a stored schema: types exist and have the stated sizes, fields are inside records and do not
 * overlap.
 */

import { requireAligned } from './alignment.js';
import { checkIndexes } from './check-indexes.js';
import { checkDefault } from './check-stored-default.js';
import type { CustomTypeDescriptor, EnumDescriptor, FieldDescriptor, SchemaDescriptor } from './descriptor.js';
import { CUSTOM_TYPE_DEPTH_MAX, RECORD_BYTES_MAX, STRING_CAPACITY_MAX } from './limits.js';
import { rejectStored } from './plain-data.js';
import {
  formatTypeName,
  innermostType,
  parseTypeName,
  SCALAR_SIZE,
  STRING_ALIGN,
  scalarAlign,
  stringSize,
  type TypeName,
} from './type-name.js';

interface Extent {
  readonly size: number;
  readonly align: number;
}

/** The types of one schema, by name. */
export interface Types {
  readonly enums: ReadonlyMap<string, EnumDescriptor>;
  readonly customTypes: ReadonlyMap<string, CustomTypeDescriptor>;
  /** The values of each enum. */
  readonly members: ReadonlyMap<string, ReadonlySet<unknown>>;
}

/** Throws `CORRUPT` for the first contradiction, or `ALIGNMENT_ERROR` for the first field that is not aligned. */
export function checkSchema(schema: SchemaDescriptor): void {
  const { enums, customTypes, tables, queries } = schema;
  const types: Types = {
    enums: indexByName(enums, 'schema.enums'),
    customTypes: indexByName(customTypes, 'schema.customTypes'),
    members: new Map(enums.map((definition) => [definition.name, membersOf(definition)])),
  };
  for (const { name } of enums) {
    if (types.customTypes.has(name)) {
      rejectStored(`schema.customTypes.${name}`, 'different from the names of all enums', name);
    }
  }
  checkNesting(types);
  for (const type of customTypes) {
    requireAligned('type', type);
    checkStruct(types, type, `schema.customTypes.${type.name}`);
  }

  const byTableName = indexByName(tables, 'schema.tables');
  const ids = new Set<number>();
  for (const table of tables) {
    const path = `schema.tables.${table.name}`;
    if (ids.has(table.tableId)) {
      rejectStored(`${path}.tableId`, 'different from the ids of all other tables', table.tableId);
    }
    ids.add(table.tableId);
    requireAligned('table', table);
    const end = checkStruct(types, table, path);
    checkNullBitmap(table, end, path);
    for (const { name, foreignKey } of table.fields) {
      if (foreignKey === undefined) continue;
      const target = byTableName.get(foreignKey.table);
      const hasField =
        foreignKey.field === undefined || target?.fields.some((field) => field.name === foreignKey.field);
      if (!target || !hasField) {
        rejectStored(`${path}.fields.${name}.foreignKey`, 'a reference to an existing field', foreignKey);
      }
    }
  }
  checkParents(schema);
  checkIndexes(schema, types);
  indexByName(queries, 'schema.queries');
  for (const query of queries) {
    const { optional = [], any = [] } = query;
    const lists = [query.write, query.read, query.with, query.without, optional, ...any];
    for (const name of lists.flat()) {
      if (!byTableName.has(name)) rejectStored(`schema.queries.${query.name}`, 'a query of existing tables', name);
    }
  }
}

function indexByName<Item extends { readonly name: string }>(
  items: readonly Item[],
  path: string,
): ReadonlyMap<string, Item> {
  const found = new Map<string, Item>();
  for (const item of items) {
    if (found.has(item.name)) rejectStored(path, 'a list of unique names', item.name);
    found.set(item.name, item);
  }
  return found;
}

/** The values of an enum. Throws if two variants have the same value, or a value does not fit. */
function membersOf({ name, repr, variants }: EnumDescriptor): ReadonlySet<number> {
  const values = new Set<number>();
  const limit = 2 ** (SCALAR_SIZE[repr] * 8);
  for (const [variant, value] of Object.entries(variants)) {
    if (value >= limit || values.has(value)) {
      rejectStored(`schema.enums.${name}.${variant}`, `a ${repr} that no other variant has`, value);
    }
    values.add(value);
  }
  return values;
}

/** Throws if a custom type contains itself or nests too deeply. So recursion over custom types ends. */
function checkNesting({ customTypes }: Types): void {
  const depths = new Map<string, number>();
  for (const name of customTypes.keys()) depthOf(name, 1);

  function depthOf(name: string, outer: number): number {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const type = customTypes.get(name);
    if (type === undefined) return 0;
    if (outer > CUSTOM_TYPE_DEPTH_MAX) rejectDepth(name);
    let inner = 0;
    for (const field of type.fields) {
      const typeName = definedTypeOf(field);
      if (typeName !== undefined) inner = Math.max(inner, depthOf(typeName, outer + 1));
    }
    if (inner >= CUSTOM_TYPE_DEPTH_MAX) rejectDepth(name);
    depths.set(name, inner + 1);
    return inner + 1;
  }

  function rejectDepth(name: string): never {
    rejectStored(`schema.customTypes.${name}`, `nested at most ${CUSTOM_TYPE_DEPTH_MAX} levels deep`, name);
  }
}

/** The enum or custom type that a field, or an element of the field, has; undefined for scalars and strings. */
function definedTypeOf(field: FieldDescriptor): string | undefined {
  const type = innermostType(parseTypeName(field.type));
  return type?.kind === 'named' ? type.name : undefined;
}

/** Checks the fields of a table or a custom type. Returns the end of the last field. */
function checkStruct(
  types: Types,
  struct: Extent & { readonly fields: readonly FieldDescriptor[] },
  path: string,
): number {
  const { fields, size, align } = struct;
  indexByName(fields, `${path}.fields`);
  checkIds(fields, `${path}.fields`);
  let end = 0;
  let largest = 1;
  for (const field of fields) {
    const fieldPath = `${path}.fields.${field.name}`;
    const type = parseTypeName(field.type);
    if (type === undefined || formatTypeName(type) !== field.type) {
      rejectStored(`${fieldPath}.type`, 'a type in canonical spelling', field.type);
    }
    const extent = extentOf(types, type, fieldPath);
    if (field.size !== extent.size) rejectStored(`${fieldPath}.size`, `${extent.size} bytes`, field.size);
    if (field.align !== extent.align) rejectStored(`${fieldPath}.align`, String(extent.align), field.align);
    if (field.offset < end || field.offset + field.size > size) {
      rejectStored(`${fieldPath}.offset`, `at least ${end}, for a field that ends within ${size} bytes`, field.offset);
    }
    if (field.js !== undefined && !is64BitInteger(type)) {
      rejectStored(`${fieldPath}.js`, 'absent for a type that is not a 64-bit integer', field.type);
    }
    if (field.min !== undefined || field.max !== undefined) checkBounds(field, type, fieldPath);
    if (field.default !== undefined) checkDefault(types, field, type, `${fieldPath}.default`);
    end = field.offset + field.size;
    largest = Math.max(largest, field.align);
  }
  if (align !== largest) rejectStored(`${path}.align`, String(largest), align);
  if (size % align !== 0 || (size > 0 && fields.length === 0)) {
    rejectStored(`${path}.size`, 'the size of its fields, padded to its alignment', size);
  }
  return end;
}

/** Fields are matched by id only if all of them have one. */
function checkIds(fields: readonly FieldDescriptor[], path: string): void {
  const ids = fields.flatMap(({ id }) => id ?? []);
  if (ids.length > 0 && (ids.length < fields.length || new Set(ids).size < ids.length)) {
    rejectStored(path, 'fields without ids, or with an id of its own each', ids);
  }
}

/** Generated code and codecs compare values with bounds of the same kind. */
function checkBounds({ js, min, max }: FieldDescriptor, type: TypeName, path: string): void {
  const inner = innermostType(type);
  if (inner?.kind !== 'scalar' || inner.scalar === 'bool' || inner.scalar === 'entity') {
    rejectStored(`${path}.type`, 'a number, because it has min or max', inner);
  }
  const kind = is64BitInteger(inner) && js === undefined ? 'bigint' : 'number';
  for (const bound of [min, max]) {
    if (bound !== undefined && (typeof bound !== kind || Number.isNaN(bound))) {
      rejectStored(path, `a field whose min and max are of type ${kind}`, bound);
    }
  }
  if (min !== undefined && max !== undefined && min > max) rejectStored(`${path}.min`, `at most ${max}`, min);
}

function checkNullBitmap(table: SchemaDescriptor['tables'][number], end: number, path: string): void {
  const { nullBitmap, fields, size } = table;
  const bytes = Math.ceil(fields.filter((field) => field.nullable).length / 8);
  if ((nullBitmap?.bytes ?? 0) !== bytes) rejectStored(`${path}.nullBitmap`, `${bytes} bytes long`, nullBitmap);
  if (nullBitmap !== null && (nullBitmap.offset < end || nullBitmap.offset + bytes > size)) {
    rejectStored(`${path}.nullBitmap`, `after the fields (byte ${end}) and within ${size} bytes`, nullBitmap);
  }
}

function checkParents({ tables }: SchemaDescriptor): void {
  const parents = new Map(tables.map((table) => [table.name, table.parentTable]));
  /** Tables whose chain of parents ends. */
  const verified = new Set<string>();
  for (const { name } of tables) {
    const visited = new Set<string>();
    for (let at: string | undefined = name; at !== undefined && !verified.has(at); at = parents.get(at)) {
      if (visited.has(at) || !parents.has(at)) {
        rejectStored(`schema.tables.${name}.parentTable`, 'an existing table, without a cycle', at);
      }
      visited.add(at);
    }
    for (const table of visited) verified.add(table);
  }
}

function is64BitInteger(type: TypeName): boolean {
  if (type.kind === 'array') return is64BitInteger(type.element);
  return type.kind === 'scalar' && (type.scalar === 'u64' || type.scalar === 'i64');
}

function extentOf(types: Types, type: TypeName, path: string): Extent {
  switch (type.kind) {
    case 'scalar':
      return { size: SCALAR_SIZE[type.scalar], align: scalarAlign(type.scalar) };
    case 'string': {
      const { capacity } = type;
      if (capacity < 1 || capacity > STRING_CAPACITY_MAX) {
        rejectStored(`${path}.type`, `a string of 1 to ${STRING_CAPACITY_MAX} bytes`, capacity);
      }
      return { size: stringSize(capacity), align: STRING_ALIGN };
    }
    case 'array': {
      const { size, align } = extentOf(types, type.element, path);
      if (type.length < 1 || size * type.length > RECORD_BYTES_MAX) {
        rejectStored(`${path}.type`, 'a non-empty array that fits into a record', type.length);
      }
      return { size: size * type.length, align };
    }
    case 'named': {
      const repr = types.enums.get(type.name)?.repr;
      if (repr !== undefined) return { size: SCALAR_SIZE[repr], align: SCALAR_SIZE[repr] };
      return types.customTypes.get(type.name) ?? rejectStored(`${path}.type`, 'a defined type', type.name);
    }
  }
}
