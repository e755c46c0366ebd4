/**
 * The resolved schema: the meaning of a valid file. Every name is resolved to what it refers to.
 *
 * Later stages read only this. Each definition contains its path in the TOML document, so that any stage can report a
 * fault at its position.
 */

import type { DefaultValue, OnDelete, ScalarName } from '@ecsdb/runtime/schema';
import type { DocumentPath } from '../diagnostics/index.js';

interface Located {
  readonly path: DocumentPath;
}

export type Type =
  | { readonly kind: 'scalar'; readonly scalar: ScalarName }
  | { readonly kind: 'string'; readonly capacity: number }
  | { readonly kind: 'array'; readonly element: Type; readonly length: number }
  | { readonly kind: 'enum'; readonly definition: Enum }
  | { readonly kind: 'custom'; readonly definition: CustomType };

export interface Enum extends Located {
  readonly name: string;
  /** PascalCase, as exported. */
  readonly exportName: string;
  readonly description?: string;
  readonly repr: 'u8' | 'u16' | 'u32';
  readonly variants: readonly { readonly name: string; readonly value: number; readonly was?: string }[];
}

export interface Field extends Located {
  readonly name: string;
  /** From the lock; absent without one. */
  readonly id?: number;
  /** camelCase, as the property. */
  readonly property: string;
  readonly description?: string;
  readonly type: Type;
  /** Canonical spelling of the type. */
  readonly typeName: string;
  /** Whether a 64-bit integer is a `number` instead of a `bigint`; for an array, whether its elements are. */
  readonly jsNumber: boolean;
  readonly nullable: boolean;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  readonly indexed: boolean;
  /** In the range of the type; bigint if the values are. Of an array, for each of its numbers. */
  readonly min?: number | bigint;
  readonly max?: number | bigint;
  readonly foreignKey?: { readonly table: string; readonly field?: string; readonly onDelete: OnDelete };
  /** Already checked against the type; enum variants as their numbers, 64-bit integers as bigint unless `jsNumber`. */
  readonly default?: DefaultValue;
  readonly was?: string;
}

/** One field of an index. */
export interface KeyMember {
  /** The name of the field; inside a custom type its path, `position.x`. */
  readonly path: string;
  /** The field that the path names. */
  readonly field: Field;
  /** The field of the table in which it is stored; the same field unless the path has a dot. */
  readonly root: Field;
}

/** Declared, or implied by a key or a foreign key. */
export interface Index extends Located {
  /** camelCase, unique in its table. */
  readonly name: string;
  readonly members: readonly KeyMember[];
  /** A primary key is unique, too. */
  readonly primary: boolean;
  readonly unique: boolean;
}

export interface CustomType extends Located {
  readonly name: string;
  readonly exportName: string;
  readonly description?: string;
  readonly fields: readonly Field[];
}

export interface Table extends Located {
  readonly name: string;
  readonly exportName: string;
  readonly description?: string;
  readonly tableId: number;
  readonly parentTable?: string;
  readonly was?: string;
  readonly fields: readonly Field[];
  /** In the order of descriptors: primary key, unique fields, indexed fields, foreign keys, declared ones. */
  readonly indexes: readonly Index[];
}

export interface Query extends Located {
  readonly name: string;
  /** camelCase, as exported. */
  readonly exportName: string;
  readonly description?: string;
  readonly write: readonly Table[];
  readonly read: readonly Table[];
  readonly with: readonly Table[];
  readonly without: readonly Table[];
  readonly optional: readonly Table[];
  /** Groups, of which each needs at least one table. */
  readonly any: readonly (readonly Table[])[];
}

export interface ResolvedSchema {
  readonly name: string;
  /** camelCase, as exported. */
  readonly exportName: string;
  readonly version: string;
  readonly description?: string;
  /** Hashes of the released versions, oldest first; absent without a lock. */
  readonly history?: readonly string[];
  readonly enums: readonly Enum[];
  /** Each type comes after the types that it contains. */
  readonly customTypes: readonly CustomType[];
  readonly tables: readonly Table[];
  readonly queries: readonly Query[];
}
