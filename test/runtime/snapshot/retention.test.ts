/**
 * Promises: the two newest snapshots are kept, with all segments that the older of them needs. Everything before them
 * is deleted. Whichever deletions survive a crash, each of the two snapshots can be brought up to date.
 */

import { Directory, SnapshotWriter } from '@ecsdb/runtime/storage';
import { removeUnneeded, type SimulatedFileSystem, segmentName, snapshotName } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { schemaOf } from '../support/schema.js';
import { DIRECTORY, fileSystem, IDENTITY, readScan, World } from './world.js';

type Window = readonly [start: number, end: number];

const world = new World(schemaOf({ tables: {} }));
const blocks = readScan(world.scan(), 1000);

/** A directory with snapshots of the windows, and segments that begin with the versions. */
function directoryOf(windows: readonly Window[], firstVersions: readonly number[]): SimulatedFileSystem {
  const fs = fileSystem();
  for (const [start, end] of windows) {
    const writer = new SnapshotWriter(new Directory(fs, DIRECTORY), IDENTITY, start);
    for (const { block, payload } of blocks) writer.add(block, payload);
    writer.finish(end);
  }
  for (const [i, version] of firstVersions.entries())
    fs.writeRaw(`${DIRECTORY}/${segmentName(i + 1, version)}`, new Uint8Array(9));
  return fs;
}

function namesIn(fs: SimulatedFileSystem): string[] {
  return [...fs.files().keys()].map((path) => path.slice(DIRECTORY.length + 1));
}

describe('removeUnneeded deletes', () => {
  test.each<[string, Window[], number[], string[]]>([
    ['nothing without a snapshot', [], [1, 5, 9], []],
    ['nothing with one snapshot', [[7, 8]], [1, 5, 9], []],
    [
      'segments before the one that contains the version after the window start',
      [
        [7, 8],
        [20, 22],
      ],
      [1, 5, 9],
      [segmentName(1, 1)],
    ],
    [
      'a segment that ends with the window start',
      [
        [8, 8],
        [20, 22],
      ],
      [1, 5, 9],
      [segmentName(1, 1), segmentName(2, 5)],
    ],
    [
      'never the newest segment, even if no snapshot needs it',
      [
        [30, 31],
        [32, 33],
      ],
      [1, 5],
      [segmentName(1, 1)],
    ],
    [
      'segments that contain no version',
      [
        [4, 4],
        [6, 6],
      ],
      [1, 5, 5, 5, 6],
      [1, 5, 5].map((version, i) => segmentName(i + 1, version)),
    ],
    [
      'nothing if the log begins with the version after the window start',
      [
        [4, 4],
        [6, 6],
      ],
      [5, 6],
      [],
    ],
    [
      'nothing if the log begins too late',
      [
        [4, 4],
        [6, 6],
      ],
      [7, 9],
      [],
    ],
    [
      'snapshots before segments, and older ones first',
      [
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
      ],
      [1, 6],
      [snapshotName(2), snapshotName(4), segmentName(1, 1)],
    ],
    [
      'segments that the second newest snapshot does not need, even if a deleted one does',
      [
        [0, 9],
        [3, 10],
        [7, 11],
      ],
      [1, 3, 4, 6],
      [snapshotName(9), segmentName(1, 1), segmentName(2, 3)],
    ],
  ])('%s', (_, windows, firstVersions, expected) => {
    const fs = directoryOf(windows, firstVersions);
    const before = namesIn(fs);
    expect(removeUnneeded(new Directory(fs, DIRECTORY))).toEqual(expected);
    expect(namesIn(fs)).toEqual(before.filter((name) => !expected.includes(name)));
    expect(removeUnneeded(new Directory(fs, DIRECTORY))).toEqual([]);
  });

  test('a snapshot with a damaged header is not counted and not deleted, because recovery handles it', () => {
    const fs = directoryOf(
      [
        [1, 1],
        [3, 3],
        [5, 5],
      ],
      [1, 2, 4, 6],
    );
    fs.writeRaw(`${DIRECTORY}/${snapshotName(5)}`, new Uint8Array(600));
    expect(removeUnneeded(new Directory(fs, DIRECTORY))).toEqual([segmentName(1, 1)]);
  });

  test('other files are not touched', () => {
    const fs = directoryOf(
      [
        [3, 3],
        [5, 5],
      ],
      [1, 4, 6],
    );
    const others = [
      'MANIFEST',
      'LOCK-1',
      'bad-snap-0000000000000001.snap',
      'torn-0000000001-512.bytes',
      'spare.tmp',
      'notes.txt',
    ];
    for (const name of others) fs.writeRaw(`${DIRECTORY}/${name}`, new Uint8Array(1));
    expect(removeUnneeded(new Directory(fs, DIRECTORY))).toEqual([segmentName(1, 1)]);
    expect(namesIn(fs)).toEqual(expect.arrayContaining(others));
  });
});

test('whichever deletions survive a crash, both snapshots can be brought up to date', () => {
  const steps = fc.array(fc.nat(4), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      steps,
      fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 5 })), { minLength: 2, maxLength: 5 }),
      fc.nat(12),
      fc.nat(),
      (grown, gaps, stop, seed) => {
        const firstVersions = [1];
        for (const step of grown) firstVersions.push((firstVersions.at(-1) as number) + step);
        const windows: Window[] = [];
        for (const [length, gap] of gaps) {
          const end = (windows.at(-1)?.[1] ?? 0) + gap;
          windows.push([Math.max(0, end - length), end]);
        }
        const fs = directoryOf(windows, firstVersions);
        let unlinks = 0;
        fs.onCall(({ kind }) => (kind === 'unlink' && unlinks++ === stop ? 'crash' : undefined));
        try {
          removeUnneeded(new Directory(fs, DIRECTORY));
        } catch {
          // The machine is off.
        }
        const names = namesIn(fs.crash({ sectors: 'none', entries: { seed } }));
        for (const [start, end] of windows.slice(-2)) {
          expect(names).toContain(snapshotName(end));
          const first = firstVersions.findLastIndex((version) => version <= start + 1);
          for (let i = first; i < firstVersions.length; i++) {
            expect(names).toContain(segmentName(i + 1, firstVersions[i] as number));
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('an error ends the deletions, and the next call continues them', () => {
  const fs = directoryOf(
    [
      [1, 1],
      [3, 3],
      [9, 9],
    ],
    [1, 2, 3, 4],
  );
  let unlinks = 0;
  fs.onCall(({ kind }) => (kind === 'unlink' && unlinks++ === 2 ? { error: 'EIO' } : undefined));
  expect(() => removeUnneeded(new Directory(fs, DIRECTORY))).toThrow('EIO');
  fs.onCall();
  expect(removeUnneeded(new Directory(fs, DIRECTORY))).toEqual([segmentName(2, 2), segmentName(3, 3)]);
});
