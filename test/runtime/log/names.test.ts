/** File names are as docs/format.md specifies and sort like their numbers; other names are not recognized. */

import { parseSegmentName, parseSnapshotName } from '@ecsdb/runtime/storage';
import { badName, isTemporary, segmentName, snapshotName, temporaryName, tornName } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';

test('names are formatted as specified', () => {
  expect(segmentName(7, 1234)).toBe('wal-0000000007-0000000000001234.log');
  expect(snapshotName(1234)).toBe('snap-0000000000001234.snap');
  expect(tornName(7, 4096)).toBe('torn-0000000007-4096.bytes');
  expect(badName(snapshotName(1))).toBe('bad-snap-0000000000000001.snap');
  expect(temporaryName('MANIFEST')).toBe('MANIFEST.tmp');
});

test('a parsed name gives the numbers that it was made from', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999_999_999 }), fc.maxSafeNat(), (sequence, version) => {
      expect(parseSegmentName(segmentName(sequence, version))).toEqual({ sequence, firstVersion: version });
      expect(parseSnapshotName(snapshotName(version))).toBe(version);
    }),
  );
});

test('segments sort by sequence', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.maxSafeNat(), fc.maxSafeNat(), (a, b, v, w) => {
      fc.pre(a !== b);
      expect(segmentName(a, v) < segmentName(b, w)).toBe(a < b);
    }),
  );
});

test.each([
  'wal-7-1234.log',
  'wal-0000000007-0000000000001234.log.tmp',
  'bad-wal-0000000007-0000000000001234.log',
  'wal-0000000007-000000000000123x.log',
  'snap-0000000000001234.snap.tmp',
  'bad-snap-0000000000001234.snap',
  'torn-0000000007-4096.bytes',
  'spare.tmp',
  'notes.txt',
])('%s is neither a segment nor a snapshot', (name) => {
  expect(parseSegmentName(name)).toBeUndefined();
  expect(parseSnapshotName(name)).toBeUndefined();
});

test('an unfinished file is recognized by its name', () => {
  expect(isTemporary('MANIFEST.tmp')).toBe(true);
  expect(isTemporary('MANIFEST')).toBe(false);
});
