/** The view of a struct with fields, a row or a custom type: members, accessors, assignment. */

import type { NullBitmap, NumericKind, StructLayout } from '../layout/index.js';
import { type FieldContext, type FieldView, fieldView, type NestedView } from './field-view.js';
import { stringLiteral } from './literals.js';
import { byteAt, octetAt } from './memory.js';
import { VIEW_KINDS } from './row-memory.js';
import type { GlobalNames, RuntimeNames } from './scope.js';

export interface HolderView {
  readonly runtime: RuntimeNames;
  readonly global: GlobalNames;
  /** Typed arrays through which the struct reaches its own fields. */
  readonly arrays: readonly {
    readonly runtime: RuntimeNames;
    readonly member: string;
    readonly kind: NumericKind;
    readonly type: string;
  }[];
  readonly nested: readonly (NestedView & { readonly runtime: RuntimeNames })[];
  readonly fields: readonly FieldView[];
  /** Bytes that belong to no field; `$assign` zeroes them. */
  readonly padding: readonly { readonly runtime: RuntimeNames; readonly at: string; readonly size: number }[];
  readonly spareNullBits: SpareBitsView | null;
  /** String literal of what an error says was expected. */
  readonly expected: string;
  /** String literals of the properties. */
  readonly properties: readonly string[];
}

/** Bits of the last byte of the null bitmap that belong to no field. */
interface SpareBitsView {
  readonly byte: string;
  /** The mask of the bits that belong to fields. */
  readonly used: number;
}

export type HolderContext = Omit<FieldContext, 'nullBitmapOffset'>;

export function holderView(layout: StructLayout, nullBitmap: NullBitmap | null, context: HolderContext): HolderView {
  const { scope } = context;
  const { runtime, global } = scope;
  const fieldContext = { ...context, nullBitmapOffset: nullBitmap?.offset ?? 0 };
  const parts = layout.fields.map((field) => fieldView(field, fieldContext));
  const fields = parts.map(({ view }) => view);
  const properties = fields.map(({ property }) => property);
  const used = new Set(parts.flatMap(({ kinds }) => kinds));
  if (layout.padding.length > 0) used.add('u8');
  return {
    runtime,
    global,
    arrays: numericKinds()
      .filter((kind) => used.has(kind))
      .map((kind) => ({ runtime, member: `$${kind}`, kind, type: global[VIEW_KINDS[kind].array] })),
    nested: fields.flatMap(({ nested }) => (nested === null ? [] : [{ ...nested, runtime }])),
    fields,
    padding: layout.padding.map(({ offset, size }) => ({ runtime, at: byteAt(offset), size })),
    spareNullBits: spareNullBits(layout, nullBitmap),
    expected: stringLiteral(
      properties.length === 0 ? 'an object without fields' : `an object with ${properties.join(', ')}`,
    ),
    properties: properties.map(stringLiteral),
  };
}

/** All kinds, in the order in which members are declared. */
function numericKinds(): NumericKind[] {
  // TypeScript types Object.keys as strings.
  return Object.keys(VIEW_KINDS) as NumericKind[];
}

/**
 * `$assign` does not clear the bits of fields first: if a row is assigned to its own record, it reads its nulls from
 * there.
 */
function spareNullBits({ fields }: StructLayout, nullBitmap: NullBitmap | null): SpareBitsView | null {
  const bits = fields.filter(({ nullBit }) => nullBit !== undefined).length;
  if (nullBitmap === null || bits % 8 === 0) return null;
  return { byte: octetAt(nullBitmap.offset + nullBitmap.bytes - 1), used: (1 << (bits % 8)) - 1 };
}
