/** The base classes of cursors (rows, nested values, fixed arrays), and the views of a cursor that is not in use. */

import { EcsDbError } from '../errors.js';
import { type ElementArrays, Views } from '../memory/views.js';
import { defineHidden, Inspectable } from './inspection.js';

/**
 * A cursor over records: typed arrays over the bytes, and the byte offset of the current value.
 *
 * Records over any buffer (`record/`) are accessors, too: their `Memory` is a `DataView` instead of typed arrays.
 *
 * A nested value is an accessor of its own, which moves along with its row. So one class serves a custom type wherever
 * it is used, and each property access sees one shape of object. A shared object with the position was up to twice as
 * slow. Members that start with `$` belong to the runtime; the name of a field cannot start with it.
 *
 * Properties that lead to memory are hidden before their first assignment. Redefining them later made reads 1.3 times
 * as slow.
 */
export abstract class Accessor<Memory = ElementArrays> extends Inspectable {
  /** Bytes from the start of the views. */
  declare $offset: number;

  constructor() {
    super();
    defineHidden(this, '$offset', 0);
    // V8 counts assignments in constructors to decide how many properties it stores inside the object.
    this.$offset = 0;
  }

  /** Points this accessor and its nested accessors at other memory. */
  abstract $bind(memory: Memory): void;

  /**
   * Moves this accessor and its nested accessors to another record.
   *
   * Hot: each class has its own copy. An inherited method sees all classes and is no longer inlined, which made loops
   * five times slower.
   */
  abstract $move(offset: number): void;

  override $plain(): unknown {
    // Rows and nested values have `toObject`. It is not declared here: older generated code does not mark it with
    // `override`.
    return 'toObject' in this && typeof this.toObject === 'function' ? this.toObject() : {};
  }
}

/** A row that can be read. Valid only inside the callback that gets it. */
export abstract class Row<Data extends object = object> extends Accessor {
  /** A plain copy, which stays valid after the callback. */
  abstract toObject(): Stored<Data>;
}

/** The write methods of a row; generated `...RowMut` classes implement them. */
export interface WritableRow<Data extends object = object> {
  /** Writes every byte of the record: given values, defaults, nulls, and zeros for padding. */
  $assign(data: Data): void;
  /** Writes the fields that `data` contains. */
  $patch(data: Partial<Data>): void;
}

/** `Data` as it is read: fields that an insert may leave out are always present. */
export type Stored<Data> = Data extends Primitive
  ? Data
  : Data extends readonly unknown[]
    ? { [Index in keyof Data]: Stored<Data[Index]> }
    : string extends keyof Data
      ? Data
      : { [Key in keyof Data]-?: Stored<Exclude<Data[Key], undefined>> };

type Primitive = number | bigint | string | boolean | null | undefined;

function refuseClosedRow(): never {
  throw new EcsDbError(
    'TRANSACTION_ERROR',
    'a row was used outside its callback or loop step, or after a change closed it. ' +
      'Copy what you need with row.toObject(), or read the row again.',
  );
}

function throwOnUse<Elements extends object>(empty: Elements): Elements {
  return new Proxy(empty, { get: refuseClosedRow, set: refuseClosedRow, has: refuseClosedRow });
}

/**
 * Views that throw on every use. Every cursor that is not in use is bound to them.
 *
 * A check in each getter would cost time. These views cost nothing, because the getter loads its array from the row
 * anyway.
 */
export const CLOSED: Views = /*@__PURE__*/ new Views(0, {
  u8: /*@__PURE__*/ throwOnUse(new Uint8Array(0)),
  i8: /*@__PURE__*/ throwOnUse(new Int8Array(0)),
  u16: /*@__PURE__*/ throwOnUse(new Uint16Array(0)),
  i16: /*@__PURE__*/ throwOnUse(new Int16Array(0)),
  u32: /*@__PURE__*/ throwOnUse(new Uint32Array(0)),
  i32: /*@__PURE__*/ throwOnUse(new Int32Array(0)),
  u64: /*@__PURE__*/ throwOnUse(new BigUint64Array(0)),
  i64: /*@__PURE__*/ throwOnUse(new BigInt64Array(0)),
  f32: /*@__PURE__*/ throwOnUse(new Float32Array(0)),
  f64: /*@__PURE__*/ throwOnUse(new Float64Array(0)),
});
