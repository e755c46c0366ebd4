/** The types of columns that are only read: typed arrays without the methods that write, and without their buffers. */

import type { ElementArrays } from '../memory/index.js';

/**
 * Marks read-only elements for the compiler alone, which otherwise accepts them where elements with an index are
 * written.
 */
declare const READ_ONLY: unique symbol;

/** What accepts any list of elements but a read-only one. */
export interface NotReadonly {
  readonly [READ_ONLY]?: never;
}

/** A typed array that cannot be written. `Copy` is the typed array that its copying methods return. */
export interface ReadonlyElements<Element extends number | bigint, Copy> {
  readonly [index: number]: Element;
  readonly [READ_ONLY]?: true;
  readonly length: number;
  at(index: number): Element | undefined;
  every(test: (element: Element, index: number) => unknown): boolean;
  filter(test: (element: Element, index: number) => unknown): Copy;
  find(test: (element: Element, index: number) => boolean): Element | undefined;
  findIndex(test: (element: Element, index: number) => boolean): number;
  forEach(visit: (element: Element, index: number) => void): void;
  includes(element: Element, from?: number): boolean;
  indexOf(element: Element, from?: number): number;
  join(separator?: string): string;
  lastIndexOf(element: Element, from?: number): number;
  map(change: (element: Element, index: number) => Element): Copy;
  reduce<Result>(add: (result: Result, element: Element, index: number) => Result, start: Result): Result;
  reduceRight<Result>(add: (result: Result, element: Element, index: number) => Result, start: Result): Result;
  /** A copy. */
  slice(start?: number, end?: number): Copy;
  some(test: (element: Element, index: number) => unknown): boolean;
  /** The same elements, not a copy. */
  subarray(start?: number, end?: number): ReadonlyElements<Element, Copy>;
  keys(): IterableIterator<number>;
  values(): IterableIterator<Element>;
  entries(): IterableIterator<[number, Element]>;
  [Symbol.iterator](): IterableIterator<Element>;
}

/** The read-only typed array for each kind of element. */
export type ReadonlyElementArrays = {
  readonly [Kind in keyof ElementArrays]: ReadonlyElements<
    Kind extends 'u64' | 'i64' ? bigint : number,
    ElementArrays[Kind]
  >;
};
