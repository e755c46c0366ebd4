/** Descriptors of tables, without the compiler. */

import type { Schema } from '@ecsdb/runtime';
import type { FieldDescriptor, SchemaDescriptor } from '@ecsdb/runtime/schema';
import type { Runtime } from '../framework/runtime.js';

type TableDescriptor = SchemaDescriptor['tables'][number];

/** A field with a number; others say what differs. */
export function field(name: string, type: string, offset: number, size: number): FieldDescriptor {
  return { name, property: name, type, offset, size, align: size, nullable: false };
}

/** A table without its id, which is its place in the schema. */
export type NewTable = Pick<TableDescriptor, 'name' | 'size' | 'fields'> & Partial<TableDescriptor>;

export function schemaOf(runtime: Runtime, name: string, tables: readonly NewTable[]): Schema {
  return runtime.schemaFromDescriptor({
    name,
    version: '1',
    hash: '0123456789abcdef0123456789abcdef',
    enums: [],
    customTypes: [],
    queries: [],
    enforced: 1,
    tables: tables.map((table, tableId) => ({
      tableId,
      align: Math.max(1, ...table.fields.map(({ align }) => align)),
      layoutHash: String(tableId).padStart(16, '0'),
      nullBitmap: null,
      ...table,
    })),
  });
}
