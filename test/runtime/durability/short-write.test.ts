/** Promise: a group that the system writes in parts is torn or complete after a crash, and never looks damaged. */

import { Database } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { Body, physics } from '../support/body.js';

const PARTS = Array.from({ length: 16 }, (_, i) => 1 + i * 97);

test.each(PARTS)('a group written as %d bytes and the rest is torn or complete', async (bytes) => {
  const fs = new SimulatedFileSystem();
  const moments: SimulatedFileSystem[] = [];
  const db = await Database.open(physics, { directory: 'db', fileSystem: fs, segmentBytes: 4096 });
  const insert = (count: number): void =>
    db.writeSync((tx) => {
      for (let i = 0; i < count; i++) tx.insert(tx.create(), Body, { mass: i + 1, speed: [i, -i], owner: 2n ** 60n });
    });
  insert(1);
  let isFirst = true;
  fs.onCall(({ kind }) => {
    moments.push(fs.clone());
    if (kind !== 'write' || !isFirst) return undefined;
    isFirst = false;
    return { shortWrite: bytes };
  });
  insert(20);
  fs.onCall();

  for (const [i, moment] of moments.entries()) {
    for (let seed = 0; seed < 6; seed++) {
      const after = moment.crash({ sectors: { seed: seed * 100 + i }, entries: 'all' });
      const { version } = await Database.open(physics, { directory: 'db', fileSystem: after, segmentBytes: 4096 });
      expect([1, 2]).toContain(version);
    }
  }
});
