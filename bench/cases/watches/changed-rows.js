/** A transaction that changes all of 10,000 rows in a loop, with and without a watch of them. */

import { times } from '../../lib/expect.js';
import { createWatched, NO_WATCH } from '../../lib/watches.js';

const ROWS = 10_000;

export const title = 'change each of 10,000 rows of 48 bytes in a loop, in one transaction';
export const operations = ROWS;
export const contestants = {
  [NO_WATCH]: () => changeAll(0, () => {}),
  'a watch of another table': () => changeAll(0, ({ watchOthers }) => watchOthers(1)),
  'a watch of the table': () => changeAll(1, ({ watchTable }) => watchTable(1)),
  'a watch of a query': () => changeAll(1, ({ watchQuery }) => watchQuery(1)),
  'a watch of one row': () => changeAll(1, ({ watchRows }) => watchRows(1)),
  'a watch of a key': () => changeAll(1, ({ watchKeys }) => watchKeys(1)),
};

/** `start` starts watches, which are called `calls` times in each run. */
async function changeAll(calls, start) {
  const world = await createWatched(ROWS);
  start(world);
  const run = async () => {
    world.changeAll();
    await undefined;
  };
  const check = (runs) =>
    world.check(
      times(ROWS, () => runs),
      runs * calls,
    );
  return { run, check };
}
