/** The document with typed values. It lacks values of the wrong shape, which validate.ts reports. */

import type { OnDelete } from '@ecsdb/runtime/schema';
import type { DocumentPath } from '../diagnostics/index.js';
import { isTomlInteger, isTomlTable, type TomlTable } from './values.js';

interface RawThing {
  readonly path: DocumentPath;
  readonly description: string | undefined;
}

interface RawNamed extends RawThing {
  readonly name: string;
}

export interface RawEnum extends RawNamed {
  readonly repr: 'u8' | 'u16' | 'u32';
  /** A variant without a value has its position in the list as value. */
  readonly variants: readonly {
    readonly name: string;
    readonly value: number | bigint;
    readonly path: DocumentPath;
  }[];
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
}

/** A list of names with their positions. */
type RawNames = readonly { readonly name: string; readonly path: DocumentPath }[];

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
    enums: named(root, 'enums').map(([base, table]) => ({ ...base, ...enumeration(table, base.path) })),
    customTypes: named(root, 'custom_types').map(([base, table]) => ({ ...base, fields: fields(table, base.path) })),
    tables: named(root, 'tables').map(([base, table]) => ({
      ...base,
      id: tableId(table, 'id'),
      parentTable: text(table, 'parent_table'),
      indexes: indexes(table, base.path),
      was: text(table, 'was'),
      fields: fields(table, base.path),
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

function enumeration(table: TomlTable, path: DocumentPath): Pick<RawEnum, 'repr' | 'variants'> {
  const repr = oneOf(table, 'repr', ['u8', 'u16', 'u32'] as const) ?? 'u32';
  const { variants } = table;
  const at = [...path, 'variants'];
  if (Array.isArray(variants)) {
    const items: readonly unknown[] = variants;
    return {
      repr,
      variants: items.flatMap((name, value) => (typeof name === 'string' ? { name, value, path: [...at, value] } : [])),
    };
  }
  const entries = isTomlTable(variants) ? Object.entries(variants) : [];
  return {
    repr,
    variants: entries.flatMap(([name, value]) => (isTomlInteger(value) ? { name, value, path: [...at, name] } : [])),
  };
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

/** The strings of an array. */
function texts(value: unknown, path: DocumentPath): RawNames {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown, index) =>
    typeof item === 'string' ? { name: item, path: [...path, index] } : [],
  );
}

function text(table: TomlTable, key: string): string | undefined {
  const value = table[key];
  return typeof value === 'string' ? value : undefined;
}

function oneOf<Word extends string>(table: TomlTable, key: string, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === table[key]);
}

function bound(table: TomlTable, key: string): number | bigint | undefined {
  const value = table[key];
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
}

function flag(table: TomlTable, key: string): boolean {
  return table[key] === true;
}

function tableAt(table: TomlTable, key: string): TomlTable {
  const value = table[key];
  return isTomlTable(value) ? value : {};
}

function tableId(table: TomlTable, key: string): number | undefined {
  const value = table[key];
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}
