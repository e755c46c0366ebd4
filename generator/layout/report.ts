/** A layout as text and as JSON: the output of `ecsdb-gen layout`. */

import type { SchemaLayout, StructLayout } from './model.js';
import { bestOrder } from './order.js';
import type { RecordLayout } from './struct.js';

interface FieldReport {
  readonly name: string;
  readonly type: string;
  readonly offset: number;
  readonly size: number;
  readonly align: number;
  readonly nullable: boolean;
}

/** The value of `ecsdb-gen layout --json`; its shape is part of the command's interface. */
export interface LayoutReport {
  readonly database: { readonly name: string; readonly version: string };
  readonly schemaHash: string;
  readonly enums: readonly {
    readonly name: string;
    readonly repr: string;
    readonly variants: { readonly [variant: string]: number };
  }[];
  readonly customTypes: readonly {
    readonly name: string;
    readonly size: number;
    readonly align: number;
    readonly fields: readonly FieldReport[];
  }[];
  readonly tables: readonly {
    readonly name: string;
    readonly tableId: number;
    readonly size: number;
    readonly align: number;
    readonly nullBitmap: { readonly offset: number; readonly bytes: number } | null;
    readonly fields: readonly FieldReport[];
  }[];
}

export function layoutReport({ schema, schemaHash, customTypes, tables }: SchemaLayout): LayoutReport {
  return {
    database: { name: schema.name, version: schema.version },
    schemaHash,
    enums: schema.enums.map(({ name, repr, variants }) => ({
      name,
      repr,
      variants: Object.fromEntries(variants.map((variant) => [variant.name, variant.value])),
    })),
    customTypes: [...customTypes.values()].map(({ type, size, align, fields }) => ({
      name: type.name,
      size,
      align,
      fields: fields.map(fieldReport),
    })),
    tables: tables.map(({ table, size, align, nullBitmap, fields }) => ({
      name: table.name,
      tableId: table.tableId,
      size,
      align,
      nullBitmap,
      fields: fields.map(fieldReport),
    })),
  };
}

/** One block for each custom type and table, then the padding of the whole schema. */
export function layoutText(layout: SchemaLayout): string {
  const { schema } = layout;
  const blocks = [`database ${schema.name} ${schema.version}, schema ${layout.schemaHash}`];
  for (const type of layout.customTypes.values()) {
    blocks.push(structText(`type ${type.type.name}: ${extent(type)}`, { ...type, nullBitmap: null }));
  }
  for (const table of layout.tables) {
    const title = `table ${table.table.name}: id ${table.table.tableId}, ${extent(table)}, layout ${table.layoutHash}`;
    blocks.push(structText(title, table));
  }
  const wasted = layout.tables.map(paddingBytes).reduce((sum, bytes) => sum + bytes, 0);
  const saved = layout.tables.map((table) => bestOrder(table).saved).reduce((sum, bytes) => sum + bytes, 0);
  blocks.push(`padding: ${count(wasted)} in one record of every table; reordering fields saves ${count(saved)}`);
  return `${blocks.join('\n\n')}\n`;
}

function structText(title: string, record: RecordLayout): string {
  if (record.fields.length === 0) return `${title}\n  a tag, without data`;
  const rows = [['offset', 'size', 'align', 'field', 'type'], ...rowsOf(record)];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column < 3 ? cell.padStart(width) : cell.padEnd(width);
    });
    return `  ${cells.join('  ')}`.trimEnd();
  });
  const best = bestOrder(record);
  const wasted = paddingBytes(record);
  if (wasted > 0) lines.push(`  padding: ${count(wasted)}`);
  if (best.saved > 0) lines.push(`  the smallest order (saves ${count(best.saved)}): ${best.fields.join(', ')}`);
  return [title, ...lines].join('\n');
}

/** Fields, padding and null bitmap in the order of their offsets. */
function rowsOf(record: RecordLayout): string[][] {
  const rows: { offset: number; cells: string[] }[] = [];
  for (const { field, offset, size, align, nullBit } of record.fields) {
    const note = nullBit === undefined ? '' : `, null bit ${nullBit}`;
    rows.push({ offset, cells: [String(offset), String(size), String(align), field.name, field.typeName + note] });
  }
  for (const { offset, size } of record.padding) {
    rows.push({ offset, cells: [String(offset), String(size), '', '(padding)', ''] });
  }
  if (record.nullBitmap !== null) {
    const { offset, bytes } = record.nullBitmap;
    rows.push({ offset, cells: [String(offset), String(bytes), '1', '(null bitmap)', ''] });
  }
  return rows.sort((a, b) => a.offset - b.offset).map((row) => row.cells);
}

function fieldReport({ field, offset, size, align }: StructLayout['fields'][number]): FieldReport {
  return { name: field.name, type: field.typeName, offset, size, align, nullable: field.nullable };
}

function paddingBytes(record: StructLayout): number {
  return record.padding.reduce((sum, gap) => sum + gap.size, 0);
}

function extent({ size, align }: StructLayout): string {
  return `${count(size)}, aligned to ${align}`;
}

function count(bytes: number): string {
  return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
}
