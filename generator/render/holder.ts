/** The view of everything that has fields, rows and custom types alike: members, accessors, assignment. */

import type { NullBitmap, NumericKind, StructLayout } from '../layout/index.js';
import { byteAt, elementAt, VIEW_KINDS } from './access.js';
import { type FieldContext, type FieldView, fieldView, type NestedView } from './field-view.js';
import { stringLiteral } from './literals.js';
import type { GlobalNames, RuntimeNames } from './scope.js';

export interface HolderView {
  readonly runtime: RuntimeNames;
  readonly global: GlobalNames;
  /** Typed arrays through which it reaches its own fields. */
  readonly arrays: readonly {
    readonly runtime: RuntimeNames;
    readonly member: string;
    readonly kind: NumericKind;
    readonly type: string;
  }[];
  readonly nested: readonly (NestedView & { readonly runtime: RuntimeNames })[];
  readonly fields: readonly FieldView[];
  /** Bytes that belong to no field, to be zeroed. */
  readonly padding: readonly { readonly runtime: RuntimeNames; readonly at: string; readonly size: number }[];
  readonly spareNullBits: SpareBitsView | null;
  /** What an object with all fields is, for errors. */
  readonly expected: string;
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
  const parts = layout.fields.map((field) =>
    fieldView(field, { ...context, nullBitmapOffset: nullBitmap?.offset ?? 0 }),
  );
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

/** All of them, in the order in which members are declared. */
function numericKinds(): NumericKind[] {
  // The keys of an object literal, whose type TypeScript does not carry through Object.keys.
  return Object.keys(VIEW_KINDS) as NumericKind[];
}

/** The other bits are left to the setters: a row may be assigned to its own record, and must find its nulls there. */
function spareNullBits({ fields }: StructLayout, nullBitmap: NullBitmap | null): SpareBitsView | null {
  const bits = fields.filter(({ nullBit }) => nullBit !== undefined).length;
  if (nullBitmap === null || bits % 8 === 0) return null;
  return { byte: elementAt('u8', nullBitmap.offset + nullBitmap.bytes - 1), used: (1 << (bits % 8)) - 1 };
}
