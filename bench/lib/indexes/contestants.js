/** Contestants of the cases of indexes. All of them check what they have read or stored. */

import { expectEqual, fractional } from '../expect.js';
import { idOf, itemsFrom, nameOf, rankOf, scattered, valuesByRank } from './items.js';
import { ALL, stores } from './stores.js';

const BATCH = 1000;
const RANGE = 100;
/** Reads or updates of one run. */
export const OPERATIONS = 1000;

/** Reads the value of items by a unique key, `'id'` or `'name'`, among `rows` items. */
export function lookupContestants(rows, key) {
  return readingContestants(rows, () => {
    const indexes = scattered(OPERATIONS, rows);
    const keys = indexes.map(key === 'id' ? idOf : nameOf);
    return {
      expected: indexes.reduce((sum, index) => sum + fractional(index), 0),
      read: (store) => {
        const readValue = key === 'id' ? store.valueById : store.valueByName;
        let sum = 0;
        for (const one of keys) sum += readValue(one);
        return sum;
      },
    };
  });
}

/** Reads the values of ranges of 100 ranks among `rows` items. */
export function rangeContestants(rows) {
  return readingContestants(rows, () => {
    const values = valuesByRank(rows);
    const starts = scattered(OPERATIONS, rows / RANGE).map((number) => number * RANGE);
    return {
      expected: starts.reduce((sum, start) => sum + sumOf(values.subarray(start, start + RANGE)), 0),
      read: (store) => {
        let sum = 0;
        for (const start of starts) sum += store.sumOfRange(start, start + RANGE - 1);
        return sum;
      },
    };
  });
}

function readingContestants(rows, prepare) {
  return contestantsOf(ALL, async (open) => {
    const store = await filled(open, 3, rows);
    const { expected, read } = prepare();
    let sum = 0;
    return {
      run: () => {
        sum = read(store);
      },
      check: () => expectEqual(sum, expected, 'the sum of the values'),
    };
  });
}

/** Changes the rank of 1,000 of `rows` items in a transaction. */
export function updateContestants(rows) {
  return contestantsOf(ALL, async (open) => {
    const store = await filled(open, 3, rows);
    const indexes = scattered(OPERATIONS, rows);
    const ids = indexes.map(idOf);
    const isChanged = new Set(indexes.map((index) => rankOf(index, rows)));
    const rankAfter = (runs) => (runs * 100) % rows;
    let runs = 0;
    return {
      run: () => store.setRanks(ids, rankAfter(++runs)),
      check: () => {
        const rank = rankAfter(runs);
        expectEqual(store.countRank(rank), ids.length + (isChanged.has(rank) ? 0 : 1), 'items of the last rank');
        expectEqual(store.countRank(rank + 1), isChanged.has(rank + 1) ? 0 : 1, 'items of the rank after it');
      },
    };
  });
}

/** Inserts items in transactions of 1,000 into a table with 0, 1 or 3 indexes that is empty at first. */
export function insertContestants(indexes) {
  return contestantsOf(ALL, (open) => ({
    measure: repeat(async (scale) => {
      const rows = scale < 1 ? 20_000 : 100_000;
      const store = await open(indexes);
      const batches = Array.from({ length: rows / BATCH }, (_, batch) => itemsFrom(batch * BATCH, BATCH, rows));
      const seconds = timeOf(() => {
        for (const batch of batches) store.insertAll(batch);
      });
      expectEqual(store.count(), rows, 'items');
      await store.close();
      return seconds / rows;
    }),
  }));
}

const PARENTS = 1000;
const CHILDREN = 10;
/** Parents that are deleted in a transaction. */
const DELETED = 100;

/** Deletes parents with 10 children each. */
export function cascadeContestants() {
  return contestantsOf(ALL, (open) => ({
    measure: repeat(async () => {
      const store = await open(0);
      const families = Array.from({ length: PARENTS }, (_, index) => ({
        id: idOf(index),
        values: Array.from({ length: CHILDREN }, (__, child) => fractional(child)),
      }));
      store.insertFamilies(families);
      expectEqual(store.countFamilies(), PARENTS * (CHILDREN + 1), 'parents and children');
      const ids = scattered(PARENTS, PARENTS).map(idOf);
      const seconds = timeOf(() => {
        for (let first = 0; first < PARENTS; first += DELETED) store.deleteParents(ids.slice(first, first + DELETED));
      });
      expectEqual(store.countFamilies(), 0, 'parents and children that are left');
      await store.close();
      return seconds / PARENTS;
    }),
  }));
}

const INSERTED = 10_000;

/** Looks up a missing id and inserts its item, 10,000 times in a transaction: in turn, or all lookups first. */
export function alternatingContestants(names) {
  const ways = [
    ['in turn', 'lookUpAndInsert'],
    ['lookups first', 'lookUpThenInsert'],
  ];
  return Object.fromEntries(
    ways.flatMap(([way, method]) =>
      names.map((name) => [
        `${name}, ${way}`,
        () => ({
          measure: repeat(async () => {
            const store = await filled(stores[name], 1, INSERTED);
            const items = itemsFrom(INSERTED, INSERTED, 2 * INSERTED);
            let found = 0;
            const seconds = timeOf(() => {
              found = store[method](items);
            });
            expectEqual(found, 0, 'items found before they were inserted');
            expectEqual(store.count(), 2 * INSERTED, 'items');
            await store.close();
            return seconds / INSERTED;
          }),
        }),
      ]),
    ),
  );
}

function contestantsOf(names, start) {
  return Object.fromEntries(names.map((name) => [name, () => start(stores[name])]));
}

async function filled(open, indexes, rows) {
  const store = await open(indexes);
  for (let first = 0; first < rows; first += 10_000) store.insertAll(itemsFrom(first, Math.min(10_000, rows), rows));
  return store;
}

/** Runs `once(scale)` until the time is over, after a first run that is not counted. */
function repeat(once) {
  return async (scale) => {
    await once(scale);
    const samples = [];
    const end = performance.now() + scale * 1000;
    do samples.push(await once(scale));
    while (performance.now() < end);
    return { samples, facts: {} };
  };
}

function timeOf(run) {
  const begun = performance.now();
  run();
  return (performance.now() - begun) / 1000;
}

function sumOf(values) {
  return values.reduce((sum, value) => sum + value, 0);
}
