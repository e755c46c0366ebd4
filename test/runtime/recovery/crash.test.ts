/**
 * Promise: after a crash at any point of a recovery, the directory recovers to the same state. Recovery keeps what it
 * drops until the copy is on the device.
 */

import { FileSystemError, writeFully } from '@ecsdb/runtime/storage';
import { type SimulatedFileSystem, type Survivors, tornName } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import { addSnapshot, buildLog, diskWith, edit, open, path, type SegmentBuilder, upTo } from './directories.js';

/** A torn tail, a damaged snapshot, and unfinished files. */
function tornDisk(): SimulatedFileSystem {
  const log = buildLog(
    (one) => one.commit(2),
    (two) => two.commit(2).commit(1, 800),
  );
  const fs = diskWith(log);
  edit(fs, log[1]?.name ?? '', (bytes) => bytes.fill(0, bytes.length - 600));
  addSnapshot(fs, 1);
  edit(fs, addSnapshot(fs, 3), (bytes) => bytes.slice(0, -8));
  fs.writeRaw(path('spare.tmp'), new Uint8Array(2000));
  fs.writeRaw(path('snap.tmp'), new Uint8Array(20));
  return fs;
}

/** A segment that the manifest does not name yet. */
function staleManifestDisk(): SimulatedFileSystem {
  const log = buildLog(
    (one) => one.commit(3),
    (two) => two.commit(),
    () => {},
  );
  return diskWith(log, 2);
}

interface Given {
  readonly what: string;
  readonly disk: () => SimulatedFileSystem;
  readonly versions: readonly number[];
  readonly evidence?: string;
}

const TORN = tornDisk();
const STALE_MANIFEST = staleManifestDisk();
const TORN_AT = open(TORN.clone()).recovered.end.length;

/** Which unsynced changes of files and of names survive a crash. */
const OUTCOMES: readonly (readonly [Survivors, Survivors])[] = [
  ['none', 'none'],
  ['none', 'all'],
  ['all', 'none'],
  ['all', 'all'],
  [{ seed: 1 }, { seed: 2 }],
  [{ seed: 3 }, { seed: 4 }],
];

const GIVEN: readonly Given[] = [
  {
    what: 'a torn tail and a damaged snapshot',
    disk: () => TORN.clone(),
    versions: [2, 3, 4],
    evidence: tornName(2, TORN_AT),
  },
  { what: 'a manifest that does not name the newest segment', disk: () => STALE_MANIFEST.clone(), versions: upTo(4) },
];

describe.each(GIVEN)('$what', ({ disk, versions, evidence }) => {
  const calls = ((): number => {
    const fs = disk();
    open(fs);
    return fs.callCount;
  })();

  test('after a crash before any call, recovery reaches the same state', () => {
    for (let at = 0; at < calls; at++) {
      const fs = disk();
      const crashAt = fs.callCount + at;
      fs.onCall(({ index }) => (index === crashAt ? 'crash' : undefined));
      try {
        open(fs);
      } catch (error) {
        if (!(error instanceof Error) || !fs.isOff) throw error;
      }
      for (const [sectors, entries] of OUTCOMES) {
        const after = fs.crash({ sectors, entries });
        const { recovered, target } = open(after);
        expect([at, sectors, entries, target.versions]).toEqual([at, sectors, entries, versions]);
        if (evidence !== undefined) expect(after.files().has(path(evidence))).toBe(true);
        const again = open(after);
        expect(again.recovered.end).toEqual(recovered.end);
        expect(again.recovered.report).toMatchObject({ dropped: null, setAside: [], removed: [] });
      }
    }
  });

  test('an error of any call loses nothing, and the next attempt succeeds', () => {
    for (let at = 0; at < calls; at++) {
      const fs = disk();
      const failAt = fs.callCount + at;
      fs.onCall(({ index }) => (index === failAt ? { error: 'EIO' } : undefined));
      let failure: unknown;
      try {
        open(fs);
      } catch (error) {
        failure = error;
      }
      fs.onCall();
      if (failure !== undefined) expect(failure).toMatchObject({ code: 'IO_ERROR', systemCode: 'EIO' });
      expect(failure).not.toBeInstanceOf(FileSystemError);
      expect(open(fs).target.versions).toEqual(versions);
    }
  });
});

test('bytes that were only in the page cache are on the device after recovery, even after a failed sync', () => {
  const [segment] = buildLog((one) => one.commit(2).close()) as [SegmentBuilder];
  const fs = diskWith([segment]);
  const close = segment.frames.at(-1)?.offset ?? 0;
  fs.writeRaw(path(segment.name), segment.bytes.slice(0, close));
  // A process wrote the close frame, its sync failed, and the process ended.
  const file = fs.open(path(segment.name), 'update');
  writeFully(file, segment.bytes.slice(close), close);
  fs.onCall(({ kind }) => (kind === 'sync' ? { dropSync: true } : undefined));
  expect(() => file.sync()).toThrow();
  fs.onCall();

  const { recovered } = open(fs);
  expect(recovered.report.wasClosed).toBe(true);
  expect(open(fs.crash({ sectors: 'none', entries: 'none' })).recovered.end).toEqual(recovered.end);
});
