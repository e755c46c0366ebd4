/** Commits and reads that go on until they are told to end, and how long each had to wait. */

import { times } from '../expect.js';
import { clock } from './disk-watch.js';
import { Timeline } from './timeline.js';

const WRITERS = 16;
const READS_PER_TURN = 16;

/**
 * Writers that make the transfers one after the other, and a reader that reads something in every turn of the event loop. `end()` promises
 * timelines of `commits` and of the loop's `turns`, and how many transfers were `made`.
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
      // Whoever awaits commits that do not wait for the disk leaves no turn to anybody else.
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
  const everybody = Promise.all([...times(WRITERS, write), read()]);
  return {
    async end() {
      isEnding = true;
      await everybody;
      return { commits, turns, made };
    },
  };
}

function turn() {
  return new Promise((resolve) => setImmediate(resolve));
}
