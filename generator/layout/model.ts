/**
 * The result of the layout stage: the position of every field in its record. Offsets, sizes and alignments are in
 * bytes.
 */

import type { MigrationDescriptor } from '@ecsdb/runtime/schema';
import type { CustomType, Field, ResolvedSchema, Table } from '../schema/index.js';
import type { Column } from './run-columns.js';

export interface FieldLayout {
  readonly field: Field;
  readonly offset: number;
  readonly size: number;
  readonly align: number;
  /** Position in the null bitmap; `undefined` for a field that cannot be null. */
  readonly nullBit?: number;
}

/** Bytes that belong to no field; they are always zero. */
export interface Padding {
  readonly offset: number;
  readonly size: number;
}

/** One bit for each nullable field. */
export interface NullBitmap {
  readonly offset: number;
  readonly bytes: number;
}

export interface StructLayout {
  readonly size: number;
  readonly align: number;
  readonly fields: readonly FieldLayout[];
  readonly padding: readonly Padding[];
}

export interface TableLayout extends StructLayout {
  readonly table: Table;
  readonly nullBitmap: NullBitmap | null;
  readonly columns: readonly Column[];
  /** 16 hexadecimal digits. */
  readonly layoutHash: string;
}

export interface CustomTypeLayout extends StructLayout {
  readonly type: CustomType;
}

export interface SchemaLayout {
  readonly schema: ResolvedSchema;
  /** 32 hexadecimal digits. */
  readonly schemaHash: string;
  readonly customTypes: ReadonlyMap<CustomType, CustomTypeLayout>;
  readonly tables: readonly TableLayout[];
  /** What `[migrations]` lists, as the lock has recorded it. */
  readonly migrations?: readonly MigrationDescriptor[];
}
