/**
 * The libraries and their modes. Each is a function that opens a directory and returns a store:
 *
 * - `insert(row)`, `insertAll(rows)`, `transfer(from, to, amount)`: one transaction each. It is acknowledged when the
 *   call returns, or when the promise that the call returns resolves.
 * - `flush()`: waits until everything before it is on the disk
 * - `rows()`: all rows, to be read after opening again
 * - `close()`
 */

const ecsdb = (options) => async (directory) => {
  const { openEcsdb } = await import('../../libraries/durable-ecsdb.js');
  return openEcsdb(directory, options);
};
const betterSqlite3 = (synchronous) => async (directory) => {
  const { openBetterSqlite3 } = await import('../../libraries/durable-better-sqlite3.js');
  return openBetterSqlite3(directory, { synchronous });
};
const lmdb = (flushed) => async (directory) => {
  const { openLmdb } = await import('../../libraries/durable-lmdb.js');
  return openLmdb(directory, { flushed });
};

export const ECSDB_STRICT = 'ecsdb, strict';
export const ECSDB_INTERVAL = 'ecsdb, interval';
export const ECSDB_BLOCKING = 'ecsdb, strict, writeSync';
export const SQLITE_FULL = 'better-sqlite3, FULL';
export const SQLITE_NORMAL = 'better-sqlite3, NORMAL';
export const LMDB_FLUSHED = 'lmdb, flushed';
export const LMDB_VISIBLE = 'lmdb, not flushed';

/** A store with `isBlocking` does one transaction after the other, whatever the number of writers. */
export const stores = {
  [ECSDB_STRICT]: { open: ecsdb({ durability: 'strict' }), isBlocking: false },
  [ECSDB_INTERVAL]: { open: ecsdb({ durability: 'interval' }), isBlocking: false },
  [ECSDB_BLOCKING]: { open: ecsdb({ durability: 'strict', blocking: true }), isBlocking: true },
  [SQLITE_FULL]: { open: betterSqlite3('FULL'), isBlocking: true },
  [SQLITE_NORMAL]: { open: betterSqlite3('NORMAL'), isBlocking: true },
  [LMDB_FLUSHED]: { open: lmdb(true), isBlocking: false },
  [LMDB_VISIBLE]: { open: lmdb(false), isBlocking: false },
};

/** The other libraries, in the modes that their users choose from. */
export const PEERS = [SQLITE_FULL, SQLITE_NORMAL, LMDB_FLUSHED, LMDB_VISIBLE];
