/** The base of everything that reads or writes a record in place: rows, nested values, fixed arrays. */

import type { ElementArrays } from '../memory/views.js';
import { defineHidden, Inspectable } from './inspection.js';

/**
 * A cursor over records: typed arrays that reach the bytes, and the byte offset of what it stands on.
 *
 * Nested values are accessors of their own that move along with their row, so that one class serves a custom type
 * wherever it is used and each property access sees one shape of object (a shared holder of the position measured up to
 * twice as slow). Members starting with `$` belong to the runtime; no field of a schema can bear such a name.
 *
 * Properties that lead to memory are hidden before they are first assigned to: redefining them later measured 1.3 times
 * as slow to read.
 */
export abstract class Accessor extends Inspectable {
  /** Bytes from the start of the views. */
  declare $offset: number;

  constructor() {
    super();
    defineHidden(this, '$offset', 0);
    // V8 counts assignments in constructors to decide how many properties lie in the object itself.
    this.$offset = 0;
  }

  /** Points the accessor, and those inside it, at other memory. */
  abstract $bind(views: ElementArrays): void;

  /**
   * Moves the accessor, and those inside it, to another record.
   *
   * Hot, and therefore not inherited: one method shared by all classes would see all of them and stop being inlined, which
   * made loops five times slower.
   */
  abstract $move(offset: number): void;

  override $plain(): unknown {
    // Each accessor of a record has it; the base class does not declare it, as code generated before does not override it.
    return 'toObject' in this && typeof this.toObject === 'function' ? this.toObject() : {};
  }
}

/** A row that can be read. Valid inside the function that it was given to. */
export abstract class Row<Data extends object = object> extends Accessor {
  /** A plain copy, which stays valid. */
  abstract toObject(): Stored<Data>;
}

/** What writing adds to a row; generated `...RowMut` classes implement it. */
export interface WritableRow<Data extends object = object> {
  /** Writes every byte of the record: given values, defaults, nulls, zeros for padding. */
  $assign(data: Data): void;
  /** Writes the fields that `data` has. */
  $patch(data: Partial<Data>): void;
}

/** `Data` as it is stored: what may be left out on insertion is always there on reading. */
export type Stored<Data> = Data extends Primitive
  ? Data
  : Data extends readonly unknown[]
    ? { [Index in keyof Data]: Stored<Data[Index]> }
    : string extends keyof Data
      ? Data
      : { [Key in keyof Data]-?: Stored<Exclude<Data[Key], undefined>> };

type Primitive = number | bigint | string | boolean | null | undefined;
