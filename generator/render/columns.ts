/** Columns of a table: which typed array holds a field of every record, and where its first element lies. */

import type { CustomTypeLayout, FieldLayout, SchemaLayout, TableLayout } from '../layout/model.js';
import type { NumericKind } from './type-text.js';

export interface Column {
  /** Properties from the row to the value, joined by dots. */
  readonly path: string;
  readonly kind: NumericKind;
  /** Bytes from the start of the record. */
  readonly offset: number;
}

/** Fields of custom types are columns of their own; a fixed array is one column that starts at its first element. */
export function columnsOf(table: TableLayout, layout: SchemaLayout): Column[] {
  return table.fields.flatMap((field) => fieldColumns(field, '', 0, layout));
}

function fieldColumns({ field, offset }: FieldLayout, prefix: string, base: number, layout: SchemaLayout): Column[] {
  const path = `${prefix}${field.property}`;
  let { type } = field;
  if (type.kind === 'custom') {
    const inner: CustomTypeLayout | undefined = layout.customTypes.get(type.definition);
    return (inner?.fields ?? []).flatMap((part) => fieldColumns(part, `${path}.`, base + offset, layout));
  }
  while (type.kind === 'array') type = type.element;
  switch (type.kind) {
    case 'enum':
      return [{ path, kind: type.definition.repr, offset: base + offset }];
    case 'scalar': {
      const kind = type.scalar === 'bool' ? 'u8' : type.scalar === 'entity' ? 'u32' : type.scalar;
      return [{ path, kind, offset: base + offset }];
    }
    default:
      // Strings and arrays of structs are no columns of numbers.
      return [];
  }
}
