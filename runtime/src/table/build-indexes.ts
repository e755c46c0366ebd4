/** Building the indexes of a table from its rows, when a directory was read. */

import { type OrderedIndex, sortEntries } from '../ordered-index/index.js';
import type { IndexShape } from './index-shape.js';
import type { Table } from './table.js';

/** Fills the indexes of a table, which are empty. The running transaction has joined the table. */
export function buildIndexes(table: Table): void {
  for (const shape of table.indexes) {
    const { count } = table.working;
    const entries = sortEntries(entriesOf(table, shape), shape.entryWords, count);
    (table.ordered[shape.position] as OrderedIndex).build(entries, count);
  }
  table.refreshIndexes();
}

/** The entries of all rows, by entity index. */
function entriesOf(table: Table, { codec, entryWords }: IndexShape): Uint32Array {
  const { working, stride } = table;
  const { records, sparse, count } = working;
  const entries = new Uint32Array(count * entryWords);
  const key = new Uint32Array(codec.words);
  let to = 0;
  for (let index = 0; index < sparse.length; index++) {
    const row = (sparse[index] as number) - 1;
    if (row < 0) continue;
    codec.encode(records, row * stride, key);
    entries.set(key, to);
    entries[to + entryWords - 1] = index;
    to += entryWords;
  }
  return entries;
}
