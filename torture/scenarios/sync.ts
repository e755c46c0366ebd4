/** Replicas beside a naive computation: random transactions, subscriptions, rates, stalls, cuts and restarts. */

import type { CrashChoice } from '@ecsdb/runtime/testing';
import { VirtualClock } from '../framework/clock.js';
import { anotherDatabase } from '../framework/memory.js';
import type { Context, Scenario } from '../framework/scenario.js';
import { WIRES, type Wire } from '../sync/player.js';
import { TEAMS } from '../sync/schema.js';
import { World } from '../sync/world.js';

/** The number of random turns of a run. */
const TURNS = { short: 1500, long: 100_000_000 } as const;
/** The turns of a round, each with a new database. */
const ROUND = 300;
const PLAYERS_MAX = 4;
/** Of the numbers of bytes after which a connection breaks, one in so many is tried. */
const CUT_EVERY = { short: 41, long: 1 } as const;
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
    await cutsAtEachByte(context);
    for (let turns = 0, round = 0; turns < TURNS[context.effort] && context.hasTime(); turns += ROUND, round++) {
      context.at(`round ${round}`);
      await (round % 2 === 0 ? inDirectory(context) : inMemory(context));
    }
  },
};

/** The same short life of a client, with a cut after each number of bytes in each direction. */
async function cutsAtEachByte(context: Context): Promise<void> {
  for (const wire of WIRES) {
    const bytes = await life(context, undefined);
    for (let cut = 1; cut <= bytes[wire] && context.hasTime(); cut += CUT_EVERY[context.effort]) {
      context.at(`a cut of ${wire} after ${cut} bytes`);
      await life(context, { wire, bytes: cut });
      context.count('cuts at a byte');
    }
  }
}

/** Returns how many bytes there were. */
async function life(
  context: Context,
  cut: { readonly wire: Wire; readonly bytes: number } | undefined,
): Promise<{ readonly [wire in Wire]: number }> {
  const { Database } = context.runtime;
  const world = new World(context, async (schema) => Database.memory(schema));
  await world.start();
  for (let i = 0; i < 4; i++) world.commit();
  world.join();
  const [player] = world.players;
  if (player === undefined) throw new Error('a player has joined');
  if (cut !== undefined) player.cutAfter(cut.bytes, cut.wire);
  await world.pass(400, 100);
  for (const name of ['labels', 'team', 'marked'] as const) player.subscribe({ name, params: { teams: [0, 1] } });
  for (let i = 0; i < 6; i++) {
    world.commit();
    await world.pass(100, 50);
  }
  player.unsubscribe(1);
  for (let i = 0; i < 4; i++) {
    world.commit();
    await world.pass(100, 50);
  }
  const bytes = { toClient: player.delivered('toClient'), toServer: player.delivered('toServer') };
  await world.converge();
  world.end();
  return bytes;
}

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
      player?.cutAfter(random.below(400), random.pick(['toClient', 'toClient', 'toServer']));
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
