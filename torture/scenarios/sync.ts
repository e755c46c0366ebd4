/** Replicas beside a naive computation: random transactions, subscriptions, rates, stalls, cuts and restarts. */

import type { CrashChoice } from '@ecsdb/runtime/testing';
import { VirtualClock } from '../framework/clock.js';
import { anotherDatabase } from '../framework/memory.js';
import type { Context, Scenario } from '../framework/scenario.js';
import { TEAMS } from '../sync/schema.js';
import { World } from '../sync/world.js';

/** The number of random turns of a run. */
const TURNS = { short: 1500, long: 100_000_000 } as const;
/** The turns of a round, each with a new database. */
const ROUND = 300;
const PLAYERS_MAX = 4;
const CRASHES: readonly CrashChoice[] = [
  { sectors: 'none', entries: 'none' },
  { sectors: 'all', entries: 'all' },
  { sectors: { prefix: 3 }, entries: 'all' },
];

export const sync: Scenario = {
  name: 'sync',
  proves: 'a client holds what its channels contained at its version, whatever breaks, and has the last one at the end',
  seconds: 900,
  run: async (context) => {
    for (let turns = 0, round = 0; turns < TURNS[context.effort] && context.hasTime(); turns += ROUND, round++) {
      context.at(`round ${round}`);
      await (round % 2 === 0 ? inDirectory(context) : inMemory(context));
    }
  },
};

async function inMemory(context: Context): Promise<void> {
  const { runtime, count } = context;
  const db = (schema: Parameters<typeof runtime.Database.memory>[0]) => runtime.Database.memory(schema);
  const world = new World(context, async (schema) => db(schema));
  await world.start();
  await play(context, world, async () => {
    world.stop();
    await world.pass(2000, 500);
    await world.start();
    count('restarts in memory');
  });
  world.end();
}

async function inDirectory(context: Context): Promise<void> {
  const { runtime, random, count } = context;
  const clock = new VirtualClock(runtime);
  let fileSystem = new runtime.SimulatedFileSystem();
  // A small feed, so that the log is read, too.
  const feed = { maxBytes: random.pick([4096, 8 * 1024 * 1024]) };
  const durability = random.pick(['strict', 'none'] as const);
  const world = new World(context, async (schema) => {
    await anotherDatabase();
    return runtime.Database.open(schema, { directory: 'world', durability, fileSystem, feed, segmentBytes: 65_536 });
  });
  await clock.during(async () => {
    await world.start();
    await play(context, world, async () => {
      const end = random.pick(['close', 'kill', 'crash'] as const);
      const { db } = world;
      world.stop();
      if (end === 'close') await db.close();
      else {
        fileSystem = end === 'kill' ? fileSystem.clone() : fileSystem.crash(random.pick(CRASHES));
        clock.forget();
      }
      if (random.oneIn(2)) await world.pass(2000, 500);
      await world.start();
      count(`restarts after a ${end}`);
    });
    const { db } = world;
    world.end();
    await db.close();
  });
}

async function play(context: Context, world: World, restart: () => Promise<void>): Promise<void> {
  const { random, count } = context;
  world.join();
  for (let turn = 0; turn < ROUND && context.hasTime(); turn++) {
    const player = world.players[random.below(Math.max(world.players.length, 1))];
    const choice = random.below(100);
    if (choice < 38) world.commit();
    else if (choice < 68) await world.pass(10 + random.below(150), 50);
    else if (choice < 70 && world.players.length < PLAYERS_MAX) world.join();
    else if (choice < 78) {
      const name = random.pick(['labels', 'team', 'team', 'marked'] as const);
      const teams = Array.from({ length: random.below(TEAMS) }, () => random.below(TEAMS));
      player?.subscribe({ name, params: { teams } });
    } else if (choice < 82) player?.unsubscribe(random.below(10));
    else if (choice < 85) {
      player?.cut();
      count('cuts');
    } else if (choice < 90) {
      player?.cutAfter(random.below(400));
      count('cuts after some bytes');
    } else if (choice < 95) {
      player?.stall(random.oneIn(2), random.oneIn(2));
      count('stalls');
    } else if (choice < 96) await world.pass(1000 + random.below(70_000), 1000);
    else if (choice < 97) await restart();
    else await world.pass(500, 100);
  }
  await world.converge();
}
