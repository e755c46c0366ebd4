/** Dumps: writing the lines of a database, and loading them into an empty one in memory, constraints and all. */

import { strictEqual } from 'node:assert';
import { dump, load } from '@ecsdb/runtime/dump';
import { accountsDatabase, dumpBytes, newDatabase } from '../../lib/dump/accounts-dump.js';

const ROWS = 500_000;
const ROUNDS = 5;
const KEPT = 'load, ids kept';
const NEW = 'load, new ids';

export const title = 'dump and load 500,000 rows of 4 fields with a primary key; counted in rows';
export const contestants = {
  dump: () => contestant((db) => () => Array.from(dump(db), (line) => line.length).length - 3),
  [KEPT]: () => contestant(loader({ ids: 'keep' })),
  [NEW]: () => contestant(loader({ ids: 'new' })),
};
export const wanted = [
  { name: KEPT, perSecond: 300_000 },
  { name: NEW, perSecond: 300_000 },
];

function loader(options) {
  return (db) => {
    const bytes = dumpBytes(db);
    return async () => {
      const copy = newDatabase();
      const { rows } = await load(copy, [bytes], options);
      await copy.close();
      return rows;
    };
  };
}

/** `prepare` is given a database and returns what is measured, which returns the number of rows. */
function contestant(prepare) {
  return {
    async measure(seconds) {
      // Less with `--quick`.
      const rows = seconds < 1 ? ROWS / 5 : ROWS;
      const run = prepare(accountsDatabase(rows));
      const samples = [];
      for (let round = 0; round < ROUNDS; round++) {
        const begun = performance.now();
        strictEqual(await run(), rows);
        samples.push((performance.now() - begun) / 1000 / rows);
      }
      return { samples, facts: { rows } };
    },
  };
}
