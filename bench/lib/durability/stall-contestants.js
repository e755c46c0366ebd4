/** Contestants that take a snapshot during commits and reads, and measure how long each of them waits. */

import { setTimeout as sleep } from 'node:timers/promises';
import { expectEqual } from '../expect.js';
import { expectAccounts } from './accounts.js';
import { makeDataDirectory } from './directory.js';
import { DISK_BEFORE, diskSyncMicroseconds } from './disk.js';
import { clock, watchDisk } from './disk-watch.js';
import { load } from './load.js';
import { rowsFor } from './load-contestants.js';
import { beginTraffic } from './traffic.js';
import { chooseTransfers, uniform } from './transfers.js';

/** Seconds of measuring before the snapshot, for each second that the runner allows. */
const BEFORE = 1.5;
const WARM_UP_MS = 500;

export const LONGEST_COMMIT = 'longest commit';
export const LONGEST_TURN = 'longest turn of the event loop';

/** The name of a fact about the time of the snapshot. */
export function during(what) {
  return `${what} during in ms`;
}

/** `durability` is the mode of the database. The sample is the time of the snapshot per row, in seconds. */
export function stallContestant(durability) {
  return () => ({
    async measure(scale) {
      const { openEcsdb } = await import('../../libraries/durable-ecsdb.js');
      const directory = makeDataDirectory();
      const options = { durability, checkpointBytes: Number.MAX_SAFE_INTEGER };
      const open = () => openEcsdb(directory, options);
      const store = await open();
      const total = rowsFor(scale);
      await load(store, { total, pending: 4 });
      const transfers = chooseTransfers(uniform, total);
      const diskSync = diskSyncMicroseconds(directory);
      const disk = watchDisk(directory);
      await disk.ready;
      const traffic = beginTraffic(store, transfers, total);
      await sleep(WARM_UP_MS);
      const before = await spanOf(() => sleep(BEFORE * scale * 1000));
      const whileTaken = await spanOf(() => store.db.checkpoint());
      const spans = { before, whileTaken };
      const { commits, turns, made } = await traffic.end();
      const syncs = await disk.stop();
      await store.close();
      await expectSnapshotAnd(transfers.balancesAfter(made), open);
      return {
        samples: [(whileTaken.to - whileTaken.from) / 1000 / total],
        facts: {
          [DISK_BEFORE]: diskSync,
          ...around('p50 of commits', commits, 0.5, spans),
          ...around('p99', commits, 0.99, spans),
          ...around(LONGEST_COMMIT, commits, 1, spans),
          ...around(LONGEST_TURN, turns, 1, spans),
          ...around('longest disk sync', syncs, 1, spans),
        },
      };
    },
  });
}

function around(what, timeline, part, { before, whileTaken }) {
  return {
    [`${what} before in ms`]: timeline.within(before, part),
    [during(what)]: timeline.within(whileTaken, part),
  };
}

async function spanOf(work) {
  const from = clock();
  await work();
  return { from, to: clock() };
}

async function expectSnapshotAnd(balances, open) {
  const store = await open();
  expectAccounts(store.rows(), balances.length, (id) => balances[id]);
  expectEqual(store.db.recovery.snapshot === null, false, 'nothing was read from the snapshot');
  await store.close();
}
