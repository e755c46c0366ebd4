/**
 * Promise: when a sync of the directory has failed and dropped names, and the process is started again without the
 * machine, a crash of either opening leaves a directory that is opened. What the page cache alone holds is never built
 * upon.
 */

import { Database } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { Body, physics } from '../support/body.js';

const OPTIONS = { directory: 'db', segmentBytes: 4096 } as const;

/**
 * Commits so much that the log goes through segments, until something fails; answers how many commits were
 * acknowledged.
 */
async function fill(fs: SimulatedFileSystem): Promise<number> {
  const db = await Database.open(physics, { ...OPTIONS, fileSystem: fs });
  try {
    for (let i = 0; i < 6; i++) {
      db.writeSync((tx) => {
        for (let k = 0; k < 40; k++) tx.insert(tx.create(), Body, { mass: k });
      });
    }
  } catch {}
  return db.version;
}

test.each([3, 4, 5, 6, 7, 8])('the sync of the directory number %d', async (failing) => {
  const fs = new SimulatedFileSystem();
  let syncs = 0;
  fs.onCall(({ kind }) => (kind === 'syncDirectory' && syncs++ === failing ? { dropSync: true } : undefined));
  const acknowledged = await fill(fs);

  const again = fs.clone();
  const moments: SimulatedFileSystem[] = [];
  again.onCall(() => {
    moments.push(again.clone());
    return undefined;
  });
  await Database.open(physics, { ...OPTIONS, fileSystem: again });
  for (const moment of moments) {
    for (const kept of ['none', 'all'] as const) {
      const after = moment.crash({ sectors: kept, entries: kept });
      const db = await Database.open(physics, { ...OPTIONS, fileSystem: after });
      expect(db.version).toBeGreaterThanOrEqual(acknowledged);
    }
  }
});
