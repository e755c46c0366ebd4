/** The columns of a table: the kind of typed array that contains a field of every record, and the field's offset. */

import type { ScalarName } from '@ecsdb/runtime/schema';
import type { CustomType } from '../schema/index.js';
import type { FieldLayout, StructLayout } from './model.js';

/** The element kinds of typed arrays. */
export type NumericKind = Exclude<ScalarName, 'bool' | 'entity'>;

export interface Column {
  /** Properties from the row to the value, joined by dots. */
  readonly path: string;
  readonly kind: NumericKind;
  /** Bytes from the start of the record. */
  readonly offset: number;
}

type Structs = ReadonlyMap<CustomType, StructLayout>;

/** Each field of a custom type is its own column. A fixed array is one column, which starts at its first element. */
export function columnsOf(record: StructLayout, customTypes: Structs): Column[] {
  return record.fields.flatMap((field) => fieldColumns(field, '', 0, customTypes));
}

function fieldColumns({ field, offset }: FieldLayout, prefix: string, base: number, customTypes: Structs): Column[] {
  const path = `${prefix}${field.property}`;
  let { type } = field;
  if (type.kind === 'custom') {
    const inner = customTypes.get(type.definition)?.fields ?? [];
    return inner.flatMap((part) => fieldColumns(part, `${path}.`, base + offset, customTypes));
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
