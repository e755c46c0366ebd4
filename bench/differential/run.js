/**
 * Compares ecsdb with SQLite: random schemas with constraints, and random transactions. Both must commit the same ones,
 * refuse the others for the same reason, and have the same rows after each.
 *
 *   npm run check:sqlite -- --schemas 500 --transactions 200 --seed 1
 *
 * If better-sqlite3 is not installed, it says so and checks nothing.
 */

import { deepStrictEqual, ok } from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { Random } from '../../torture/dist/framework/random.js';
import { EcsdbSide } from './ecsdb.js';
import { randomTables, sqlOf, tomlOf } from './schema.js';
import { SqliteSide } from './sqlite.js';
import { randomTransaction } from './transactions.js';

const { values: options } = parseArgs({
  options: {
    schemas: { type: 'string', default: '200' },
    transactions: { type: 'string', default: '150' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const counts = new Map();

const Sqlite = await loadSqlite();
if (Sqlite !== undefined) {
  const random = new Random(Number(options.seed));
  for (let schema = 0; schema < Number(options.schemas); schema++) compareIn(random.fork());
  console.log(`ecsdb and SQLite agree (seed ${options.seed}):`);
  for (const [what, count] of counts) console.log(`  ${String(count).padStart(9)}  ${what}`);
}

async function loadSqlite() {
  try {
    const { default: Database } = await import('better-sqlite3');
    new Database(':memory:').close();
    return Database;
  } catch (error) {
    console.log(`SKIPPED: better-sqlite3 cannot be loaded: ${error.message.split('\n', 1)[0]}`);
    return undefined;
  }
}

/** Runs transactions over one schema. */
function compareIn(random) {
  const tables = randomTables(random);
  const sqlite = new SqliteSide(Sqlite, tables);
  const ecsdb = new EcsdbSide(tables);
  const handles = { next: 0 };
  const log = [];
  let before = sqlite.rows();
  count('schemas');
  try {
    for (let left = Number(options.transactions); left > 0; left--) {
      const statements = randomTransaction(random, tables, before, handles);
      log.push(statements);
      before = compareOne(sqlite, ecsdb, statements, before);
    }
    count('rows found by their keys', ecsdb.checkLookups());
  } catch (error) {
    const text = log.slice(-1).map((list) => list.map(show).join('\n'));
    console.error(`${tomlOf(tables)}\n${sqlOf(tables)}\nseed ${options.seed}, the last transaction:\n${text}`);
    throw error;
  }
  sqlite.close();
  void ecsdb.close();
}

/** Returns the rows after the transaction. */
function compareOne(sqlite, ecsdb, statements, before) {
  const { kinds, length, isMiscounted = false, hasNewTarget = false } = sqlite.run(statements);
  if (hasNewTarget) {
    count('transactions left out: a cascade deletes a new row to which another one refers');
    return before;
  }
  if (isMiscounted) {
    count('transactions left out: SQLite refuses them, but lists no violation');
    return before;
  }
  const run = statements.slice(0, length);
  const kind = ecsdb.run(run);
  if (kinds.length === 0) deepStrictEqual(kind, undefined, 'ecsdb refused what SQLite committed');
  else ok(kinds.includes(kind), `SQLite refused it: ${kinds}; ecsdb: ${kind ?? 'committed'}`);
  const rows = sqlite.rows();
  deepStrictEqual(ecsdb.rows(), rows);
  count(kind === undefined ? 'transactions committed' : `transactions refused: ${kind}`);
  for (const statement of run) count(`statements: ${statement.kind}`);
  if (kind === undefined) countActions(run, before, rows);
  return rows;
}

/** Counts the rows that cascades deleted, and the references that they set to null. */
function countActions(statements, before, after) {
  const deleted = new Set(statements.filter(({ kind }) => kind === 'delete').map(({ handle }) => handle));
  for (const { kind, table, handle } of statements) {
    if (kind !== 'insert' || after.get(table.name).has(handle)) continue;
    count(deleted.has(handle) ? 'new rows deleted with their parents' : 'new rows deleted by cascades');
  }
  const touched = new Set(statements.map(({ handle }) => handle));
  for (const [name, rows] of before) {
    for (const [handle, values] of rows) {
      if (touched.has(handle)) continue;
      const now = after.get(name).get(handle);
      if (now === undefined) count('rows deleted by cascades');
      else if (Object.keys(values).some((field) => values[field] !== now[field]))
        count('rows with references set to null');
    }
  }
}

function count(what, times = 1) {
  counts.set(what, (counts.get(what) ?? 0) + times);
}

function show({ kind, table, handle, values }) {
  const text = JSON.stringify(values, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
  return `${kind} ${table.name} ${handle} ${text ?? ''}`;
}
