/**
 * With real threads and a real disk: what is durable when a promise resolves. Crashes are not possible here, but the
 * figures of the database are.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../framework/scenario.js';
import { require } from '../framework/violation.js';
import { Ledger } from '../ledger/ledger.js';
import { ledgerSchema } from '../ledger/schema.js';

const COMMITS = { short: 60, long: 20_000 } as const;
const SEGMENT_BYTES = 16 * 1024;
/** The log writes a seal after 50 to 60 ms without a commit, just when this thread may write the next commit itself. */
const PAUSE_MS = { least: 50, more: 12 } as const;
/** Longer than a run takes. */
const LATER_MS = 60_000;

export const acknowledged: Scenario = {
  name: 'acknowledged',
  proves:
    'with a log thread, no commit is acknowledged before the log reports that it is durable, and all are read again',
  run: async (context) => {
    for (const durability of ['strict', 'interval'] as const) {
      const directory = mkdtempSync(join(tmpdir(), 'ecsdb-acknowledged-'));
      try {
        await commit(context, directory, durability);
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    }
  },
};

async function commit(context: Context, directory: string, durability: 'strict' | 'interval'): Promise<void> {
  const { runtime, random, effort } = context;
  const options = { directory, durability, intervalMs: LATER_MS, segmentBytes: SEGMENT_BYTES };
  const db = await runtime.Database.open(ledgerSchema(runtime), options);
  const ledger = new Ledger(db);
  try {
    for (let i = 0; i < COMMITS[effort] && context.hasTime(); i++) {
      context.at(`${durability}, after version ${db.version}`);
      if (random.oneIn(20)) await sleep(PAUSE_MS.least + random.below(PAUSE_MS.more));
      const { number } = random.oneIn(3) ? ledger.commitSync() : await ledger.commit();
      const isFlushed = durability === 'interval' && random.oneIn(5);
      if (isFlushed) await db.flush();
      if (durability !== 'strict' && !isFlushed) continue;
      require(db.durableVersion >= number, `version ${number} is on the device when it is acknowledged`, () =>
        db.durableVersion);
      context.count(`${durability}: versions acknowledged`);
    }
  } finally {
    await db.close();
  }
  const again = await runtime.Database.open(ledgerSchema(runtime), options);
  const { version, recovery } = again;
  await again.close();
  require(version === db.version, `a database that was closed has version ${db.version}`, () => version);
  require(recovery?.dropped === null, 'a log that was closed has no torn end', () => recovery);
}
