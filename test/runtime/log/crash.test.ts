/**
 * Whenever the machine goes off and whatever survives: everything acknowledged is in the log, the manifest names a
 * segment that is there, and segments that are not the last are whole.
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
  // Names are few, so that few choices meet those in which one matters.
  ...Array.from({ length: 12 }, (_, i) => ({ sectors: 'all' as const, entries: { seed: i } })),
];

test.each([
  ['synced group by group', true],
  ['left to the segments', false],
])('a crash before any call, of a log that is %s', (_, syncsGroups) => {
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
      // A segment whose name is there is there as a whole, and so is the one before it.
      for (const [i, { frames, previous }] of segments.entries()) {
        expect([where, frames[0]?.type]).toEqual([where, 2]);
        expect([where, previous.length]).toEqual([where, segments[i - 1]?.end ?? 0]);
      }
    }
  }
});
