/** Constraints and indexes beside maps: random transactions, threads with pins, crashes. */

import type { CrashChoice } from '@ecsdb/runtime/testing';
import { Club } from '../constraints/club.js';
import type { Scale } from '../constraints/draft.js';
import { clubSchema } from '../constraints/schema.js';
import { VirtualClock } from '../framework/clock.js';
import { anotherDatabase } from '../framework/memory.js';
import type { Context, Scenario } from '../framework/scenario.js';

/** The number of random operations of a run. */
const OPERATIONS = { short: 6000, long: 1_000_000 } as const;
/** The operations of a round, each with a new database. */
const ROUND = { short: 1000, long: 20_000 } as const;
/** The time for the operations, in seconds. */
const SECONDS = 900;
const SCALES: readonly Scale[] = [
  { rows: 6, values: 12 },
  { rows: 30, values: 60 },
  { rows: 250, values: 500 },
];
const CHECK_ONE_IN = 10;
const PIN_ONE_IN = 100;
/** A database in a directory is closed, killed or crashes after one in so many turns. */
const END_ONE_IN = 30;
const LOST: CrashChoice = { sectors: 'none', entries: 'none' };

export const constraints: Scenario = {
  name: 'constraints',
  proves: 'a transaction ends as its constraints say, and every index has the rows, also after a crash',
  seconds: SECONDS,
  run: async (context) => {
    let operations = 0;
    for (let round = 0; operations < OPERATIONS[context.effort] && context.hasTime(); round++) {
      const scale = SCALES[round % SCALES.length] as Scale;
      context.at(`round ${round}, ${scale.rows} rows`);
      operations += await (round % 2 === 0 ? inMemory(context, scale) : inDirectory(context, scale));
    }
  },
};

/** Returns the number of operations. */
async function inMemory(context: Context, scale: Scale): Promise<number> {
  const { runtime, random, effort } = context;
  const club = new Club(runtime.Database.memory(clubSchema(runtime)), context, scale);
  while (club.operations < ROUND[effort]) {
    await club.work();
    if (random.oneIn(CHECK_ONE_IN)) club.check();
    if (random.oneIn(PIN_ONE_IN)) await club.checkPinned();
  }
  club.check();
  await club.checkPinned();
  await club.db.close();
  return club.operations;
}

/** Everything is acknowledged before the end comes, so nothing may be missing. */
async function inDirectory(context: Context, scale: Scale): Promise<number> {
  const { runtime, random, count, effort } = context;
  const clock = new VirtualClock(runtime);
  const schema = clubSchema(runtime);
  let fileSystem = new runtime.SimulatedFileSystem();
  const open = async () => {
    await anotherDatabase();
    return runtime.Database.open(schema, { directory: 'club', durability: 'strict', fileSystem, segmentBytes: 65_536 });
  };
  return clock.during(async () => {
    const club = new Club(await open(), context, scale);
    while (club.operations < ROUND[effort]) {
      await club.work();
      if (random.oneIn(CHECK_ONE_IN)) club.check();
      if (!random.oneIn(END_ONE_IN)) continue;
      if (random.oneIn(3)) await club.db.checkpoint();
      const end = random.pick(['close', 'kill', 'crash'] as const);
      if (end === 'close') await club.db.close();
      else {
        fileSystem = end === 'kill' ? fileSystem.clone() : fileSystem.crash(LOST);
        clock.forget();
      }
      club.db = await open();
      club.check();
      count(`openings after a ${end}`);
    }
    await club.db.close();
    return club.operations;
  });
}
