/** The items of the cases of indexes: keys in scattered order, all of them different, and sums that are known. */

import { fractional } from '../expect.js';

/** Coprime to all numbers of rows that the cases use. */
const STRIDE = 7919;

/** A different u32 for each index. */
export function idOf(index) {
  return Math.imul(index, 0x9e3779b1) >>> 0;
}

/** Ten bytes in common at the start, as keys in programs have. */
export function nameOf(index) {
  return `customer-${String(idOf(index)).padStart(10, '0')}`;
}

/** A permutation of the numbers below `count`. */
export function rankOf(index, count) {
  return (index * STRIDE) % count;
}

function itemOf(index, count) {
  return { id: idOf(index), name: nameOf(index), rank: rankOf(index, count), value: fractional(index) };
}

export function itemsFrom(first, count, total) {
  return Array.from({ length: count }, (_, index) => itemOf(first + index, total));
}

/** Indexes of `count` items in an order that no index has. */
export function scattered(count, total) {
  return Array.from({ length: count }, (_, number) => (number * 104_729 + 17) % total);
}

/** The value of each rank. */
export function valuesByRank(count) {
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) values[rankOf(index, count)] = fractional(index);
  return values;
}
