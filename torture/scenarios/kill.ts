/**
 * T1: a process is killed at any moment, again and again, in one directory.
 *
 * The page cache survives a kill, so this says nothing about syncs. It is real, on the other hand: threads, files, locks, timing.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Context, Scenario } from '../framework/scenario.js';
import { require } from '../framework/violation.js';
import { History } from '../kill/history.js';
import { KilledProcess } from '../kill/killed-process.js';
import type { Order, Report } from '../kill/protocol.js';
import { show } from '../ledger/ledger.js';
import { ledgerSchema } from '../ledger/schema.js';

interface Way {
  readonly name: string;
  /** Left out of a short run, because another way is much like it. */
  readonly isLong?: true;
  /** What has to be reported before a kill may come, and how many milliseconds later it comes at most. */
  readonly moments: readonly (readonly [kind: Report['kind'], delayMs: number])[];
  readonly order: Omit<Order, 'directory' | 'seed'>;
}

const STEADY = {
  durability: 'strict',
  intervalMs: 10,
  segmentBytes: 2 ** 20,
  checkpointBytes: 2 ** 30,
  writers: 6,
} as const;
const SMALL = { ...STEADY, segmentBytes: 4096, checkpointBytes: 65_536 } as const;

const WAYS: readonly Way[] = [
  { name: 'steady', moments: [['acknowledged', 300]], order: STEADY },
  {
    name: 'steady, interval',
    isLong: true,
    moments: [['acknowledged', 300]],
    order: { ...STEADY, durability: 'interval' },
  },
  { name: 'steady, none', isLong: true, moments: [['acknowledged', 300]], order: { ...STEADY, durability: 'none' } },
  { name: 'tiny segments', isLong: true, moments: [['acknowledged', 300]], order: SMALL },
  { name: 'tiny segments, interval', moments: [['acknowledged', 300]], order: { ...SMALL, durability: 'interval' } },
  { name: 'tiny segments, none', moments: [['acknowledged', 300]], order: { ...SMALL, durability: 'none' } },
  {
    name: 'snapshots',
    moments: [['snapshot', 100]],
    order: { ...SMALL, isCheckpointing: true },
  },
  {
    name: 'snapshots by themselves, interval',
    isLong: true,
    moments: [['acknowledged', 300]],
    order: { ...SMALL, checkpointBytes: 4096, durability: 'interval' },
  },
  {
    name: 'opening',
    moments: [['opening', 40]],
    order: { ...SMALL, commitsPerLife: 30 },
  },
  {
    name: 'opening and closing, none',
    isLong: true,
    moments: [
      ['opening', 30],
      ['closing', 20],
    ],
    order: { ...SMALL, commitsPerLife: 30, durability: 'none' },
  },
  {
    name: 'closing',
    moments: [['closing', 15]],
    order: { ...SMALL, commitsPerLife: 20 },
  },
  {
    name: 'closing, interval',
    isLong: true,
    moments: [['closing', 15]],
    order: { ...SMALL, commitsPerLife: 20, durability: 'interval', intervalMs: 50 },
  },
];

/** Kills in one directory. */
const KILLS = { short: 2, long: 25 } as const;
/** Before one of so many kills, somebody else tries to open the directory. */
const INTRUDE_ONE_IN = { short: 2, long: 5 } as const;

export const kill: Scenario = {
  name: 'kill',
  proves: 'a process that is killed takes nothing with it that was acknowledged, and the next one goes on from there',
  run: async (context) => {
    do {
      for (const way of WAYS) {
        if (!context.hasTime()) return;
        if (context.effort === 'short' && way.isLong) continue;
        await killAgainAndAgain(context, way);
      }
    } while (context.effort === 'long');
  },
};

async function killAgainAndAgain(context: Context, way: Way): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'ecsdb-kill-'));
  try {
    const history = new History({ ...way.order, directory, seed: 0 });
    for (let kills = 0; kills < KILLS[context.effort] && context.hasTime(); kills++) {
      context.at(`${way.name}, kill ${kills + 1}, after version ${history.version}`);
      await killOnce(context, way, directory, history);
    }
    await look(context, directory, history);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function killOnce(context: Context, way: Way, directory: string, history: History): Promise<void> {
  const { random, count } = context;
  const child = new KilledProcess({ ...way.order, directory, seed: random.below(2 ** 31) });
  const [kind, delayMs] = random.pick(way.moments);
  // The first one of its kind, or one of the next.
  const which = 1 + random.below(kind === 'acknowledged' ? 50 : 3);
  const hasMoment = await child.until((reports) => reports.filter((report) => report.kind === kind).length >= which);
  if (!hasMoment) history.take(child.reports);
  require(hasMoment, 'the process lives until it is killed', () => child.reports.at(-1));
  await setTimeout(random.next() * delayMs);
  const isOpen = way.order.commitsPerLife === undefined && child.reports.some((report) => report.kind === 'opened');
  if (isOpen && random.oneIn(INTRUDE_ONE_IN[context.effort])) await intrude(context, directory, child);
  await child.kill();
  const last = child.reports.findLast(({ kind: one }) => one === 'opening' || one === 'opened' || one === 'closing');
  count(`${way.name}: kills while ${last === undefined ? 'starting' : last.kind === 'opened' ? 'open' : last.kind}`);
  count('commits acknowledged', child.reports.filter((report) => report.kind === 'acknowledged').length);
  history.take(child.reports);
}

/** A second process, this one, finds the directory locked, and by whom. */
async function intrude({ runtime, count }: Context, directory: string, { pid }: KilledProcess): Promise<void> {
  const outcome = await runtime.Database.open(ledgerSchema(runtime), { directory }).then(
    () => 'it was opened',
    (error: unknown) => error,
  );
  const isLocked = outcome instanceof runtime.EcsDbError && outcome.code === 'LOCKED' && outcome.pid === pid;
  require(isLocked, `the directory is LOCKED by process ${pid}`, () => outcome);
  count('second openers turned away');
}

/** After the last kill: everything is there, can be closed, and is there again. */
async function look({ runtime }: Context, directory: string, history: History): Promise<void> {
  for (let openings = 0; openings < 2; openings++) {
    const db = await runtime.Database.open(ledgerSchema(runtime), { directory });
    const { version, recovery } = db;
    const wasClosed = recovery?.wasClosed ?? null;
    history.found(version, show(db), wasClosed, recovery?.dropped?.bytes ?? 0);
    require(openings === 0 || wasClosed === true, 'a close is seen');
    await db.close();
  }
}
