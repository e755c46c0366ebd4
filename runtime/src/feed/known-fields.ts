/** What a range of a record's bytes says about its fields. */

import type { FieldDescriptor, TableDescriptor } from '../schema/index.js';

/** Bytes of a record, from its byte `first` on. */
export interface ByteRange {
  readonly first: number;
  readonly length: number;
}

/** The fields that may have changed if only bytes of the range did: also those whose byte for nulls is in it. */
export function fieldsIn({ fields, nullBitmap }: TableDescriptor, range: ByteRange): readonly FieldDescriptor[] {
  const hasNulls = nullBitmap !== null && overlaps(range, nullBitmap.offset, nullBitmap.bytes);
  return fields.filter(({ offset, size, nullable }) => overlaps(range, offset, size) || (nullable && hasNulls));
}

/**
 * The fields whose values follow from the range alone. A nullable field needs its null bit: a changed value says
 * nothing about a bit that may not have changed. `record` has the bytes of the range, at their places.
 */
export function knownFields(
  { fields, nullBitmap }: TableDescriptor,
  range: ByteRange,
  record: Uint8Array,
): readonly FieldDescriptor[] {
  let nullBits = 0;
  return fields.filter(({ offset, size, nullable }) => {
    const isThere = contains(range, offset, size);
    if (!nullable || nullBitmap === null) return isThere;
    const bit = nullBits++;
    const byte = nullBitmap.offset + (bit >>> 3);
    if (!contains(range, byte, 1)) return false;
    const isNull = ((record[byte] as number) & (1 << (bit & 7))) !== 0;
    return isNull || isThere;
  });
}

function overlaps({ first, length }: ByteRange, offset: number, size: number): boolean {
  return offset < first + length && first < offset + size;
}

function contains({ first, length }: ByteRange, offset: number, size: number): boolean {
  return first <= offset && offset + size <= first + length;
}
