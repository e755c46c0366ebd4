/**
 * Building an index over a million rows at open. ecsdb opens a directory of a table with and without the index, and the
 * difference is the time of the index; SQLite creates the index over a table in memory.
 */

import { makeDataDirectory } from '../durability/directory.js';
import { expectEqual } from '../expect.js';
import { loadNative } from '../unavailable.js';
import { idOf, nameOf } from './items.js';

const ROWS = 1_000_000;
const BATCH = 10_000;
const OPENINGS = 3;

/** The fact with the time of an index of a million rows; with `--quick` there are fewer rows. */
export const BUILD_MS = 'index in ms';

/** `kind` is `'moment'`, with keys of 8 bytes, or `'label'`, with `string<24>`. */
export function buildContestants(kind) {
  const keyOf = kind === 'moment' ? (index) => idOf(index) + 0.5 : nameOf;
  return {
    ecsdb: () => ({ measure: (scale) => measureEcsdb(kind, keyOf, rowsFor(scale)) }),
    'better-sqlite3, memory': () => ({ measure: (scale) => measureSqlite(keyOf, rowsFor(scale)) }),
  };
}

function rowsFor(scale) {
  return scale < 1 ? ROWS / 5 : ROWS;
}

async function measureEcsdb(kind, keyOf, rows) {
  const { Database } = await import('@ecsdb/runtime');
  const { indexes: schema, ...components } = await import('#generated/indexes/index.js');
  const name = kind === 'moment' ? 'Moment' : 'Label';
  const field = kind === 'moment' ? 'at' : 'text';
  const open = (directory) => Database.open(schema, { directory, durability: 'none' });
  const fill = async (component) => {
    const directory = makeDataDirectory();
    const db = await open(directory);
    for (let first = 0; first < rows; first += BATCH) {
      db.writeSync((tx) => {
        for (let index = first; index < first + BATCH; index++) {
          tx.insert(tx.create(), component, { [field]: keyOf(index) });
        }
      });
    }
    await db.checkpoint();
    await db.close();
    return directory;
  };
  const indexed = components[`Indexed${name}`];
  const timeOpening = async (directory, check) => {
    const begun = performance.now();
    const db = await open(directory);
    check(db);
    const seconds = (performance.now() - begun) / 1000;
    await db.close();
    return seconds;
  };
  const without = await fill(components[name]);
  const withIndex = await fill(indexed);
  const samples = [];
  for (let opening = 0; opening < OPENINGS; opening++) {
    const base = await timeOpening(without, () => {});
    const total = await timeOpening(withIndex, (db) => {
      expectEqual(indexed.by[field](db, keyOf(rows - 1)).count(), 1, 'rows with the last key');
    });
    samples.push((total - base) / rows);
  }
  return { samples, facts: { rows, [BUILD_MS]: msPerMillion(samples) } };
}

async function measureSqlite(keyOf, rows) {
  const db = await loadNative(async () => {
    const { default: Database } = await import('better-sqlite3');
    return new Database(':memory:');
  });
  db.exec('CREATE TABLE keys (key NOT NULL)');
  const insert = db.prepare('INSERT INTO keys VALUES (?)');
  db.transaction(() => {
    for (let index = 0; index < rows; index++) insert.run(keyOf(index));
  })();
  const samples = [];
  for (let build = 0; build < OPENINGS; build++) {
    const begun = performance.now();
    db.exec('CREATE INDEX keys_key ON keys (key)');
    samples.push((performance.now() - begun) / 1000 / rows);
    const found = db
      .prepare('SELECT count(*) FROM keys WHERE key = ?')
      .pluck()
      .get(keyOf(rows - 1));
    expectEqual(found, 1, 'rows with the last key');
    db.exec('DROP INDEX keys_key');
  }
  db.close();
  return { samples, facts: { rows, [BUILD_MS]: msPerMillion(samples) } };
}

/** The best sample, for a million rows. */
function msPerMillion(samples) {
  return Math.round(Math.min(...samples) * ROWS * 1000);
}
