/** Checks what a stored schema means: that its types exist and have the sizes said, and that fields lie apart and within records. */

import { requireAligned } from './alignment.js';
import { checkDefault } from './check-default.js';
import type { CustomTypeDescriptor, EnumDescriptor, FieldDescriptor, SchemaDescriptor } from './descriptor.js';
import { CUSTOM_TYPE_DEPTH_MAX, RECORD_BYTES_MAX, STRING_CAPACITY_MAX } from './limits.js';
import { rejectStored } from './plain-data.js';
import { formatTypeName, parseTypeName, SCALAR_SIZE, scalarAlign, type TypeName } from './type-name.js';

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

/** Throws `CORRUPT` at the first thing that makes no sense, or `ALIGNMENT_ERROR` at the first field that is not aligned. */
export function checkSchema(schema: SchemaDescriptor): void {
  const { enums, customTypes, tables, queries } = schema;
  const types: Types = {
    enums: byName(enums, 'schema.enums'),
    customTypes: byName(customTypes, 'schema.customTypes'),
    members: new Map(enums.map((definition) => [definition.name, membersOf(definition)])),
  };
  for (const { name } of enums) {
    if (types.customTypes.has(name)) rejectStored(`schema.customTypes.${name}`, 'a name that no enum has', name);
  }
  checkNesting(types);
  for (const type of customTypes) {
    requireAligned('type', type);
    checkStruct(types, type, `schema.customTypes.${type.name}`);
  }

  const byTableName = byName(tables, 'schema.tables');
  const ids = new Set<number>();
  for (const table of tables) {
    const path = `schema.tables.${table.name}`;
    if (ids.has(table.tableId)) rejectStored(`${path}.tableId`, 'an id that no other table has', table.tableId);
    ids.add(table.tableId);
    requireAligned('table', table);
    const end = checkStruct(types, table, path);
    checkNullBitmap(table, end, path);
    for (const { name, foreignKey } of table.fields) {
      if (foreignKey === undefined) continue;
      const target = byTableName.get(foreignKey.table);
      const isThere = foreignKey.field === undefined || target?.fields.some((field) => field.name === foreignKey.field);
      if (!target || !isThere) rejectStored(`${path}.fields.${name}.foreignKey`, 'a field that exists', foreignKey);
    }
  }
  checkParents(schema);
  byName(queries, 'schema.queries');
  for (const query of queries) {
    for (const name of [...query.write, ...query.read, ...query.with, ...query.without]) {
      if (!byTableName.has(name)) rejectStored(`schema.queries.${query.name}`, 'the names of tables', name);
    }
  }
}

function byName<Item extends { readonly name: string }>(
  items: readonly Item[],
  path: string,
): ReadonlyMap<string, Item> {
  const found = new Map<string, Item>();
  for (const item of items) {
    if (found.has(item.name)) rejectStored(path, 'a list in which each name occurs once', item.name);
    found.set(item.name, item);
  }
  return found;
}

/** Throws when two variants have one value, or one does not fit. */
function membersOf({ name, repr, variants }: EnumDescriptor): ReadonlySet<number> {
  const values = new Set<number>();
  const limit = 2 ** (SCALAR_SIZE[repr] * 8);
  for (const [variant, value] of Object.entries(variants)) {
    if (value >= limit || values.has(value)) {
      rejectStored(`schema.enums.${name}.${variant}`, `a value that fits ${repr} and that no other has`, value);
    }
    values.add(value);
  }
  return values;
}

/** Refuses custom types that contain themselves or nest too deeply, so that recursion over them ends. */
function checkNesting({ customTypes }: Types): void {
  const depths = new Map<string, number>();
  for (const name of customTypes.keys()) depthOf(name, 1);

  function depthOf(name: string, outer: number): number {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const type = customTypes.get(name);
    if (type === undefined) return 0;
    if (outer > CUSTOM_TYPE_DEPTH_MAX) refuse(name);
    let inner = 0;
    for (const field of type.fields) {
      const named = innermost(parseTypeName(field.type));
      if (named !== undefined) inner = Math.max(inner, depthOf(named, outer + 1));
    }
    if (inner >= CUSTOM_TYPE_DEPTH_MAX) refuse(name);
    depths.set(name, inner + 1);
    return inner + 1;
  }

  function refuse(name: string): never {
    rejectStored(`schema.customTypes.${name}`, `nested at most ${CUSTOM_TYPE_DEPTH_MAX} deep`, name);
  }
}

/** The name that a type is made of, if it is made of an enum or a custom type. */
export function innermost(type: TypeName | undefined): string | undefined {
  let inner = type;
  while (inner?.kind === 'array') inner = inner.element;
  return inner?.kind === 'named' ? inner.name : undefined;
}

/** Checks the fields of a table or a custom type; answers where the last one ends. */
function checkStruct(
  types: Types,
  struct: Extent & { readonly fields: readonly FieldDescriptor[] },
  path: string,
): number {
  const { fields, size, align } = struct;
  byName(fields, `${path}.fields`);
  let end = 0;
  let largest = 1;
  for (const field of fields) {
    const at = `${path}.fields.${field.name}`;
    const type = parseTypeName(field.type);
    if (type === undefined || formatTypeName(type) !== field.type) rejectStored(`${at}.type`, 'a type', field.type);
    const extent = extentOf(types, type, at);
    if (field.size !== extent.size) rejectStored(`${at}.size`, `${extent.size} bytes`, field.size);
    if (field.align !== extent.align) rejectStored(`${at}.align`, String(extent.align), field.align);
    if (field.offset < end || field.offset + field.size > size) {
      rejectStored(`${at}.offset`, `from ${end} on and within ${size} bytes`, field.offset);
    }
    if (field.js !== undefined && !isWide(type)) rejectStored(`${at}.js`, 'on a 64-bit integer only', field.type);
    if (field.default !== undefined) checkDefault(types, field, type, `${at}.default`);
    end = field.offset + field.size;
    largest = Math.max(largest, field.align);
  }
  if (align !== largest) rejectStored(`${path}.align`, String(largest), align);
  if (size % align !== 0 || (size > 0 && fields.length === 0)) rejectStored(`${path}.size`, 'that of its fields', size);
  return end;
}

function checkNullBitmap(table: SchemaDescriptor['tables'][number], end: number, path: string): void {
  const { nullBitmap, fields, size } = table;
  const bytes = Math.ceil(fields.filter((field) => field.nullable).length / 8);
  if ((nullBitmap?.bytes ?? 0) !== bytes) rejectStored(`${path}.nullBitmap`, `of ${bytes} bytes`, nullBitmap);
  if (nullBitmap !== null && (nullBitmap.offset < end || nullBitmap.offset + bytes > size)) {
    rejectStored(`${path}.nullBitmap`, `from ${end} on and within ${size} bytes`, nullBitmap);
  }
}

function checkParents({ tables }: SchemaDescriptor): void {
  const parents = new Map(tables.map((table) => [table.name, table.parentTable]));
  /** Tables whose ancestors are known to end. */
  const sound = new Set<string>();
  for (const { name } of tables) {
    const met = new Set<string>();
    for (let at: string | undefined = name; at !== undefined && !sound.has(at); at = parents.get(at)) {
      if (met.has(at) || !parents.has(at))
        rejectStored(`schema.tables.${name}.parentTable`, 'a table, in no circle', at);
      met.add(at);
    }
    for (const one of met) sound.add(one);
  }
}

function isWide(type: TypeName): boolean {
  if (type.kind === 'array') return isWide(type.element);
  return type.kind === 'scalar' && (type.scalar === 'u64' || type.scalar === 'i64');
}

function extentOf(types: Types, type: TypeName, path: string): Extent {
  switch (type.kind) {
    case 'scalar':
      return { size: SCALAR_SIZE[type.scalar], align: scalarAlign(type.scalar) };
    case 'string': {
      const { capacity } = type;
      if (capacity < 1 || capacity > STRING_CAPACITY_MAX) rejectStored(`${path}.type`, 'a possible length', capacity);
      return { size: 2 + capacity + (capacity & 1), align: 2 };
    }
    case 'array': {
      const { size, align } = extentOf(types, type.element, path);
      if (type.length < 1 || size * type.length > RECORD_BYTES_MAX) {
        rejectStored(`${path}.type`, 'an array that fits into a record', type.length);
      }
      return { size: size * type.length, align };
    }
    case 'named': {
      const repr = types.enums.get(type.name)?.repr;
      if (repr !== undefined) return { size: SCALAR_SIZE[repr], align: SCALAR_SIZE[repr] };
      return types.customTypes.get(type.name) ?? rejectStored(`${path}.type`, 'a type that exists', type.name);
    }
  }
}
