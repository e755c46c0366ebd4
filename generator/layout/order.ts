/** The order of fields with the least padding. */

import { type RecordLayout, roundUp } from './struct.js';

export interface BestOrder {
  readonly fields: readonly string[];
  /** Size of the record in that order. */
  readonly size: number;
  /** Bytes that the order saves in each record; 0 if the declared order is as small. */
  readonly saved: number;
}

/**
 * Descending alignment is optimal: every size is a multiple of its alignment, so no field needs padding before it.
 * Only the rounding at the end remains. Fields of equal alignment keep their declared order.
 */
export function bestOrder(record: RecordLayout): BestOrder {
  const declared = record.fields.map(({ field }) => field.name);
  const used = record.fields.reduce((sum, field) => sum + field.size, record.nullBitmap?.bytes ?? 0);
  const size = roundUp(used, record.align);
  const saved = record.size - size;
  if (saved === 0) return { fields: declared, size, saved };
  const sorted = record.fields.toSorted((a, b) => b.align - a.align);
  return { fields: sorted.map(({ field }) => field.name), size, saved };
}
