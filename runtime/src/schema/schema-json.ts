/**
 * Schemas in files: writing them as canonical JSON, and reading JSON that may be damaged. docs/format.md, "The schema".
 */

import { fromCanonicalJson, toCanonicalJson } from './canonical-json.js';
import { checkSchema } from './check-schema.js';
import type {
  CustomTypeDescriptor,
  DefaultValue,
  EnumDescriptor,
  FieldDescriptor,
  ForeignKey,
  IndexDescriptor,
  MigrationDescriptor,
  QueryDescriptor,
  SchemaDescriptor,
  TableDescriptor,
  TableShape,
} from './descriptor.js';
import {
  CUSTOM_TYPE_DEPTH_MAX,
  FIELD_ID_MAX,
  FIELDS_MAX,
  HISTORY_MAX,
  INDEX_FIELDS_MAX,
  INDEXES_MAX,
  NAME_LENGTH_MAX,
  RECORD_BYTES_MAX,
  TABLE_ID_MAX,
  TABLES_MAX,
  VARIANTS_MAX,
} from './limits.js';
import { checkDigits, checkName, Members, rejectStored } from './plain-data.js';
import { schemaOfShape } from './table-shape.js';

/** Limit of enums, custom types and queries: more than a schema needs, few enough for memory. */
const TYPES_MAX = 65_536;
/** Limit of migrations: more than the versions of a schema change tables. */
const MIGRATIONS_MAX = 65_536;
const TYPE_TEXT_MAX = 1_024;
/** An index without a name has the joined names of its fields, each with the names on its path. */
const INDEX_NAME_LENGTH_MAX = 65_536;
/** The names of a path, each after the first behind a dot. */
const PATH_LENGTH_MAX: number = (CUSTOM_TYPE_DEPTH_MAX + 1) * (NAME_LENGTH_MAX + 1);
/** The version of a schema must fit into the header of a file. */
const VERSION_LENGTH_MAX = 63;
const HASH_DIGITS = 32;
const ENUM_VALUE_MAX = 2 ** 32 - 1;

/** The schema as it is stored with rows: without `migrations`, which are about earlier versions only. */
export function schemaToJson({ migrations: _, ...schema }: SchemaDescriptor): string {
  return toCanonicalJson(schema);
}

/**
 * Reads a schema and checks it: types exist and have the stated sizes, fields are inside their records and do not
 * overlap, names and ids are unique. Later code relies on these checks.
 *
 * @throws EcsDbError `CORRUPT` if the text is not JSON or not a schema, `ALIGNMENT_ERROR` if a field is not aligned
 */
export function schemaFromJson(text: string): SchemaDescriptor {
  return schemaFromData(parse(text));
}

/** Reads a schema from parsed canonical JSON, with the same checks. */
export function schemaFromData(data: unknown): SchemaDescriptor {
  const schema = readSchema(new Members(data, 'schema'));
  checkSchema(schema);
  for (const { before, after } of schema.migrations ?? []) {
    for (const shape of [before, after]) checkSchema(schemaOfShape(schema.name, shape));
  }
  return schema;
}

function parse(text: string): unknown {
  try {
    return fromCanonicalJson(text);
  } catch (error) {
    // The text is not JSON, or it is nested deeper than the stack allows.
    return rejectStored('the text', `JSON (${(error as Error).message})`, text);
  }
}

function readSchema(schema: Members): SchemaDescriptor {
  return {
    name: schema.name('name'),
    version: schema.text('version', VERSION_LENGTH_MAX),
    hash: schema.digits('hash', HASH_DIGITS),
    enums: schema.list('enums', TYPES_MAX, readEnum),
    customTypes: schema.list('customTypes', TYPES_MAX, readCustomType),
    tables: schema.list('tables', TABLES_MAX, readTable),
    queries: schema.list('queries', TYPES_MAX, readQuery),
    ...(schema.has('enforced') ? { enforced: readEnforced(schema) } : {}),
    ...(schema.has('history') ? { history: readHistory(schema) } : {}),
    ...(schema.has('migrations') ? { migrations: schema.list('migrations', MIGRATIONS_MAX, readMigration) } : {}),
  };
}

function readMigration(value: unknown, path: string): MigrationDescriptor {
  const members = new Members(value, path);
  const before = readShape(members, 'before');
  const after = readShape(members, 'after');
  const { tableId } = after.table;
  if (before.table.tableId !== tableId) {
    rejectStored(`${members.pathOf('before')}.table.tableId`, `${tableId}, the id in \`after\``, before.table.tableId);
  }
  return { version: members.text('version', VERSION_LENGTH_MAX), before, after };
}

function readShape(migration: Members, key: 'before' | 'after'): TableShape {
  const shape = new Members(migration.get(key), migration.pathOf(key));
  return {
    enums: shape.list('enums', TYPES_MAX, readEnum),
    customTypes: shape.list('customTypes', TYPES_MAX, readCustomType),
    table: readTable(shape.get('table'), shape.pathOf('table')),
  };
}

function readEnum(value: unknown, path: string): EnumDescriptor {
  const members = new Members(value, path);
  const variants = new Members(members.get('variants'), members.pathOf('variants'));
  const entries: [string, number][] = [];
  for (const [name] of variants.entries()) {
    entries.push([checkName(name, variants.path), variants.integer(name, 0, ENUM_VALUE_MAX)]);
  }
  if (entries.length === 0 || entries.length > VARIANTS_MAX) {
    rejectStored(variants.path, `1 to ${VARIANTS_MAX} variants`, entries.length);
  }
  return {
    name: members.name('name'),
    repr: members.oneOf('repr', ['u8', 'u16', 'u32']),
    variants: Object.fromEntries(entries),
    ...(members.has('was') ? { was: readEarlierNames(members) } : {}),
  };
}

function readEarlierNames(one: Members): { readonly [variant: string]: string } {
  const names = new Members(one.get('was'), one.pathOf('was'));
  return Object.fromEntries([...names.entries()].map(([name]) => [checkName(name, names.path), names.name(name)]));
}

/** The name before a rename. */
function readWas(members: Members): { readonly was?: string } {
  return members.has('was') ? { was: members.name('was') } : {};
}

function readCustomType(value: unknown, path: string): CustomTypeDescriptor {
  const members = new Members(value, path);
  return {
    name: members.name('name'),
    size: members.integer('size', 1, RECORD_BYTES_MAX),
    align: readAlign(members),
    fields: members.list('fields', FIELDS_MAX, readField),
  };
}

function readTable(value: unknown, path: string): TableDescriptor {
  const members = new Members(value, path);
  return {
    name: members.name('name'),
    ...readWas(members),
    tableId: members.integer('tableId', 0, TABLE_ID_MAX),
    size: members.integer('size', 0, RECORD_BYTES_MAX),
    align: readAlign(members),
    layoutHash: members.digits('layoutHash', 16),
    nullBitmap: readNullBitmap(members),
    ...(members.has('parentTable') ? { parentTable: members.name('parentTable') } : {}),
    ...(members.has('indexes') ? { indexes: members.list('indexes', INDEXES_MAX, readIndex) } : {}),
    fields: members.list('fields', FIELDS_MAX, readField),
  };
}

function readIndex(value: unknown, path: string): IndexDescriptor {
  const members = new Members(value, path);
  return {
    name: members.text('name', INDEX_NAME_LENGTH_MAX),
    // `checkSchema` looks each path up.
    fields: members.list('fields', INDEX_FIELDS_MAX, (field, at) =>
      typeof field === 'string' && field.length <= PATH_LENGTH_MAX ? field : rejectStored(at, 'a field path', field),
    ),
    ...readFlag(members, 'primary'),
    ...readFlag(members, 'unique'),
  };
}

function readEnforced(schema: Members): 1 {
  const value = schema.get('enforced');
  return value === 1 ? value : rejectStored(schema.pathOf('enforced'), '1', value);
}

function readHistory(schema: Members): readonly string[] {
  return schema.list('history', HISTORY_MAX, (hash, path) => checkDigits(hash, HASH_DIGITS, path));
}

function readNullBitmap(table: Members): TableDescriptor['nullBitmap'] {
  const value = table.get('nullBitmap');
  if (value === null) return null;
  const members = new Members(value, table.pathOf('nullBitmap'));
  return {
    offset: members.integer('offset', 0, RECORD_BYTES_MAX),
    bytes: members.integer('bytes', 1, FIELDS_MAX / 8),
  };
}

function readField(value: unknown, path: string): FieldDescriptor {
  const members = new Members(value, path);
  return {
    name: members.name('name'),
    property: members.text('property', NAME_LENGTH_MAX),
    type: members.text('type', TYPE_TEXT_MAX),
    offset: members.integer('offset', 0, RECORD_BYTES_MAX),
    size: members.integer('size', 1, RECORD_BYTES_MAX),
    align: readAlign(members),
    nullable: members.flag('nullable'),
    ...(members.has('id') ? { id: members.integer('id', 0, FIELD_ID_MAX) } : {}),
    ...readWas(members),
    ...(members.has('js') ? { js: members.oneOf('js', ['number']) } : {}),
    ...readFlag(members, 'primaryKey'),
    ...readFlag(members, 'unique'),
    ...readFlag(members, 'indexed'),
    ...(members.has('foreignKey') ? { foreignKey: readForeignKey(members) } : {}),
    ...readBound(members, 'min'),
    ...readBound(members, 'max'),
    // `checkSchema` checks that the default fits its type.
    ...(members.has('default') ? { default: members.get('default') as DefaultValue } : {}),
  };
}

function readForeignKey(field: Members): ForeignKey {
  const members = new Members(field.get('foreignKey'), field.pathOf('foreignKey'));
  return {
    table: members.name('table'),
    ...(members.has('field') ? { field: members.name('field') } : {}),
    onDelete: members.oneOf('onDelete', ['restrict', 'cascade', 'set_null', 'destroy']),
  };
}

function readBound<Key extends string>(field: Members, key: Key): { readonly [key in Key]?: number | bigint } {
  if (!field.has(key)) return {};
  const value = field.get(key);
  if (typeof value !== 'number' && typeof value !== 'bigint') rejectStored(field.pathOf(key), 'a number', value);
  return { [key]: value } as { readonly [key in Key]?: number | bigint };
}

function readFlag<Key extends string>(field: Members, key: Key): { readonly [key in Key]?: true } {
  if (!field.has(key)) return {};
  if (field.get(key) !== true) rejectStored(field.pathOf(key), 'true', field.get(key));
  return { [key]: true } as { readonly [key in Key]?: true };
}

function readQuery(value: unknown, path: string): QueryDescriptor {
  const members = new Members(value, path);
  const names = (key: string): readonly string[] => members.list(key, TABLES_MAX, checkName);
  return {
    name: members.name('name'),
    write: names('write'),
    read: names('read'),
    with: names('with'),
    without: names('without'),
    ...(members.has('optional') ? { optional: names('optional') } : {}),
    ...(members.has('any') ? { any: members.list('any', TABLES_MAX, readAlternatives) } : {}),
  };
}

function readAlternatives(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value) && value.length <= TABLES_MAX) {
    return value.map((name: unknown, index) => checkName(name, `${path}[${index}]`));
  }
  return rejectStored(path, `a list of at most ${TABLES_MAX} tables`, value);
}

function readAlign(members: Members): number {
  const align = members.integer('align', 1, 8);
  return (align & (align - 1)) === 0 ? align : rejectStored(members.pathOf('align'), '1, 2, 4 or 8', align);
}
