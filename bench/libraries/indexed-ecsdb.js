/** Items in ecsdb, in memory. The interface of a store is in lib/indexes/stores.js. */

import { Database } from '@ecsdb/runtime';
import { Child, Item, KeyedItem, Parent, PlainItem, indexes as schema } from '#generated/indexes/index.js';

const valueOfRow = (row) => row.value;

export function openEcsdb(indexes) {
  const db = Database.memory(schema);
  const component = { 0: PlainItem, 1: KeyedItem, 3: Item }[indexes];
  const insert = (tx, item) => tx.insert(tx.create(), component, item);
  return {
    insertAll: (items) =>
      db.writeSync((tx) => {
        for (const item of items) insert(tx, item);
      }),
    valueById: (id) => db.read(component.by.id(db, id), component, valueOfRow),
    valueByName: (name) => db.read(component.by.name(db, name), component, valueOfRow),
    sumOfRange: (from, to) => {
      let sum = 0;
      component.by.rank(db, { from, to }).rows((row) => {
        sum += row.value;
      });
      return sum;
    },
    setRanks: (ids, rank) =>
      db.writeSync((tx) => {
        for (const id of ids) tx.update(component.by.id(tx, id), component, { rank });
      }),
    countRank: (rank) => component.by.rank(db, rank).count(),
    lookUpAndInsert: (items) =>
      db.writeSync((tx) => {
        let found = 0;
        for (const item of items) {
          if (component.by.id(tx, item.id) !== undefined) found++;
          insert(tx, item);
        }
        return found;
      }),
    lookUpThenInsert: (items) =>
      db.writeSync((tx) => {
        let found = 0;
        for (const item of items) if (component.by.id(tx, item.id) !== undefined) found++;
        for (const item of items) insert(tx, item);
        return found;
      }),
    count: () => db.count(component),
    insertFamilies: (families) =>
      db.writeSync((tx) => {
        for (const { id, values } of families) {
          tx.insert(tx.create(), Parent, { id });
          for (const value of values) tx.insert(tx.create(), Child, { parent: id, value });
        }
      }),
    deleteParents: (ids) =>
      db.writeSync((tx) => {
        const parents = ids.map((id) => Parent.by.id(tx, id));
        for (const parent of parents) tx.delete(parent, Parent);
      }),
    countFamilies: () => db.count(Parent) + db.count(Child),
    close: () => db.close(),
  };
}
