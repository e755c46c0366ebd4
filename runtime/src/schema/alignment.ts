/** Checks alignment. Rows are read through typed arrays, so each field must be at a multiple of its alignment. */

import { EcsDbError } from '../errors.js';
import type { CustomTypeDescriptor, FieldDescriptor, TableDescriptor } from './descriptor.js';
import { innermostType, parseTypeName, STRING_ALIGN, scalarAlign } from './type-name.js';

/**
 * @throws EcsDbError `ALIGNMENT_ERROR` with the facts `table`, `field` and `offset`, for the first field whose offset
 * is not a multiple of its alignment. For a custom type, `table` is absent.
 */
export function requireAligned(kind: 'table' | 'type', struct: TableDescriptor | CustomTypeDescriptor): void {
  for (const field of struct.fields) {
    const align = alignOf(field);
    if (field.offset % align !== 0) throw misaligned(kind, struct.name, field, align);
  }
}

function alignOf({ type, align }: FieldDescriptor): number {
  const inner = innermostType(parseTypeName(type));
  if (inner?.kind === 'scalar') return scalarAlign(inner.scalar);
  return inner?.kind === 'string' ? STRING_ALIGN : align;
}

function misaligned(
  kind: 'table' | 'type',
  struct: string,
  { name, type, offset }: FieldDescriptor,
  align: number,
): EcsDbError {
  const expected = `a multiple of ${align}`;
  return new EcsDbError(
    'ALIGNMENT_ERROR',
    `field "${name}" of ${kind} "${struct}" has the offset ${offset}; a field of type ${type} needs ${expected}. ` +
      'Generate the code again, or correct the descriptor.',
    { ...(kind === 'table' ? { table: struct } : {}), field: name, offset, expected, got: String(offset) },
  );
}
