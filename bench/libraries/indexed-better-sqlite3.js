/**
 * Items in SQLite, through better-sqlite3 with prepared statements. Ids are the table's own key, which is the fastest
 * index of SQLite. A file is in WAL mode with `synchronous = NORMAL`: commits do not wait for the disk.
 */

import { join } from 'node:path';
import { loadNative } from '../lib/unavailable.js';

const COLUMNS = 'name TEXT NOT NULL, rank INTEGER NOT NULL, value REAL NOT NULL';
const TABLES = {
  0: `CREATE TABLE item (id INTEGER NOT NULL, ${COLUMNS})`,
  1: `CREATE TABLE item (id INTEGER PRIMARY KEY, ${COLUMNS})`,
  3: `CREATE TABLE item (id INTEGER PRIMARY KEY, ${COLUMNS}, UNIQUE (name)); CREATE INDEX item_rank ON item (rank)`,
};
const FAMILIES = `
  CREATE TABLE parent (id INTEGER PRIMARY KEY);
  CREATE TABLE child (parent INTEGER NOT NULL REFERENCES parent (id) ON DELETE CASCADE, value REAL NOT NULL);
  CREATE INDEX child_parent ON child (parent)`;

export async function openBetterSqlite3(indexes, directory) {
  const db = await loadNative(async () => {
    const { default: Database } = await import('better-sqlite3');
    return new Database(directory === undefined ? ':memory:' : join(directory, 'items.sqlite'));
  });
  if (directory !== undefined) db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  db.exec(`${TABLES[indexes]}; ${FAMILIES}`);
  const insertItem = db.prepare('INSERT INTO item VALUES (?, ?, ?, ?)');
  const insert = ({ id, name, rank, value }) => insertItem.run(id, name, rank, value);
  const value = (where) => db.prepare(`SELECT value FROM item WHERE ${where}`).pluck();
  const byId = value('id = ?');
  const byName = value('name = ?');
  const byRanks = value('rank BETWEEN ? AND ? ORDER BY rank');
  const setRank = db.prepare('UPDATE item SET rank = ? WHERE id = ?');
  const countOf = (what) => db.prepare(`SELECT count(*) FROM ${what}`).pluck();
  const ofRank = countOf('item WHERE rank = ?');
  const insertParent = db.prepare('INSERT INTO parent VALUES (?)');
  const insertChild = db.prepare('INSERT INTO child VALUES (?, ?)');
  const deleteParent = db.prepare('DELETE FROM parent WHERE id = ?');
  return {
    insertAll: db.transaction((items) => {
      for (const item of items) insert(item);
    }),
    valueById: (id) => byId.get(id),
    valueByName: (name) => byName.get(name),
    sumOfRange: (from, to) => {
      let sum = 0;
      for (const one of byRanks.all(from, to)) sum += one;
      return sum;
    },
    setRanks: db.transaction((ids, rank) => {
      for (const id of ids) setRank.run(rank, id);
    }),
    countRank: (rank) => ofRank.get(rank),
    lookUpAndInsert: db.transaction((items) => {
      let found = 0;
      for (const item of items) {
        if (byId.get(item.id) !== undefined) found++;
        insert(item);
      }
      return found;
    }),
    lookUpThenInsert: db.transaction((items) => {
      let found = 0;
      for (const item of items) if (byId.get(item.id) !== undefined) found++;
      for (const item of items) insert(item);
      return found;
    }),
    count: () => countOf('item').get(),
    insertFamilies: db.transaction((families) => {
      for (const { id, values } of families) {
        insertParent.run(id);
        for (const one of values) insertChild.run(id, one);
      }
    }),
    deleteParents: db.transaction((ids) => {
      for (const id of ids) deleteParent.run(id);
    }),
    countFamilies: () => countOf('parent').get() + countOf('child').get(),
    close: () => void db.close(),
  };
}
