/**
 * The libraries. Each is a function that promises an empty store for items with `indexes` (0, 1 or 3) indexes:
 *
 * - `insertAll(items)`: one transaction
 * - `valueById(id)`, `valueByName(name)`: a lookup by a unique key that reads a field of the row
 * - `sumOfRange(from, to)`: the sum of a field of the rows with these ranks, both inclusive, which are one hundred
 * - `setRanks(ids, rank)`: finds each item by its id and changes its rank, in one transaction
 * - `countRank(rank)`: the number of items with a rank
 * - `lookUpAndInsert(items)`, `lookUpThenInsert(items)`: one transaction that looks up each id, which is missing, and
 *   inserts the item. The first alternates, the second does all lookups first. Both return the number found.
 * - `count()`: the number of items
 * - `insertFamilies(families)`, `deleteParents(ids)`, `countFamilies()`: parents with children, deleted by cascade
 * - `close()`
 */

import { makeDataDirectory } from '../durability/directory.js';

export const ECSDB = 'ecsdb';
export const SQLITE_MEMORY = 'better-sqlite3, memory';
const SQLITE_FILE = 'better-sqlite3, file';
const LMDB = 'lmdb';
const ADOBE_DATA = '@adobe/data';

export const stores = {
  [ECSDB]: async (indexes) => (await import('../../libraries/indexed-ecsdb.js')).openEcsdb(indexes),
  [SQLITE_MEMORY]: async (indexes) => {
    const { openBetterSqlite3 } = await import('../../libraries/indexed-better-sqlite3.js');
    return openBetterSqlite3(indexes, undefined);
  },
  [SQLITE_FILE]: async (indexes) => {
    const { openBetterSqlite3 } = await import('../../libraries/indexed-better-sqlite3.js');
    return openBetterSqlite3(indexes, makeDataDirectory());
  },
  [LMDB]: async (indexes) => {
    const { openLmdb } = await import('../../libraries/indexed-lmdb.js');
    return openLmdb(indexes, makeDataDirectory());
  },
  [ADOBE_DATA]: async (indexes) => (await import('../../libraries/indexed-adobe-data.js')).openAdobeData(indexes),
};

export const ALL = Object.keys(stores);
