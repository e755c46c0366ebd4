/**
 * Promise: a failed sync of the directory loses no acknowledged commit, even if it dropped names. If the process
 * restarts and the machine does not, a crash during the next opening also leaves a directory that opens. Recovery never
 * relies on data that is only in the page cache.
 */

import { Database } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { Body, physics } from '../support/body.js';

const OPTIONS = { directory: 'db', segmentBytes: 4096 } as const;

/** Commits enough for several segments, until a call fails. Returns how many commits were acknowledged. */
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

test.each([3, 4, 5, 6, 7, 8])('directory sync %d fails: a crash of the next opening loses nothing', async (failing) => {
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
