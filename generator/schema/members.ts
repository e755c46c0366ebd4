/** Members of TOML tables by kind. A value of another kind counts as absent; validate.ts reports it. */

import type { DocumentPath } from '../diagnostics/index.js';
import { isTomlTable, type TomlTable } from './values.js';

/** A list of names with their positions. */
export type RawNames = readonly { readonly name: string; readonly path: DocumentPath }[];

/** The strings of an array. */
export function texts(value: unknown, path: DocumentPath): RawNames {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown, index) =>
    typeof item === 'string' ? { name: item, path: [...path, index] } : [],
  );
}

export function text(table: TomlTable, key: string): string | undefined {
  const value = table[key];
  return typeof value === 'string' ? value : undefined;
}

export function oneOf<Word extends string>(table: TomlTable, key: string, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === table[key]);
}

export function bound(table: TomlTable, key: string): number | bigint | undefined {
  const value = table[key];
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
}

export function flag(table: TomlTable, key: string): boolean {
  return table[key] === true;
}

export function tableAt(table: TomlTable, key: string): TomlTable {
  const value = table[key];
  return isTomlTable(value) ? value : {};
}

export function tableId(table: TomlTable, key: string): number | undefined {
  const value = table[key];
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}
