/** Columns: one field of all rows in a run, as a typed array with first element and stride. */

import { wrongArgument } from '../arguments.js';
import { CLOSED, defineHidden, type ElementKindName, Inspectable } from '../component/index.js';
import { EcsDbError } from '../errors.js';
import type { ElementArrays } from '../memory/index.js';
import type { NotReadonly } from './readonly-elements.js';

/** One field of all rows in a run, if the loop only reads it. Element `i` is `array[first + i * stride]`. */
export interface ReadonlyColumn<Elements> {
  /** Covers all records of the table. */
  readonly array: Elements;
  /** Index of the first row's element. */
  readonly first: number;
  /** Number of elements from one row to the next. */
  readonly stride: number;
  /**
   * Copies the element of each row of the run to `target`, from `target[0]` on. Returns the number of elements. If the
   * field is a fixed array, its first element is copied.
   *
   * @throws EcsDbError `FIELD_TYPE_MISMATCH` if `target` is too short
   */
  copyTo(target: Target<ElementOf<Elements>>): number;
}

/** One field of all rows in a run. Element `i` is `array[first + i * stride]`. Writes to it are not checked. */
export interface Column<Elements> extends ReadonlyColumn<Elements> {}

/** An array or a typed array. */
type Target<Element> = NotReadonly & { readonly length: number; [index: number]: Element };

type ElementOf<Elements> = Elements extends { readonly [index: number]: infer Element } ? Element : never;

const ELEMENT_SHIFT: { readonly [kind in ElementKindName]: number } = {
  u8: 0,
  i8: 0,
  u16: 1,
  i16: 1,
  u32: 2,
  i32: 2,
  f32: 2,
  u64: 3,
  i64: 3,
  f64: 3,
};

/** A column of one table. The same object serves one run after the other. */
export class RunColumn extends Inspectable implements Column<ElementArrays[ElementKindName]> {
  declare array: ElementArrays[ElementKindName];
  first = 0;
  readonly stride: number;

  readonly #path: string;
  readonly #kind: ElementKindName;
  /** In elements. */
  readonly #offset: number;
  #count = 0;

  /** `offset` and `recordBytes` are in bytes. */
  constructor(table: string, path: string, kind: ElementKindName, offset: number, recordBytes: number) {
    super();
    defineHidden(this, 'array', CLOSED[kind]);
    this.#path = `${table}.${path}`;
    this.#kind = kind;
    this.#offset = offset >>> ELEMENT_SHIFT[kind];
    this.stride = recordBytes >>> ELEMENT_SHIFT[kind];
  }

  override $plain(): unknown {
    if (this.array === CLOSED[this.#kind]) throw runEnded(this.#path);
    return { kind: this.#kind, first: this.first, stride: this.stride, count: this.#count };
  }

  moveTo(records: ElementArrays, row: number, count: number): void {
    this.array = records[this.#kind];
    this.first = row * this.stride + this.#offset;
    this.#count = count;
  }

  close(): void {
    this.array = CLOSED[this.#kind];
  }

  copyTo(target: { readonly length: number; [index: number]: unknown }): number {
    if (typeof target?.length !== 'number' || typeof target !== 'object') {
      throw wrongArgument('copyTo', 'an array or a typed array', target);
    }
    const { array, first, stride } = this;
    const count = this.#count;
    if (target.length < count) throw targetTooShort(this.#path, count, target.length);
    for (let i = 0, at = first; i < count; i++, at += stride) target[i] = array[at];
    return count;
  }
}

/** `path` is the name of a table, or the path of a column with its table. */
export function runEnded(path?: string): EcsDbError {
  const table = path?.split('.')[0];
  const run = table === undefined ? 'a run' : `a run over table "${table}"`;
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `${run} was used after its callback had returned. Use its columns and entities only inside the callback of runs().`,
    table === undefined ? {} : { table },
  );
}

function targetTooShort(path: string, count: number, length: number): EcsDbError {
  const expected = `at least ${count} elements`;
  return new EcsDbError(
    'FIELD_TYPE_MISMATCH',
    `copyTo() of column "${path}" got a target of ${length} elements. Pass one of ${expected}, one for each row.`,
    { field: path, expected, got: `${length} elements` },
  );
}
