/** Opening an empty directory, which starts the log's thread; and the time that Node takes to start any thread. */

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { makeDataDirectory } from '../../lib/durability/directory.js';
import { round } from '../../lib/percentile.js';

const OPENINGS = 10;
const THREAD = 'require("node:worker_threads").parentPort.postMessage("ready")';

const ECSDB = 'ecsdb';
/** In milliseconds. The process has loaded nothing of the opening then. */
const FIRST = 'first in ms';

export const title = 'open an empty directory';
export const contestants = {
  [ECSDB]: () =>
    opener(async () => {
      const { Database } = await import('@ecsdb/runtime');
      const { durability: schema } = await import('#generated/durability/index.js');
      const folder = makeDataDirectory();
      let openings = 0;
      return () => {
        const directory = join(folder, String(openings++));
        return timed(
          () => Database.open(schema, { directory }),
          (db) => db.close(),
        );
      };
    }),
  'a thread of Node that does nothing': () =>
    opener(
      () => () =>
        timed(
          () =>
            new Promise((resolve) => {
              const thread = new Worker(THREAD, { eval: true });
              thread.once('message', () => resolve(thread));
            }),
          (thread) => thread.terminate(),
        ),
    ),
};
export const wanted = [{ name: ECSDB, perSecond: 1 / 0.06 }];

function opener(prepare) {
  return {
    async measure() {
      const open = await prepare();
      const samples = [];
      for (let opening = 0; opening < OPENINGS; opening++) samples.push(await open());
      const [first, ...others] = samples;
      return { samples: others, facts: { [FIRST]: round(first * 1000) } };
    },
  };
}

/** Returns seconds. */
async function timed(open, close) {
  const begun = performance.now();
  const opened = await open();
  const seconds = (performance.now() - begun) / 1000;
  await close(opened);
  return seconds;
}
