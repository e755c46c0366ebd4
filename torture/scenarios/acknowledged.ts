/**
 * With real threads and a real disk: what is durable when a promise resolves. Crashes are not possible here, but the
 * figures of the database are.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context, Scenario } from '../framework/scenario.js';
import { require } from '../framework/violation.js';
import { Ledger } from '../ledger/ledger.js';
import { ledgerSchema } from '../ledger/schema.js';

const COMMITS = { short: 60, long: 20_000 } as const;
const SEGMENT_BYTES = 16 * 1024;
/** Longer than a run takes. */
const LATER_MS = 60_000;

export const acknowledged: Scenario = {
  name: 'acknowledged',
  proves: 'with a log thread, no commit is acknowledged before the log reports that it is durable',
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
      const { number } = random.oneIn(5) ? ledger.commitSync() : await ledger.commit();
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
}
