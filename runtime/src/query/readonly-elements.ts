/** The types of read-only columns: typed arrays without the methods that write, and without their buffers. */

import type { ElementArrays } from '../memory/index.js';

/** Exists in types only. Without it, TypeScript accepts read-only elements where elements are written by index. */
declare const READ_ONLY: unique symbol;

/** Accepts any list of elements except a read-only one. */
export interface NotReadonly {
  readonly [READ_ONLY]?: never;
}

/** A typed array that cannot be written. `Copy` is what its copying methods return. */
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

/** The read-only typed array of each element kind. */
export type ReadonlyElementArrays = {
  readonly [Kind in keyof ElementArrays]: ReadonlyElements<
    Kind extends 'u64' | 'i64' ? bigint : number,
    ElementArrays[Kind]
  >;
};
