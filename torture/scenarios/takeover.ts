/** Another process takes over the directory at any call of the file system, as it may if the holder was suspended. */

import type { Database, Transaction } from '@ecsdb/runtime';
import type { Call, CallKind } from '@ecsdb/runtime/testing';
import type { Context, Scenario } from '../framework/scenario.js';
import { require, Violation } from '../framework/violation.js';
import { bankSchema } from '../workload/bank.js';

const DIRECTORY = 'bank';
/** With so many entities, a few groups fill a segment of 4 KiB. */
const ENTITIES_PER_COMMIT = 30;
/** A short run tries one of so many calls. */
const SHORT_STEP = 5;
const MODES: readonly Mode[] = [
  { name: 'strict', durability: 'strict', commits: [6, 3] },
  // The thread that commits writes the log itself, unless a new segment begins.
  { name: 'strict, writeSync', durability: 'strict', isSync: true, commits: [12, 6] },
  { name: 'interval', durability: 'interval', commits: [6, 3] },
  { name: 'none', durability: 'none', commits: [6, 3] },
];
const CHANGES_NAMES: ReadonlySet<CallKind> = new Set<CallKind>(['create', 'rename', 'unlink']);

interface Mode {
  readonly name: string;
  readonly durability: 'strict' | 'interval' | 'none';
  readonly isSync?: true;
  /** Before the first snapshot, and before the next ones. */
  readonly commits: readonly [number, number];
}

export const takeover: Scenario = {
  name: 'takeover',
  proves: 'a process that lost its lock acknowledges no commit that its successor has not read, and changes no names',
  run: async (context) => {
    for (const mode of MODES) {
      const calls = (await runOnce(context, mode, Number.POSITIVE_INFINITY)).calls;
      const step = context.effort === 'short' ? SHORT_STEP : 1;
      for (let at = 1 + context.random.below(step); at <= calls && context.hasTime(); at += step) {
        context.at(`${mode.name}: the lock is lost at call ${at}`);
        await runOnce(context, mode, at);
        context.count('takeovers');
      }
    }
  },
};

/**
 * Uses a database until it fails or the script ends. The lock is lost before call number `lossAt`, counted from the
 * call that takes it.
 */
async function runOnce(
  { runtime }: Context,
  { durability, isSync, commits }: Mode,
  lossAt: number,
): Promise<{ readonly calls: number }> {
  const fs = new runtime.SimulatedFileSystem();
  let calls = -1;
  let lastWrite = -1;
  let changed: Call | undefined;
  fs.onCall((call) => {
    if (calls < 0 && call.kind !== 'lock') return undefined;
    calls++;
    if (calls === lossAt) fs.breakLock(DIRECTORY);
    // The keeper may write a spare segment between a commit and its acknowledgement.
    if (call.kind === 'write' && isOfSegment(call.path)) lastWrite = calls;
    if (calls > lossAt && CHANGES_NAMES.has(call.kind)) changed ??= call;
    return undefined;
  });
  const options = { directory: DIRECTORY, durability, segmentBytes: 4096, fileSystem: fs, onWarning: () => {} };
  const isLost = (): boolean => calls >= lossAt;
  try {
    const db = await runtime.Database.open(bankSchema(runtime), options);
    try {
      for (let i = 0; i < commits[0]; i++) await commit(db);
      await attempt(() => db.checkpoint());
      for (let i = 0; i < commits[1]; i++) await commit(db);
      await attempt(() => db.checkpoint());
      await attempt(() => db.checkpoint());
    } finally {
      await attempt(() => db.close());
    }
  } catch (error) {
    if (error instanceof Violation) throw error;
    require(isLost() && error instanceof runtime.EcsDbError, 'only a lost lock ends the work', () => error);
  }
  require(changed === undefined, 'without the lock no names are changed', () => changed);
  return { calls };

  async function commit(db: Database): Promise<void> {
    const before = lastWrite;
    const change = (tx: Transaction): void => {
      for (let i = 0; i < ENTITIES_PER_COMMIT; i++) tx.create();
    };
    if (isSync) db.writeSync(change);
    else await db.write(change);
    // In this mode, commits are acknowledged before they are written; `flush` resolves when they are on the device.
    if (durability === 'interval') await db.flush();
    const isAfterLoss = lastWrite > before && lastWrite >= lossAt;
    require(!isAfterLoss, 'a write without the lock is not acknowledged', () => `call ${lastWrite}`);
  }

  async function attempt(run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
    } catch (error) {
      require(isLost(), 'only a lost lock makes a call fail', () => error);
    }
  }
}

function isOfSegment(path: string): boolean {
  return path.includes('/wal-');
}
