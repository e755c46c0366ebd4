/** Items with watches: rows that change, and how often watches are called. */

import { Database } from '@ecsdb/runtime';
import { Item, Parent, indexes as schema } from '#generated/indexes/index.js';
import { expectEqual, expectList, times } from './expect.js';

export const NO_WATCH = 'no watch';

/** Commits of one run. */
export const COMMITS = 1000;

/** `rows` items, each of which has its number as id, as name and as rank. */
export async function createWatched(rows) {
  const db = Database.memory(schema);
  const items = db.writeSync((tx) =>
    times(rows, (id) => {
      const entity = tx.create();
      tx.insert(entity, Item, { id, name: `item ${id}`, rank: id, value: 0 });
      return entity;
    }),
  );
  let calls = 0;
  const listener = () => {
    calls++;
  };
  const watchTimes = (count, start) => {
    for (let number = 0; number < count; number++) start(number);
  };
  return {
    /** Changes the value of every row, in a loop. */
    changeAll: () =>
      db.writeSync((tx) => {
        tx.query(Item.mut).forEach((row) => {
          row.value++;
        });
      }),
    /** Changes the value of one row after the other, each in a commit and a turn of its own. */
    async changeEach() {
      for (let commit = 0; commit < COMMITS; commit++) {
        db.writeSync((tx) =>
          tx.update(items[commit % rows], Item, (row) => {
            row.value++;
          }),
        );
        await undefined;
      }
    },
    watchTable: (count) => watchTimes(count, () => db.watch(Item, listener)),
    watchOthers: (count) => watchTimes(count, () => db.watch(Parent, listener)),
    watchQuery: (count) => watchTimes(count, () => db.watch(db.query(Item).without(Parent), listener)),
    // From the end, because commits change the first rows.
    watchRows: (count) => watchTimes(count, (number) => db.watch(items[rows - 1 - number], Item, listener)),
    watchEntities: (count) => watchTimes(count, (number) => db.watch(items[rows - 1 - number], listener)),
    watchKeys: (count) => watchTimes(count, (number) => db.watch(Item.by.id.key(rows - 1 - number), listener)),
    watchRanges: (count) =>
      watchTimes(count, (number) => db.watch(Item.by.rank(db, { from: rows - 1 - number }), listener)),
    check(values, expectedCalls) {
      expectList(
        items.map((entity) => db.get(entity, Item).value),
        values,
        'values',
      );
      expectEqual(calls, expectedCalls, 'calls of watches');
    },
  };
}
