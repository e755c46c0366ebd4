/**
 * How the classes of a file reach bytes. Rows use typed arrays (`row-memory.ts`), records over any buffer use a
 * `DataView` (`record-memory.ts`). What is checked, and with which error, is the same for both.
 */

import type { NumericKind } from '../layout/index.js';
import type { Check } from './checks.js';
import type { Scope } from './scope.js';
import type { FieldType } from './type-text.js';

/** A value that is stored as one number. */
export interface ElementAccess extends Check {
  readonly way: 'element';
  readonly kind: NumericKind;
  /** Expression of the value that was read. */
  readonly read: string;
  /** Statement that stores `value`. */
  readonly store: string;
}

/**
 * A value that is stored as several numbers. The runtime has a function that reads it, and one that checks and writes
 * it.
 */
export interface CallAccess {
  readonly way: 'call';
  readonly kind: NumericKind;
  readonly read: string;
  readonly write: string;
  /** The first arguments of `write`: the bytes, the offset and, for a string, the capacity. */
  readonly place: string;
  /** What the setter checks before it calls `write`. */
  readonly check: Check | null;
}

/** One accessor class, for reading or for writing. */
export interface AccessorClass {
  readonly type: string;
  /** The expression that creates one; `path` is an expression too. */
  create(path: string): string;
}

/** Where a value is, and the file that contains the expression. */
export interface Place {
  /** In bytes from the start of the record. */
  readonly offset: number;
  /** The name of the field. */
  readonly name: string;
  readonly scope: Scope;
}

/** The array for which a class is chosen. */
export interface ArrayPlace {
  readonly length: number;
  readonly writable: boolean;
  readonly scope: Scope;
  /** What elements are checked for before the array checks them. */
  readonly check: Check | undefined;
  /** Declares a class in the file that checks numbers before the class `base` stores them, and returns its name. */
  addChecked(base: string, check: Check, value: 'number' | 'bigint'): string;
}

export interface Memory {
  /** Whether there are two classes for each accessor: one that reads, and one that also writes. */
  readonly isSplit: boolean;
  /** Expression of the number that is stored at a byte offset. */
  load(kind: NumericKind, offset: number): string;
  /** The same, of type `number` or `bigint`. */
  number(kind: NumericKind, offset: number): string;
  /** Statement that stores the value of an expression. */
  store(kind: NumericKind, offset: number, value: string): string;
  text(capacity: number, place: Place): CallAccess;
  /** An entity, or a 64-bit integer as a number: two adjacent u32. */
  pair(type: PairType, place: Place): CallAccess;
  /** The class of an array of plain numbers. */
  numericArray(kind: NumericKind, array: ArrayPlace): AccessorClass;
  /** The class of an array of other values that have no accessor. */
  elementArray(element: FieldType, array: ArrayPlace): AccessorClass;
  /** The class of an array of accessors. `kind` is the constant that describes them. */
  compositeArray(accessor: string, value: string, kind: string, array: ArrayPlace): AccessorClass;
}

/** Scalars that are stored as two adjacent u32; the integers are numbers in JavaScript. */
export type PairType = 'entity' | 'u64' | 'i64';

/** `this.$offset`, plus a constant. */
export function byteAt(offset: number): string {
  return offset === 0 ? 'this.$offset' : `this.$offset + ${offset}`;
}

/** One byte, which all classes reach in the same way: of padding or of the null bitmap. */
export function octetAt(offset: number): string {
  return `this.$u8[${byteAt(offset)}]`;
}
