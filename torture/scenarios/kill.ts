/**
 * T1: a process is killed at any moment, again and again, in one directory.
 *
 * The page cache survives a kill, so this does not test syncs. But threads, files, locks and timing are real.
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
  /** Not part of a short run, because another way is similar. */
  readonly isLong?: true;
  /** The report that a kill follows, and the longest delay in milliseconds. */
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

/** The number of kills in one directory. */
const KILLS = { short: 2, long: 25 } as const;
/** Before one of so many kills, this process tries to open the directory. */
const OPEN_ONE_IN = { short: 2, long: 5 } as const;

export const kill: Scenario = {
  name: 'kill',
  proves: 'a killed process loses no acknowledged commit, and the next one continues from there',
  run: async (context) => {
    do {
      for (const way of WAYS) {
        if (!context.hasTime()) return;
        if (context.effort === 'short' && way.isLong) continue;
        await killRepeatedly(context, way);
      }
    } while (context.effort === 'long');
  },
};

async function killRepeatedly(context: Context, way: Way): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'ecsdb-kill-'));
  try {
    const history = new History({ ...way.order, directory, seed: 0 });
    for (let kills = 0; kills < KILLS[context.effort] && context.hasTime(); kills++) {
      context.at(`${way.name}, kill ${kills + 1}, after version ${history.version}`);
      await killOnce(context, way, directory, history);
    }
    await checkContents(context, directory, history);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function killOnce(context: Context, way: Way, directory: string, history: History): Promise<void> {
  const { random, count } = context;
  const child = new KilledProcess({ ...way.order, directory, seed: random.below(2 ** 31) });
  const [kind, delayMs] = random.pick(way.moments);
  // The first report of this kind, or one of the next.
  const which = 1 + random.below(kind === 'acknowledged' ? 50 : 3);
  const hasMoment = await child.until((reports) => reports.filter((report) => report.kind === kind).length >= which);
  if (!hasMoment) history.take(child.reports);
  require(hasMoment, 'the process lives until it is killed', () => child.reports.at(-1));
  await setTimeout(random.next() * delayMs);
  const isOpen = way.order.commitsPerLife === undefined && child.reports.some((report) => report.kind === 'opened');
  if (isOpen && random.oneIn(OPEN_ONE_IN[context.effort])) await tryToOpen(context, directory, child);
  await child.kill();
  const last = child.reports.findLast(({ kind: one }) => one === 'opening' || one === 'opened' || one === 'closing');
  count(`${way.name}: kills while ${last === undefined ? 'starting' : last.kind === 'opened' ? 'open' : last.kind}`);
  count('commits acknowledged', child.reports.filter((report) => report.kind === 'acknowledged').length);
  history.take(child.reports);
}

/** This process tries to open the directory, and gets LOCKED with the id of the process that has it open. */
async function tryToOpen({ runtime, count }: Context, directory: string, { pid }: KilledProcess): Promise<void> {
  const outcome = await runtime.Database.open(ledgerSchema(runtime), { directory }).then(
    () => 'it was opened',
    (error: unknown) => error,
  );
  const isLocked = outcome instanceof runtime.EcsDbError && outcome.code === 'LOCKED' && outcome.pid === pid;
  require(isLocked, `the directory is LOCKED by process ${pid}`, () => outcome);
  count('openings refused by the lock');
}

/** After the last kill: everything is there, before and after a close. */
async function checkContents({ runtime }: Context, directory: string, history: History): Promise<void> {
  for (let openings = 0; openings < 2; openings++) {
    const db = await runtime.Database.open(ledgerSchema(runtime), { directory });
    const { version, recovery } = db;
    const wasClosed = recovery?.wasClosed ?? null;
    history.found(version, show(db), wasClosed, recovery?.dropped?.bytes ?? 0);
    require(openings === 0 || wasClosed === true, 'the opening recognises the close');
    await db.close();
  }
}
