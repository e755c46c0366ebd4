/** Places fields as C does: in declared order, each field at the next multiple of its alignment. */

import { SCALAR_SIZE } from '@ecsdb/runtime/schema';
import type { CustomType, Field, Type } from '../schema/index.js';
import type { FieldLayout, NullBitmap, Padding, StructLayout } from './model.js';

export interface Extent {
  readonly size: number;
  readonly align: number;
}

/** A struct with the null bits of its fields; `nullBitmap` is `null` if no field can be null. */
export interface RecordLayout extends StructLayout {
  readonly nullBitmap: NullBitmap | null;
}

/** Larger sizes are cut to this, so that sums stay exact numbers. A later check refuses them. */
const SIZE_MAX = 2 ** 40;

export function extentOf(type: Type, customTypes: ReadonlyMap<CustomType, Extent>): Extent {
  switch (type.kind) {
    case 'scalar': {
      const size = SCALAR_SIZE[type.scalar];
      // An entity is stored as two u32.
      return { size, align: type.scalar === 'entity' ? 4 : size };
    }
    case 'string':
      return { size: roundUp(2 + type.capacity, 2), align: 2 };
    case 'enum': {
      const size = Number(type.definition.repr.slice(1)) / 8;
      return { size, align: size };
    }
    case 'array': {
      const { size, align } = extentOf(type.element, customTypes);
      return { size: Math.min(size * type.length, SIZE_MAX), align };
    }
    case 'custom':
      return customTypes.get(type.definition) ?? { size: 0, align: 1 };
  }
}

export function layOutRecord(fields: readonly Field[], customTypes: ReadonlyMap<CustomType, Extent>): RecordLayout {
  const placed: FieldLayout[] = [];
  const padding: Padding[] = [];
  let offset = 0;
  let align = 1;
  let nullBits = 0;
  const pad = (to: number): void => {
    if (to > offset) padding.push({ offset, size: to - offset });
    offset = to;
  };
  for (const field of fields) {
    const extent = extentOf(field.type, customTypes);
    pad(roundUp(offset, extent.align));
    placed.push({ field, offset, ...extent, ...(field.nullable ? { nullBit: nullBits++ } : {}) });
    offset = Math.min(offset + extent.size, SIZE_MAX);
    align = Math.max(align, extent.align);
  }
  const bytes = Math.ceil(nullBits / 8);
  const nullBitmap = bytes === 0 ? null : { offset, bytes };
  offset += bytes;
  pad(roundUp(offset, align));
  return { size: offset, align, fields: placed, padding, nullBitmap };
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
