/**
 * Items in @adobe/data. Its indexes are hash maps from a key to a bucket of entities, which may be sorted. `findRange`
 * walks all buckets, so ranges of one hundred ranks are buckets here. It has no foreign keys: children are deleted
 * through an index. The name `id` is reserved there.
 */

import { Database } from '@adobe/data/ecs';
import { F64, U32 } from '@adobe/data/schema';

const BUCKET = 100;
const ITEM = ['itemId', 'name', 'rank', 'hundred', 'value'];

export function openAdobeData(indexes) {
  const byId = { key: 'itemId', unique: true };
  const all = {
    byId,
    byName: { key: 'name', unique: true },
    byRank: { key: 'hundred', order: { by: ['rank'] } },
  };
  const db = Database.create(
    Database.Plugin.create({
      components: {
        itemId: U32.schema,
        name: { type: 'string' },
        rank: U32.schema,
        hundred: U32.schema,
        value: F64.schema,
        parentId: U32.schema,
        parent: U32.schema,
      },
      archetypes: { Item: ITEM, Parent: ['parentId'], Child: ['parent', 'value'] },
      indexes: {
        ...{ 0: {}, 1: { byId }, 3: all }[indexes],
        byParentId: { key: 'parentId', unique: true },
        byParent: { key: 'parent' },
      },
      transactions: transactions(),
    }),
  );
  const run = db.transactions;
  const { byId: ids, byName: names, byRank: ranks, byParent, byParentId } = db.indexes;
  return {
    insertAll: (items) => run.insertAll(items),
    valueById: (id) => db.get(ids.get({ itemId: id }), 'value'),
    valueByName: (name) => db.get(names.get({ name }), 'value'),
    sumOfRange: (from) => {
      let sum = 0;
      for (const entity of ranks.find({ hundred: from / BUCKET })) sum += db.get(entity, 'value');
      return sum;
    },
    setRanks: (list, rank) => run.setRanks({ list, rank }),
    countRank: (rank) =>
      ranks.find({ hundred: Math.floor(rank / BUCKET) }).filter((entity) => db.get(entity, 'rank') === rank).length,
    lookUpAndInsert: (items) => {
      const found = { count: 0 };
      run.lookUpAndInsert({ items, found });
      return found.count;
    },
    lookUpThenInsert: (items) => {
      const found = { count: 0 };
      run.lookUpThenInsert({ items, found });
      return found.count;
    },
    count: () => db.archetypes.Item.rowCount,
    insertFamilies: (families) => run.insertFamilies(families),
    deleteParents: (list) =>
      run.deleteAll(list.flatMap((id) => [byParentId.get({ parentId: id }), ...byParent.find({ parent: id })])),
    countFamilies: () => db.archetypes.Parent.rowCount + db.archetypes.Child.rowCount,
    close() {},
  };
}

function transactions() {
  const insert = (tx, { id, name, rank, value }) =>
    tx.archetypes.Item.insert({ itemId: id, name, rank, hundred: Math.floor(rank / BUCKET), value });
  const isFound = (tx, { id }) => tx.indexes.byId.get({ itemId: id }) !== null;
  return {
    insertAll: (tx, items) => {
      for (const item of items) insert(tx, item);
    },
    setRanks: (tx, { list, rank }) => {
      for (const id of list)
        tx.update(tx.indexes.byId.get({ itemId: id }), { rank, hundred: Math.floor(rank / BUCKET) });
    },
    lookUpAndInsert: (tx, { items, found }) => {
      for (const item of items) {
        if (isFound(tx, item)) found.count++;
        insert(tx, item);
      }
    },
    lookUpThenInsert: (tx, { items, found }) => {
      for (const item of items) if (isFound(tx, item)) found.count++;
      for (const item of items) insert(tx, item);
    },
    insertFamilies: (tx, families) => {
      for (const { id, values } of families) {
        tx.archetypes.Parent.insert({ parentId: id });
        for (const value of values) tx.archetypes.Child.insert({ parent: id, value });
      }
    },
    deleteAll: (tx, entities) => {
      for (const entity of entities) tx.delete(entity);
    },
  };
}
