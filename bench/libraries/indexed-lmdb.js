/**
 * Items in LMDB, through lmdb-js, which has no indexes: a program keeps them in databases of their own, with several
 * values per key. Without indexes, items have the numbers of their rows as keys, otherwise their ids. Commits do not
 * wait for the disk.
 */

import { join } from 'node:path';
import { loadNative } from '../lib/unavailable.js';

const SEVERAL = { dupSort: true, encoding: 'ordered-binary' };

export async function openLmdb(indexes, directory) {
  const root = await loadNative(async () => {
    const { open } = await import('lmdb');
    return open({ path: join(directory, 'items'), noSync: true, maxDbs: 8 });
  });
  const items = root.openDB('item', { sharedStructuresKey: Symbol.for('structures') });
  const names = root.openDB('name', { encoding: 'ordered-binary' });
  const ranks = root.openDB('rank', SEVERAL);
  const parents = root.openDB('parent', { encoding: 'ordered-binary' });
  const children = root.openDB('child', { sharedStructuresKey: Symbol.for('structures') });
  const childrenOf = root.openDB('children', SEVERAL);
  let rows = 0;
  let childRows = 0;
  const insert = ({ id, name, rank, value }) => {
    if (indexes === 0) {
      items.put(++rows, { id, name, rank, value });
      return;
    }
    items.put(id, { name, rank, value });
    if (indexes < 3) return;
    names.put(name, id);
    ranks.put(rank, id);
  };
  return {
    insertAll: (list) =>
      root.transactionSync(() => {
        for (const item of list) insert(item);
      }),
    valueById: (id) => items.get(id).value,
    valueByName: (name) => items.get(names.get(name)).value,
    sumOfRange: (from, to) => {
      let sum = 0;
      for (const { value } of ranks.getRange({ start: from, end: to + 1 })) sum += items.get(value).value;
      return sum;
    },
    setRanks: (ids, rank) =>
      root.transactionSync(() => {
        for (const id of ids) {
          const item = items.get(id);
          ranks.remove(item.rank, id);
          ranks.put(rank, id);
          items.put(id, { ...item, rank });
        }
      }),
    countRank: (rank) => ranks.getValuesCount(rank),
    lookUpAndInsert: (list) =>
      root.transactionSync(() => {
        let found = 0;
        for (const item of list) {
          if (items.get(item.id) !== undefined) found++;
          insert(item);
        }
        return found;
      }),
    lookUpThenInsert: (list) =>
      root.transactionSync(() => {
        let found = 0;
        for (const item of list) if (items.get(item.id) !== undefined) found++;
        for (const item of list) insert(item);
        return found;
      }),
    count: () => [...items.getKeys()].filter((key) => typeof key === 'number').length,
    insertFamilies: (families) =>
      root.transactionSync(() => {
        for (const { id, values } of families) {
          parents.put(id, true);
          for (const value of values) {
            children.put(++childRows, { parent: id, value });
            childrenOf.put(id, childRows);
          }
        }
      }),
    deleteParents: (ids) =>
      root.transactionSync(() => {
        for (const id of ids) {
          for (const child of childrenOf.getValues(id).asArray) children.remove(child);
          childrenOf.remove(id);
          parents.remove(id);
        }
      }),
    countFamilies: () => parents.getCount() + [...children.getKeys()].filter((key) => typeof key === 'number').length,
    close: () => root.close(),
  };
}
