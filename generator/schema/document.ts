/** The document with typed values. It lacks values of the wrong shape, which validate.ts reports. */

import type { OnDelete } from '@ecsdb/runtime/schema';
import type { DocumentPath } from '../diagnostics/index.js';
import { bound, flag, oneOf, type RawNames, tableAt, tableId, text, texts } from './members.js';
import { isTomlInteger, isTomlTable, type TomlTable } from './values.js';

interface RawThing {
  readonly path: DocumentPath;
  readonly description: string | undefined;
}

interface RawNamed extends RawThing {
  readonly name: string;
}

interface RawVariant {
  readonly name: string;
  /** Undefined in a list, whose variants get their values from the lock or by position. */
  readonly value: number | bigint | undefined;
  readonly was: string | undefined;
  readonly path: DocumentPath;
}

export interface RawEnum extends RawNamed {
  readonly repr: 'u8' | 'u16' | 'u32';
  readonly variants: readonly RawVariant[];
  readonly was: string | undefined;
  /** Variants that were removed on purpose. */
  readonly removed: RawNames;
}

export interface RawField extends RawThing {
  /** Undefined if the file has no name; the rest of the field is checked nevertheless. */
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly nullable: boolean;
  readonly indexed: boolean;
  readonly unique: boolean;
  readonly primaryKey: boolean;
  readonly foreignKey: string | undefined;
  readonly onDelete: OnDelete | undefined;
  /** The TOML value. TOML has no null, so `undefined` means that the field has no default. */
  readonly default: unknown;
  /** TOML numbers. */
  readonly min: number | bigint | undefined;
  readonly max: number | bigint | undefined;
  readonly js: 'number' | undefined;
  readonly was: string | undefined;
}

export interface RawCustomType extends RawNamed {
  readonly fields: readonly RawField[];
  readonly was: string | undefined;
  /** Fields that were removed on purpose. */
  readonly removed: RawNames;
}

export interface RawIndex {
  readonly path: DocumentPath;
  readonly name: string | undefined;
  /** Names or paths of fields. */
  readonly fields: RawNames;
  readonly unique: boolean;
}

export interface RawTable extends RawNamed {
  readonly id: number | undefined;
  readonly parentTable: string | undefined;
  readonly indexes: readonly RawIndex[];
  readonly was: string | undefined;
  readonly fields: readonly RawField[];
  /** Fields that were removed on purpose. */
  readonly removed: RawNames;
}

export interface RawQuery extends RawNamed {
  readonly lists: { readonly [list in QueryList]: RawNames };
  readonly any: readonly { readonly path: DocumentPath; readonly tables: RawNames }[];
}

export const QUERY_LISTS = ['write', 'read', 'with', 'without', 'optional'] as const;
export type QueryList = (typeof QUERY_LISTS)[number];

export interface RawDocument {
  readonly name: string | undefined;
  readonly version: string;
  readonly description: string | undefined;
  /** Tables, enums and custom types that were removed on purpose. */
  readonly removed: RawNames;
  /** By version: the tables, enums and custom types whose changes a migration function of the application decides. */
  readonly migrations: readonly { readonly version: string; readonly names: RawNames }[];
  readonly enums: readonly RawEnum[];
  readonly customTypes: readonly RawCustomType[];
  readonly tables: readonly RawTable[];
  readonly queries: readonly RawQuery[];
}

export function typedDocument(document: unknown): RawDocument {
  const root = isTomlTable(document) ? document : {};
  const database = tableAt(root, 'database');
  return {
    name: text(database, 'name'),
    version: text(database, 'version') ?? '1.0.0',
    description: text(database, 'description'),
    removed: removed(database, ['database']),
    migrations: Object.entries(tableAt(root, 'migrations')).map(([version, names]) => ({
      version,
      names: texts(names, ['migrations', version]),
    })),
    enums: named(root, 'enums').map(([base, table]) => ({ ...base, ...enumeration(table, base.path) })),
    customTypes: named(root, 'custom_types').map(([base, table]) => ({
      ...base,
      was: text(table, 'was'),
      fields: fields(table, base.path),
      removed: removed(table, base.path),
    })),
    tables: named(root, 'tables').map(([base, table]) => ({
      ...base,
      id: tableId(table, 'id'),
      parentTable: text(table, 'parent_table'),
      indexes: indexes(table, base.path),
      was: text(table, 'was'),
      fields: fields(table, base.path),
      removed: removed(table, base.path),
    })),
    queries: named(root, 'queries').map(([base, table]) => ({ ...base, ...lists(table, base.path) })),
  };
}

function named(root: TomlTable, section: string): [RawNamed, TomlTable][] {
  const tables = tableAt(root, section);
  return Object.keys(tables).flatMap((name): [RawNamed, TomlTable][] => {
    // A value of the wrong shape keeps its name, so that references to it are not reported too.
    const table = tableAt(tables, name);
    return [[{ name, path: [section, name], description: text(table, 'description') }, table]];
  });
}

function enumeration(table: TomlTable, path: DocumentPath): Omit<RawEnum, keyof RawNamed> {
  return {
    repr: oneOf(table, 'repr', ['u8', 'u16', 'u32'] as const) ?? 'u32',
    variants: variants(table, [...path, 'variants']),
    was: text(table, 'was'),
    removed: removed(table, path),
  };
}

/** In a list, an item is a name or `{ name, was }`; in a table, a value is an integer or `{ value, was }`. */
function variants({ variants: list }: TomlTable, path: DocumentPath): RawVariant[] {
  if (Array.isArray(list)) {
    const items: readonly unknown[] = list;
    return items.flatMap((item, index): RawVariant[] => {
      const members = isTomlTable(item) ? item : {};
      const name = typeof item === 'string' ? item : text(members, 'name');
      return name === undefined ? [] : [{ name, value: undefined, was: text(members, 'was'), path: [...path, index] }];
    });
  }
  const entries = isTomlTable(list) ? Object.entries(list) : [];
  return entries.flatMap(([name, item]): RawVariant[] => {
    const members: TomlTable = isTomlTable(item) ? item : { value: item };
    const { value } = members;
    return isTomlInteger(value) ? [{ name, value, was: text(members, 'was'), path: [...path, name] }] : [];
  });
}

function removed({ removed: names }: TomlTable, path: DocumentPath): RawNames {
  return texts(names, [...path, 'removed']);
}

function fields(table: TomlTable, path: DocumentPath): RawField[] {
  const { fields: items } = table;
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown, index) => (isTomlTable(item) ? field(item, [...path, 'fields', index]) : []));
}

function field(table: TomlTable, path: DocumentPath): RawField {
  const { default: value } = table;
  return {
    path,
    name: text(table, 'name'),
    type: text(table, 'type'),
    nullable: flag(table, 'nullable'),
    indexed: flag(table, 'indexed'),
    unique: flag(table, 'unique'),
    primaryKey: flag(table, 'primary_key'),
    foreignKey: text(table, 'foreign_key'),
    onDelete: oneOf(table, 'on_delete', ON_DELETE),
    default: value,
    min: bound(table, 'min'),
    max: bound(table, 'max'),
    description: text(table, 'description'),
    js: oneOf(table, 'js', ['number'] as const),
    was: text(table, 'was'),
  };
}

const ON_DELETE = ['restrict', 'cascade', 'set_null', 'destroy'] as const;

function indexes(table: TomlTable, path: DocumentPath): RawIndex[] {
  const { indexes: items } = table;
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown, position): RawIndex[] => {
    if (!isTomlTable(item)) return [];
    const at = [...path, 'indexes', position];
    const { fields: names } = item;
    return [
      { path: at, name: text(item, 'name'), fields: texts(names, [...at, 'fields']), unique: flag(item, 'unique') },
    ];
  });
}

function lists(table: TomlTable, path: DocumentPath): Pick<RawQuery, 'lists' | 'any'> {
  const list = (key: QueryList): RawNames => texts(table[key], [...path, key]);
  const { any } = table;
  const groups: readonly unknown[] = Array.isArray(any) ? any : [];
  return {
    lists: {
      write: list('write'),
      read: list('read'),
      with: list('with'),
      without: list('without'),
      optional: list('optional'),
    },
    any: groups.map((group, index) => {
      const at = [...path, 'any', index];
      return { path: at, tables: texts(group, at) };
    }),
  };
}
