/** Players with random rights in a world with secrets: each frame is checked when the server sends it. */

import { anotherDatabase } from '../framework/memory.js';
import type { Random } from '../framework/random.js';
import type { Context, Scenario } from '../framework/scenario.js';
import { VIEWS } from '../sync/leaks/may-see.js';
import type { Player } from '../sync/leaks/player.js';
import { LEVELS, type Zones } from '../sync/leaks/schema.js';
import { LeakWorld } from '../sync/leaks/world.js';
import { settle } from '../sync/time.js';

/** The number of worlds. */
const WORLDS = { short: 400, long: 100_000_000 } as const;
const TURNS = { min: 10, max: 70 } as const;
/** What a wrong or malicious client may send. */
const WRONG_PARAMS: readonly unknown[] = [{}, { zones: 'all' }, { zones: [null] }, []];

export const syncLeaks: Scenario = {
  name: 'sync-leaks',
  proves: 'no byte of a row, and no entity, is sent to a client that may not see it at that version',
  seconds: 300,
  run: async (context) => {
    for (let i = 0; i < WORLDS[context.effort] && context.hasTime(); i++) {
      context.at(`world ${i}`);
      await anotherDatabase();
      const world = new LeakWorld(context, context.random.pick([64, 1_048_576]));
      await play(context, world, `world ${i}`);
      world.close();
      await settle();
      world.requireIntact();
      context.count('worlds');
    }
  },
};

async function play(context: Context, world: LeakWorld, about: string): Promise<void> {
  const { random } = context;
  await world.join();
  const turns = TURNS.min + random.below(TURNS.max - TURNS.min + 1);
  for (let turn = 0; turn < turns; turn++) {
    const action = await act(context, world, random.pick(world.players));
    context.at(`${about}, turn ${turn}, ${action}`);
    await settle();
    world.requireIntact();
  }
}

/** Returns what it did. */
async function act(context: Context, world: LeakWorld, player: Player): Promise<string> {
  const { random, count } = context;
  const choice = random.below(100);
  if (choice < 26) {
    await world.commit();
    return 'a commit';
  }
  if (choice < 42) {
    await world.step();
    return 'a step';
  }
  if (choice < 67) {
    world.tick();
    return 'a timer';
  }
  if (choice < 71) {
    await world.join();
    return 'a new player';
  }
  if (choice < 72) {
    await world.outage();
    count('outages');
    return 'an outage';
  }
  if (player.isEnded) return 'nothing, because the player has ended';
  if (choice < 84) {
    await player.subscribe({ view: random.pick(VIEWS), params: randomParams(random) });
    return 'a subscription';
  }
  if (choice < 88) {
    await player.unsubscribe(random.below(10));
    return 'the end of a subscription';
  }
  if (choice < 92) {
    player.stall(random.oneIn(2));
    return 'a stall';
  }
  if (choice < 96) {
    player.cut();
    count('cuts');
    return 'a cut';
  }
  if (choice < 99) {
    player.client?.setToken(player.token);
    return 'a new token';
  }
  player.steal(random.pick(world.players).token);
  count('stolen tokens');
  return 'the token of another user';
}

function randomParams(random: Random): Zones {
  if (random.oneIn(5)) return random.pick(WRONG_PARAMS) as Zones;
  return { zones: Array.from({ length: random.below(5) }, () => random.below(LEVELS)) };
}
