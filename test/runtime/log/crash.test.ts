/**
 * Promise: after a crash at any call, whatever survives, the log contains everything acknowledged. The manifest names
 * an existing segment, and all segments before the last are complete.
 */

import { LogWriter } from '@ecsdb/runtime/storage';
import type { CrashChoice } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { DIRECTORY, group, newDatabase, newestOf, OPTIONS, segmentsOf, upTo, versionsOf } from './writing.js';

const CHOICES: readonly CrashChoice[] = [
  { sectors: 'none', entries: 'none' },
  { sectors: 'all', entries: 'none' },
  { sectors: 'none', entries: 'all' },
  { sectors: 'all', entries: 'all' },
  ...Array.from({ length: 6 }, (_, i) => ({ sectors: { seed: i }, entries: { seed: i + 100 } })),
  // There are few names, so few choices reach the states in which a name matters.
  ...Array.from({ length: 12 }, (_, i) => ({ sectors: 'all' as const, entries: { seed: i } })),
];

test.each([
  ['synced after each group', true],
  ['synced only at the end of each segment', false],
])('a crash before any call loses nothing acknowledged, in a log that is %s', (_, syncsGroups) => {
  let isOver = false;
  for (let crashAt = 0; !isOver; crashAt++) {
    const fs = newDatabase();
    fs.writeRaw(`${DIRECTORY}/spare.tmp`, new Uint8Array(4096));
    let calls = 0;
    fs.onCall(() => (calls++ === crashAt ? 'crash' : undefined));
    const writer = new LogWriter(fs, OPTIONS);
    let acknowledged = 0;
    try {
      writer.begin();
      for (let version = 1; version <= 5; version++) {
        writer.write(group(version, 1500), version);
        if (syncsGroups) writer.sync();
        acknowledged = writer.durableVersion;
        if (version === 2 && syncsGroups) writer.seal();
      }
      writer.close();
      isOver = true;
    } catch {}
    for (const choice of CHOICES) {
      const after = fs.crash(choice);
      const where = [crashAt, choice];
      const segments = segmentsOf(after);
      const versions = versionsOf(segments);
      expect([where, versions]).toEqual([where, upTo(versions.length)]);
      expect(versions.length).toBeGreaterThanOrEqual(acknowledged);
      expect([where, segments.map(({ sequence }) => sequence)]).toEqual([where, upTo(segments.length)]);
      expect([0, 1]).toContain(segments.length - newestOf(after));
      // A segment that has its name is complete, and so is the segment before it.
      for (const [i, { frames, previous }] of segments.entries()) {
        expect([where, frames[0]?.type]).toEqual([where, 2]);
        expect([where, previous.length]).toEqual([where, segments[i - 1]?.end ?? 0]);
      }
    }
  }
});
