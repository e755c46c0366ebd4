/**
 * Promise (T5): recovery detects files that were deleted, emptied, swapped, duplicated, or copied from another database
 * or a newer format. It reports each with its case, and changes nothing in the directory.
 */

import { Directory, recover, writeManifest } from '@ecsdb/runtime/storage';
import { checksum, type SimulatedFileSystem, segmentName, snapshotName } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { describeSchema } from '../support/schema.js';
import {
  addSnapshot,
  buildLog,
  DATABASE_ID,
  DIRECTORY,
  diskWith,
  edit,
  filesOf,
  NO_SEGMENT,
  open,
  path,
  SCHEMA,
  SegmentBuilder,
  STRICT,
} from './directories.js';

const LOG = buildLog(
  (one) => one.commit(2),
  (two) => two.commit(2),
  (three) => three.commit(2),
);
const [ONE, TWO, THREE] = LOG.map(({ name }) => name) as [string, string, string];

function swap(fs: SimulatedFileSystem, one: string, other: string): void {
  const bytes = fs.readRaw(path(one));
  fs.writeRaw(path(one), fs.readRaw(path(other)));
  fs.writeRaw(path(other), bytes);
}

/** Sets the major version in a header, and does not update its checksum. */
function setMajor(fs: SimulatedFileSystem, name: string, major: number): void {
  edit(fs, name, (bytes) => {
    new DataView(bytes.buffer).setUint16(8, major, true);
    return bytes;
  });
}

/** Sets the word of required features in a header, and updates its checksum. */
function setFeatures(fs: SimulatedFileSystem, name: string, bits: number): void {
  edit(fs, name, (bytes) => {
    const view = new DataView(bytes.buffer);
    view.setUint32(184, bits, true);
    view.setUint32(508, checksum(bytes.subarray(0, 508)), true);
    return bytes;
  });
}

interface Given {
  readonly what: string;
  readonly label: string;
  readonly code?: string;
  /** Name of the file that the error is about. Default: the directory. */
  readonly file?: string;
  readonly versions?: readonly [number, number | undefined];
  readonly change: (fs: SimulatedFileSystem) => void;
}

const REFUSED: readonly Given[] = [
  {
    what: 'no manifest, and foreign files',
    label: 'D2',
    code: 'NOT_A_DATABASE',
    change: (fs) => {
      for (const name of [ONE, TWO, THREE, 'MANIFEST']) fs.remove(path(name));
      fs.writeRaw(path('notes.tmp'), Uint8Array.of(1));
    },
  },
  { what: 'the manifest deleted', label: 'D3', change: (fs) => fs.remove(path('MANIFEST')) },
  {
    what: 'manifest and log deleted, a snapshot left',
    label: 'D3',
    change: (fs) => {
      addSnapshot(fs, 6);
      for (const name of [ONE, TWO, THREE, 'MANIFEST']) fs.remove(path(name));
    },
  },
  {
    what: 'the manifest emptied',
    label: 'D4',
    file: 'MANIFEST',
    change: (fs) => fs.writeRaw(path('MANIFEST'), new Uint8Array(0)),
  },
  {
    what: 'the manifest cut',
    label: 'D4',
    file: 'MANIFEST',
    change: (fs) => edit(fs, 'MANIFEST', (bytes) => bytes.slice(0, 511)),
  },
  {
    what: 'the manifest with a byte appended',
    label: 'D4',
    file: 'MANIFEST',
    change: (fs) => edit(fs, 'MANIFEST', (bytes) => new Uint8Array([...bytes, 0])),
  },
  {
    what: 'a segment in place of the manifest',
    label: 'D4',
    file: 'MANIFEST',
    change: (fs) => fs.writeRaw(path('MANIFEST'), fs.readRaw(path(ONE)).slice(0, 512)),
  },
  {
    what: 'a segment emptied',
    label: 'D4',
    file: TWO,
    versions: [3, undefined],
    change: (fs) => fs.writeRaw(path(TWO), new Uint8Array(0)),
  },
  {
    what: 'the newest segment emptied',
    label: 'D4',
    file: THREE,
    change: (fs) => fs.writeRaw(path(THREE), new Uint8Array(0)),
  },
  { what: 'a segment of zeros', label: 'D4', file: TWO, change: (fs) => edit(fs, TWO, (bytes) => bytes.fill(0)) },
  { what: 'two segments swapped', label: 'D4', file: ONE, change: (fs) => swap(fs, ONE, TWO) },
  {
    what: 'a segment under another number',
    label: 'D4',
    file: segmentName(4, 7),
    change: (fs) => fs.writeRaw(path(segmentName(4, 7)), fs.readRaw(path(THREE))),
  },
  {
    what: 'a segment duplicated under another first version',
    label: 'D4',
    file: segmentName(2, 4),
    change: (fs) => fs.writeRaw(path(segmentName(2, 4)), fs.readRaw(path(TWO))),
  },
  {
    what: 'a segment of another database',
    label: 'D5',
    file: TWO,
    change: (fs) => {
      const other = new SegmentBuilder(LOG[0]?.end ?? NO_SEGMENT, { identity: { databaseId: 'f'.repeat(32) } }).commit(
        2,
      );
      fs.writeRaw(path(TWO), other.bytes);
    },
  },
  {
    what: 'the manifest of another database',
    label: 'D5',
    file: ONE,
    change: (fs) => {
      const other = diskWith(LOG);
      const bytes = other.readRaw(path('MANIFEST'));
      fs.writeRaw(path('MANIFEST'), withDatabaseId(bytes, 0xee));
    },
  },
  {
    what: 'a snapshot of another database',
    label: 'D5',
    file: 'snap-0000000000000004.snap',
    change: (fs) => addSnapshot(fs, 4, 4, { databaseId: 'f'.repeat(32) }),
  },
  {
    what: 'a manifest of a newer format',
    label: 'D6',
    code: 'FORMAT_UNSUPPORTED',
    file: 'MANIFEST',
    change: (fs) => setMajor(fs, 'MANIFEST', 2),
  },
  {
    what: 'a segment of a newer format',
    label: 'D6',
    code: 'FORMAT_UNSUPPORTED',
    file: THREE,
    change: (fs) => setMajor(fs, THREE, 2),
  },
  {
    what: 'a snapshot of a newer format',
    label: 'D6',
    code: 'FORMAT_UNSUPPORTED',
    file: 'snap-0000000000000004.snap',
    change: (fs) => setMajor(fs, addSnapshot(fs, 4), 2),
  },
  ...(['MANIFEST', ONE, TWO, THREE] as const).map((file) => ({
    what: `an unknown required feature of ${file}`,
    label: 'D6',
    code: 'FORMAT_UNSUPPORTED' as const,
    file,
    change: (fs: SimulatedFileSystem) => setFeatures(fs, file, 0x10),
  })),
  {
    what: 'an unknown required feature of a snapshot',
    label: 'D6',
    code: 'FORMAT_UNSUPPORTED',
    file: 'snap-0000000000000004.snap',
    change: (fs) => setFeatures(fs, addSnapshot(fs, 4), 0x10),
  },
  {
    what: 'a major version that no release writes',
    label: 'D4',
    file: THREE,
    change: (fs) => setMajor(fs, THREE, 4097),
  },
  { what: 'the newest segment deleted', label: 'D7', versions: [3, undefined], change: (fs) => fs.remove(path(THREE)) },
  {
    what: 'all segments deleted',
    label: 'D7',
    change: (fs) => {
      for (const name of [ONE, TWO, THREE]) fs.remove(path(name));
    },
  },
  {
    what: 'all segments deleted before the manifest named one, with a snapshot',
    label: 'D7',
    change: (fs) => {
      const empty = diskWith([]);
      fs.writeRaw(path('MANIFEST'), empty.readRaw(path('MANIFEST')));
      addSnapshot(fs, 4);
      for (const name of [ONE, TWO, THREE]) fs.remove(path(name));
    },
  },
  { what: 'a segment in the middle deleted', label: 'D7', versions: [1, 4], change: (fs) => fs.remove(path(TWO)) },
  {
    what: 'an old manifest: segments beyond the next one',
    label: 'D7',
    file: THREE,
    change: (fs) => fs.writeRaw(path('MANIFEST'), diskWith(LOG, 1).readRaw(path('MANIFEST'))),
  },
  {
    what: 'an old manifest: commits in the next segment',
    label: 'D7',
    file: THREE,
    versions: [5, undefined],
    change: (fs) => fs.writeRaw(path('MANIFEST'), diskWith(LOG, 2).readRaw(path('MANIFEST'))),
  },
  {
    what: 'the oldest segment deleted',
    label: 'D8',
    file: TWO,
    versions: [1, 2],
    change: (fs) => fs.remove(path(ONE)),
  },
  {
    what: 'segments deleted that a snapshot needs',
    label: 'D8',
    file: THREE,
    versions: [4, 4],
    change: (fs) => {
      addSnapshot(fs, 3);
      fs.remove(path(ONE));
      fs.remove(path(TWO));
    },
  },
  {
    what: 'a segment that ends earlier than its successor says',
    label: 'D9',
    file: TWO,
    versions: [3, 4],
    change: (fs) => fs.writeRaw(path(TWO), new SegmentBuilder(LOG[0]?.end ?? NO_SEGMENT).bytes),
  },
  {
    what: 'a segment that holds more than its successor says',
    label: 'D9',
    file: TWO,
    change: (fs) => fs.writeRaw(path(TWO), new SegmentBuilder(LOG[0]?.end ?? NO_SEGMENT).commit(2).commit().bytes),
  },
  {
    what: 'another segment of the same length',
    label: 'D9',
    file: TWO,
    change: (fs) =>
      fs.writeRaw(path(TWO), new SegmentBuilder(LOG[0]?.end ?? NO_SEGMENT, { identity: { epoch: 2 } }).commit(2).bytes),
  },
  {
    what: 'a segment whose header names no segment before it',
    label: 'D9',
    file: TWO,
    change: (fs) => {
      const previous = { length: 0, lastVersion: 0, checksum: 0 };
      fs.writeRaw(path(TWO), new SegmentBuilder(LOG[0]?.end ?? NO_SEGMENT, { previous }).commit(2).bytes);
    },
  },
];

function withDatabaseId(manifest: Uint8Array, byte: number): Uint8Array {
  // Only the id differs; the checksum over the first 508 bytes is computed again.
  manifest.fill(byte, 16, 32);
  let crc = ~0;
  for (const one of manifest.subarray(0, 508)) {
    crc ^= one;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  new DataView(manifest.buffer).setUint32(508, ~crc >>> 0, true);
  return manifest;
}

describe('refused', () => {
  test.each(REFUSED)('$label: $what', ({ label, code = 'CORRUPT', file, versions, change }) => {
    const fs = diskWith(LOG);
    change(fs);
    const before = filesOf(fs);
    const error = errorOf(() => open(fs));
    expect(error).toMatchObject({ code, case: label, path: file === undefined ? DIRECTORY : path(file) });
    if (versions !== undefined) expect([error.firstVersion, error.lastVersion]).toEqual(versions);
    expect(error.command).toBe(code === 'CORRUPT' ? `ecsdb repair ${DIRECTORY} --out <new dir>` : undefined);
    expect(filesOf(fs)).toEqual(before);
  });

  test('D2: a directory that does not exist', () => {
    const error = errorOf(() => recover(new Directory(diskWith([]), 'elsewhere'), STRICT, () => fail()));
    expect(error).toMatchObject({ code: 'NOT_A_DATABASE', case: 'D2', path: 'elsewhere' });
  });

  test('F4: segments with incompatible schemas', () => {
    const schema = { ...describeSchema({ tables: { t: { value: 'i64' } } }), hash: '2'.repeat(32) };
    const [one] = buildLog((segment) => segment.commit());
    const two = new SegmentBuilder(one?.end ?? NO_SEGMENT, { schema }).commit();
    const error = errorOf(() => open(diskWith([one as SegmentBuilder, two])));
    expect(error).toMatchObject({ code: 'CORRUPT', case: 'F4', path: path(segmentName(1, 1)) });
    expect(error.message).toContain('field "value" of table "t" was u64, and is i64');
  });

  test('F4: a schema whose hash is not the one in the header', () => {
    const one = new SegmentBuilder(NO_SEGMENT, { identity: { schemaHash: '3'.repeat(32) } });
    expect(errorOf(() => open(diskWith([one])))).toMatchObject({ code: 'CORRUPT', case: 'F4', offset: 512 });
  });
});

describe('numbers too close to their limits', () => {
  const IDENTITY = {
    databaseId: DATABASE_ID,
    schemaHash: SCHEMA.hash,
    schemaVersion: SCHEMA.version,
    epoch: 1,
    salt: 7,
  };
  const following = (sequence: number, lastVersion: number, epoch = 1): SegmentBuilder =>
    new SegmentBuilder({ ...NO_SEGMENT, sequence, lastVersion }, { identity: { epoch } }).commit(2);

  test.each<[string, SegmentBuilder]>([
    ['a segment', following(9_000_000_000, 0)],
    ['a version', following(0, 2 ** 52)],
    ['an epoch', following(0, 0, 2 ** 32 - 1)],
  ])('D10: %s', (_what, segment) => {
    const fs = diskWith([segment], Math.min(segment.sequence, 9_000_000_000));
    const before = filesOf(fs);
    expect(errorOf(() => open(fs))).toMatchObject({ code: 'CORRUPT', case: 'D10', path: path(segment.name) });
    expect(filesOf(fs)).toEqual(before);
  });

  test('D10: a manifest that names the last possible segment', () => {
    expect(errorOf(() => open(diskWith([following(9_999_999_998, 0)])))).toMatchObject({
      case: 'D10',
      path: path('MANIFEST'),
    });
  });

  test('D10: the version of a snapshot, and the epoch of a manifest', () => {
    const fs = diskWith(LOG);
    addSnapshot(fs, 2 ** 52 + 1);
    expect(errorOf(() => open(fs))).toMatchObject({ case: 'D10', path: path(snapshotName(2 ** 52 + 1)) });
    writeManifest(new Directory(fs, DIRECTORY), {
      identity: { ...IDENTITY, epoch: 2 ** 32 - 1 },
      newestSegment: 3,
      createdMs: 0,
    });
    expect(errorOf(() => open(fs))).toMatchObject({ case: 'D10', path: path('MANIFEST') });
  });

  test('D4: a creation time that is not a valid date', () => {
    const fs = diskWith(LOG);
    writeManifest(new Directory(fs, DIRECTORY), { identity: IDENTITY, newestSegment: 3, createdMs: 8.64e15 + 1 });
    expect(errorOf(() => open(fs))).toMatchObject({ case: 'D4', path: path('MANIFEST') });
  });

  test('the highest allowed numbers open', () => {
    expect(open(diskWith([following(8_999_999_999, 0, 2 ** 32 - 2)])).recovered).toMatchObject({ version: 2 });
  });
});

function fail(): never {
  throw new Error('there is nothing to replay');
}

test('the callback gets the schema before anything is replayed, and can stop recovery without a change', () => {
  const fs = diskWith(LOG);
  fs.writeRaw(path('snap.tmp'), Uint8Array.of(1));
  const before = filesOf(fs);
  const mismatch = new Error('another schema');
  expect(() =>
    recover(new Directory(fs, DIRECTORY), STRICT, () => {
      throw mismatch;
    }),
  ).toThrow(mismatch);
  expect(filesOf(fs)).toEqual(before);
});

test('a file that the system refuses to open is reported as ACCESS_DENIED', () => {
  const fs = diskWith(LOG);
  fs.onCall(({ kind, path: name }) => (kind === 'open' && name === path(TWO) ? { error: 'EACCES' } : undefined));
  expect(errorOf(() => open(fs))).toMatchObject({ code: 'ACCESS_DENIED', systemCode: 'EACCES' });
});
