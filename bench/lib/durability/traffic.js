/** Commits and reads that continue until `end()`, and how long each waits. */

import { times } from '../expect.js';
import { clock } from './disk-watch.js';
import { Timeline } from './timeline.js';

const WRITERS = 16;
const READS_PER_TURN = 16;

/**
 * Writers that make one transfer after the other, and a reader that reads in every turn of the event loop. `end()`
 * promises timelines of `commits` and of the `turns` of the event loop, and the number of transfers as `made`.
 */
export function beginTraffic(store, { from, to }, accounts) {
  const commits = new Timeline();
  const turns = new Timeline();
  let made = 0;
  let isEnding = false;
  const write = async () => {
    for (let at = clock(); !isEnding; ) {
      const number = made++;
      await store.transfer(from(number), to(number), 1);
      const acknowledged = clock();
      commits.add(acknowledged, acknowledged - at);
      // Awaiting commits that do not wait for the disk would leave no turn of the event loop to other tasks.
      await turn();
      at = clock();
    }
  };
  const read = async () => {
    let id = 0;
    for (let at = clock(); !isEnding; ) {
      for (let count = 0; count < READS_PER_TURN; count++) {
        id = (id + 7919) % accounts;
        if (!(store.balanceOf(id) > 0)) throw new Error(`account ${id} has no money`);
      }
      await turn();
      const now = clock();
      turns.add(now, now - at);
      at = now;
    }
  };
  const allTasks = Promise.all([...times(WRITERS, write), read()]);
  return {
    async end() {
      isEnding = true;
      await allTasks;
      return { commits, turns, made };
    },
  };
}

function turn() {
  return new Promise((resolve) => setImmediate(resolve));
}
