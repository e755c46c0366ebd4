/** Fixed arrays of custom types or of arrays: each element is an accessor. */

import type { ElementArrays } from '../memory/views.js';
import { type Accessor, CLOSED } from './accessor.js';
import { type ArrayValue, assignElements, FixedArray } from './fixed-array.js';
import { defineHidden } from './inspection.js';

/** How to create the accessor of an element, and how to copy its value. */
export interface ElementKind<Element, Value> {
  /** Bytes from one element to the next. */
  readonly size: number;
  create(path: string): Element;
  copy(element: Element): Value;
}

/** Creates the accessor of an element on first use and keeps it. The accessors move along with their row. */
export class FixedComposites<Element extends Accessor<Memory>, Value, Memory = ElementArrays> extends FixedArray<
  Element,
  Memory
> {
  declare protected readonly $kind: ElementKind<Element, Value>;
  declare protected $views: Memory;
  readonly #elements: (Element | undefined)[] = [];

  constructor(path: string, length: number, kind: ElementKind<Element, Value>) {
    super(path, length);
    defineHidden(this, '$kind', kind);
    defineHidden(this, '$views', CLOSED);
  }

  override $bind(views: Memory): void {
    this.$views = views;
    for (const element of this.#elements) element?.$bind(views);
  }

  override $move(offset: number): void {
    this.$offset = offset;
    for (let index = 0; index < this.#elements.length; index++) {
      this.#elements[index]?.$move(offset + index * this.$kind.size);
    }
  }

  override at(index: number): Element {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    return this.#elements[at] ?? this.#create(at);
  }

  override $plain(): Value[] {
    return this.toValues();
  }

  /** A plain copy of every element. */
  toValues(): Value[] {
    return Array.from({ length: this.length }, (_, index) => this.$kind.copy(this.at(index)));
  }

  #create(index: number): Element {
    const element = this.$kind.create(`${this.$path}[${index}]`);
    element.$bind(this.$views);
    element.$move(this.$offset + index * this.$kind.size);
    this.#elements[index] = element;
    return element;
  }
}

type Assignable<Value, Memory> = Accessor<Memory> & { $assign(value: Value): void };

export class FixedCompositesMut<
  Element extends Assignable<Value, Memory>,
  Value,
  Memory = ElementArrays,
> extends FixedComposites<Element, Value, Memory> {
  set(index: number, value: Value): void {
    this.at(index).$assign(value);
  }
  $assign(values: ArrayValue<Value>): void {
    assignElements(this, values);
  }
}
