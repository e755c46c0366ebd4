/** Readers and writers in many threads, some of which are killed, while the owner writes as fast as it can. */

import type { Database, Entity } from '@ecsdb/runtime';
import type { Context, Scenario } from '../framework/scenario.js';
import { require } from '../framework/violation.js';
import { Attached } from '../threads/attached.js';
import type { Order } from '../threads/protocol.js';
import { checkOf, SUM, scalesSchema, type Tables, tablesOf } from '../threads/schema.js';

/** The number of rows that are checked in one round. */
const ROWS = { short: 10_000_000, long: 50_000_000 } as const;
/** The time for 1,000,000,000 rows on two processors, in seconds: races are rare. */
const SECONDS = 600;
const SAMPLES = 2000;
const HOLDERS = 50;
/** The threads are checked once in this many commits of the owner. */
const LOOK_EVERY = 64;
/**
 * In a round with kills, a thread is killed each time that this many rows were checked. Counted in rows, so that there
 * are kills even if the owner is slow.
 */
const KILL_EVERY_ROWS = 1_000_000;

const LISTENS: readonly Order['listens'][] = ['no', 'plain', 'old'];

export const threads: Scenario = {
  name: 'threads',
  proves: 'a thread that pins a version reads only that version, hears each commit, and leaves nothing when it dies',
  seconds: SECONDS,
  run: async (context) => {
    do {
      const sides = context.random.pick([2, 3] as const);
      await round(context, sides, false);
      await round(context, sides === 2 ? 3 : 2, true);
    } while (context.effort === 'long' && context.hasTime());
  },
};

async function round(context: Context, sides: 2 | 3, isKilling: boolean): Promise<void> {
  const { runtime, random, count } = context;
  const maxBytes = random.pick([2 ** 12, 2 ** 16, 2 ** 23]);
  const db = runtime.Database.memory(scalesSchema(runtime), { feed: { maxBytes } });
  const tables = tablesOf(db);
  const world = await found(db, tables);
  const handle = runtime.share(db, { ringBytes: random.pick([4096, 2 ** 16, 2 ** 20]), sides });
  const start = (role: Order['role']): Attached =>
    new Attached({ handle, role, listens: random.pick(LISTENS), seed: random.below(2 ** 31), root: undefined });
  const roles = ['reader', 'reader', 'producer', 'both'] as const;
  const attached = roles.map(start);
  const all = [...attached];
  let kills = 0;
  const total = (what: 'rows' | 'pinnedVersions' | 'acknowledged' | 'commits' | 'resets'): number =>
    all.reduce((sum, one) => sum + one[what], 0);
  const target = ROWS[context.effort] / 2;
  for (let commits = 0; total('rows') < target; commits++) {
    await change(db, tables, world, context);
    if (commits % LOOK_EVERY !== 0) continue;
    context.at(`${sides} sides, ${isKilling ? 'with' : 'without'} kills, commit ${commits}`);
    for (const one of attached) one.check();
    await new Promise((resolve) => setImmediate(resolve));
    if (!isKilling || total('rows') < (kills + 1) * KILL_EVERY_ROWS) continue;
    kills++;
    const which = random.below(roles.length);
    await (attached[which] as Attached).kill();
    count('threads killed');
    attached[which] = start(roles[which] as Order['role']);
    all.push(attached[which] as Attached);
  }
  for (const one of attached) await one.end();
  require(db.stats().threads.attached.length === 0, 'no thread is attached any more', () => db.stats().threads);
  let sum = 0;
  for (const component of [tables.left, tables.right]) {
    db.query(component).forEach((row) => {
      sum += row.get('amount') as number;
    });
  }
  require(sum === SUM, `the sum is ${SUM}`, () => sum);
  count('rows checked', total('rows'));
  count('pinned versions', total('pinnedVersions'));
  count('transactions from threads', total('acknowledged'));
  count('commits heard', total('commits'));
  count('resets of listeners', total('resets'));
  count('versions', db.version);
  await db.close();
}

interface World {
  readonly samples: Entity[];
  readonly holders: readonly Entity[];
}

function found(db: Database, { sample, left, right }: Tables): Promise<World> {
  return db.write((tx) => {
    const samples: Entity[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      const entity = tx.create();
      tx.insert(entity, sample, { value: i, check: checkOf(i) });
      samples.push(entity);
    }
    const holders: Entity[] = [];
    for (let i = 0; i < HOLDERS; i++) {
      const entity = tx.create();
      tx.insert(entity, left, { amount: SUM / HOLDERS - i });
      tx.insert(entity, right, { amount: i });
      holders.push(entity);
    }
    return { samples, holders };
  });
}

/** New values for some samples, other samples for some, and an amount from one side to the other. */
function change(db: Database, { sample, left, right }: Tables, world: World, { random }: Context): Promise<void> {
  return db.write((tx) => {
    for (let i = random.below(8); i > 0; i--) {
      const value = random.below(2 ** 31);
      tx.update(random.pick(world.samples), sample, { value, check: checkOf(value) });
    }
    if (random.oneIn(4)) {
      const at = random.below(world.samples.length);
      tx.destroy(world.samples[at] as Entity);
      const entity = tx.create();
      const value = random.below(2 ** 31);
      tx.insert(entity, sample, { value, check: checkOf(value) });
      world.samples[at] = entity;
    }
    const amount = random.below(1000);
    const from = random.pick(world.holders);
    const to = random.pick(world.holders);
    tx.update(from, left, (row) => row.set('amount', (row.get('amount') as number) - amount));
    tx.update(to, right, (row) => row.set('amount', (row.get('amount') as number) + amount));
  });
}
