/** The expressions that read and write a value without an accessor. */

import type { NumericKind } from '../layout/index.js';
import type { Scope } from './scope.js';
import { type FieldType, flatType } from './type-text.js';

/** A value that is stored in one element of a typed array. */
interface ElementAccess {
  readonly way: 'element';
  /** The kind of the typed array. */
  readonly kind: NumericKind;
  readonly element: string;
  /** Expression of the value that was read. */
  readonly read: string;
  /** Expression that is true for each `value` that the setter refuses. */
  readonly refused: string;
  /** Expression of what the error says was expected. */
  readonly expected: string;
  /** Expression of the element that stores `value`. */
  readonly stored: string;
}

/**
 * A value that is stored in several elements. The runtime has a function that reads it, and one that checks and
 * writes it.
 */
interface CallAccess {
  readonly way: 'call';
  readonly kind: NumericKind;
  readonly read: string;
  readonly write: string;
  /** The first arguments of `write`: array, byte offset and, for a string, capacity. */
  readonly place: string;
}

export type Access = ElementAccess | CallAccess;

/** The typed array of each kind, and log2 of the size of its elements in bytes. */
export const VIEW_KINDS = {
  u8: { array: 'Uint8Array', shift: 0 },
  i8: { array: 'Int8Array', shift: 0 },
  u16: { array: 'Uint16Array', shift: 1 },
  i16: { array: 'Int16Array', shift: 1 },
  u32: { array: 'Uint32Array', shift: 2 },
  i32: { array: 'Int32Array', shift: 2 },
  u64: { array: 'BigUint64Array', shift: 3 },
  i64: { array: 'BigInt64Array', shift: 3 },
  f32: { array: 'Float32Array', shift: 2 },
  f64: { array: 'Float64Array', shift: 3 },
} as const satisfies { readonly [kind in NumericKind]: object };

/**
 * True exactly for values outside the range of a kind. The comparison after coercion also refuses fractions and NaN.
 * The type is checked first, because coercing a bigint or a symbol throws another error.
 */
const REFUSED: { readonly [kind in NumericKind]: string } = {
  u8: "typeof value !== 'number' || (value & 0xff) !== value",
  i8: "typeof value !== 'number' || (value << 24) >> 24 !== value",
  u16: "typeof value !== 'number' || (value & 0xffff) !== value",
  i16: "typeof value !== 'number' || (value << 16) >> 16 !== value",
  u32: "typeof value !== 'number' || value >>> 0 !== value",
  i32: "typeof value !== 'number' || (value | 0) !== value",
  u64: "typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value",
  i64: "typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value",
  f32: "typeof value !== 'number'",
  f64: "typeof value !== 'number'",
};

/** `this.$offset`, plus a constant. */
export function byteAt(offset: number): string {
  return offset === 0 ? 'this.$offset' : `this.$offset + ${offset}`;
}

/** One element of a typed array at a byte offset: `this.$f32[(this.$offset + 8) >>> 2]`. */
export function elementAt(kind: NumericKind, offset: number): string {
  const { shift } = VIEW_KINDS[kind];
  const at = byteAt(offset);
  if (shift === 0) return `this.$${kind}[${at}]`;
  return `this.$${kind}[${offset === 0 ? at : `(${at})`} >>> ${shift}]`;
}

export function accessOf(field: FieldType, offset: number, scope: Scope): Access {
  const { type, jsNumber } = field;
  const { runtime } = scope;
  switch (type.kind) {
    case 'string': {
      const place = `this.$u8, ${byteAt(offset)}`;
      const read = `${runtime.readString}(${place})`;
      return { way: 'call', kind: 'u8', read, write: runtime.writeString, place: `${place}, ${type.capacity}` };
    }
    case 'enum': {
      const { repr } = type.definition;
      const element = elementAt(repr, offset);
      return {
        way: 'element',
        kind: repr,
        element,
        read: `${element} as ${flatType(field, scope)}`,
        refused: `!${scope.enumGuard(type.definition)}(value)`,
        expected: scope.enumExpected(type.definition),
        stored: 'value',
      };
    }
    case 'scalar':
      if (type.scalar === 'bool') return boolAccess(offset, scope);
      if (type.scalar === 'entity') return pairAccess(offset, runtime.readEntity, runtime.writeEntity);
      if (jsNumber && type.scalar === 'u64') {
        return pairAccess(offset, runtime.readU64Number, runtime.writeU64Number);
      }
      if (jsNumber && type.scalar === 'i64') {
        return pairAccess(offset, runtime.readI64Number, runtime.writeI64Number);
      }
      return numericAccess(type.scalar, offset, scope);
    default:
      throw new Error(`a value of kind ${type.kind} has an accessor`);
  }
}

function numericAccess(kind: NumericKind, offset: number, scope: Scope): ElementAccess {
  const element = elementAt(kind, offset);
  return {
    way: 'element',
    kind,
    element,
    read: `${element} as ${kind === 'u64' || kind === 'i64' ? 'bigint' : 'number'}`,
    refused: REFUSED[kind].replace('BigInt.', `${scope.global.BigInt}.`),
    expected: `${scope.runtime.EXPECTED}.${kind}`,
    stored: 'value',
  };
}

function boolAccess(offset: number, scope: Scope): ElementAccess {
  const element = elementAt('u8', offset);
  return {
    way: 'element',
    kind: 'u8',
    element,
    read: `${element} !== 0`,
    refused: 'value !== true && value !== false',
    expected: `${scope.runtime.EXPECTED}.bool`,
    stored: 'value ? 1 : 0',
  };
}

/** A value that is stored in two adjacent u32. */
function pairAccess(offset: number, read: string, write: string): CallAccess {
  const place = `this.$u32, ${byteAt(offset)}`;
  return { way: 'call', kind: 'u32', read: `${read}(${place})`, write, place };
}
