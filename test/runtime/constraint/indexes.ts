/** Every index of a store holds exactly the entries of the rows. */

import type { Transaction } from '@ecsdb/runtime';
import { expect } from '@jest/globals';
import { entryAt, isEnd, type OrderedIndex, seek, toNext } from '../../../runtime/src/ordered-index/index.js';

/** Updates the indexes, as a lookup does, and compares them with entries made from the rows. */
export function expectIndexes(tx: Transaction): void {
  for (const table of tx.store.tables) {
    const { records, dense, count, indexes } = tx.side.prepareIndexes(table);
    for (const { codec, entryWords, position } of table.indexes) {
      const expected: number[][] = [];
      for (let row = 0; row < count; row++) {
        const key = new Uint32Array(codec.words);
        codec.encode(records, row * table.stride, key);
        expected.push([...key, (dense[row] as number) >>> 0]);
      }
      expected.sort(compare);
      const words = indexes[position] as Uint32Array;
      const place = { leaf: 0, at: 0 };
      const found: number[][] = [];
      const entry = new Uint32Array(entryWords);
      for (seek(words, entry, 0, false, place); !isEnd(words, place); toNext(words, place)) {
        entryAt(words, place, entry);
        found.push([...entry]);
      }
      expect(found).toEqual(expected);
      expect((table.ordered[position] as OrderedIndex).size).toBe(count);
    }
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((word, i) => word !== b[i]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}
