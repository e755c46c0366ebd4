/** The base class of fixed arrays: bounds checks, iteration, copies, assignment of whole arrays. */

import type { ElementArrays } from '../memory/views.js';
import { Accessor } from './accessor.js';
import { defineHidden } from './inspection.js';
import { indexFromEnd, rejectValue } from './rejection.js';

/** A value that can be assigned to a whole array: a list of the same length, or another fixed array over any memory. */
export type ArrayValue<Value> = ArrayLike<Value> | FixedArray<Value, never>;

export abstract class FixedArray<Element, Memory = ElementArrays>
  extends Accessor<Memory>
  implements Iterable<Element>
{
  declare readonly length: number;
  /** Table and field for errors, for example `transform.rotation`. */
  declare readonly $path: string;

  constructor(path: string, length: number) {
    super();
    defineHidden(this, '$path', path);
    defineHidden(this, 'length', length);
  }

  // Hot: the rare cases have methods of their own, so that `at` and `set` stay small enough to be inlined.

  protected $fromEnd(index: number): number {
    return indexFromEnd(this.$path, index, this.length);
  }

  protected $rejectElement(index: number, expected: string, value: unknown): never {
    return rejectValue(`${this.$path}[${index}]`, expected, value);
  }

  /**
   * The element at `index`. A negative index counts from the end, as in `Array.prototype.at`.
   *
   * @throws EcsDbError `FIELD_TYPE_MISMATCH` if the index is outside the array. So the result is never `undefined`.
   */
  abstract at(index: number): Element;

  *[Symbol.iterator](): Iterator<Element> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }

  override $plain(): unknown[] {
    return this.toArray();
  }

  /**
   * The elements as an array. Scalars are copies, which stay valid. Accessors move and close with their row;
   * `toValues()` copies them.
   */
  toArray(): Element[] {
    return Array.from({ length: this.length }, (_, index) => this.at(index));
  }
}

/** Copies a list into an array and checks each element. */
export function assignElements<Value>(
  target: { readonly length: number; readonly $path: string; set(index: number, value: Value): void },
  values: ArrayValue<Value>,
): void {
  const expected = `a list of exactly ${target.length} elements`;
  if (typeof values !== 'object' || values === null) rejectValue(target.$path, expected, values);
  if (values.length !== target.length) rejectValue(target.$path, expected, values);
  const list = values instanceof FixedArray ? values.toArray() : values;
  for (let index = 0; index < target.length; index++) target.set(index, list[index] as Value);
}
