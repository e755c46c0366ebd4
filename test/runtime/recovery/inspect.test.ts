/** Promise: tools find all contents and all faults of a directory, and change nothing. */

import { Directory, inspectDirectory, readTransactions } from '@ecsdb/runtime/storage';
import { checksum, type SimulatedFileSystem, segmentName } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import {
  addSnapshot,
  buildLog,
  DATABASE_ID,
  DIRECTORY,
  diskWith,
  edit,
  filesOf,
  path,
  SCHEMA,
  type SegmentBuilder,
  upTo,
} from './directories.js';

const log = (): SegmentBuilder[] =>
  buildLog(
    (one) => one.commit(2).commit(1).commit(2),
    (two) => two.commit(2).close(),
    (three) => three.commit(1).commit(),
  );

describe('an inspection', () => {
  test('of an intact directory reports its contents', () => {
    const segments = log();
    const fs = diskWith(segments);
    addSnapshot(fs, 6, 8);
    fs.writeRaw(path('spare.tmp'), new Uint8Array(10));
    const before = filesOf(fs);
    const progress: number[] = [];
    const findings = inspectDirectory(new Directory(fs, DIRECTORY), (done, all) => progress.push(done / all));
    expect(findings).toMatchObject({
      directory: DIRECTORY,
      isNew: false,
      databaseId: DATABASE_ID,
      newestSegment: 3,
      epoch: 1,
      schema: SCHEMA,
      faults: [],
      temporary: ['spare.tmp'],
      segments: [
        { sequence: 1, firstVersion: 1, frames: 4, transactions: 5, operations: 5, isClosed: false, isNeeded: false },
        { sequence: 2, firstVersion: 6, frames: 3, transactions: 2, operations: 2, isClosed: true, isNeeded: true },
        { sequence: 3, firstVersion: 8, frames: 3, transactions: 2, operations: 2, isClosed: false, isNeeded: true },
      ],
      snapshots: [{ windowStart: 6, windowEnd: 8, isIntact: true }],
    });
    expect(findings.segments.map(({ end }) => end)).toEqual(segments.map(({ end }) => end));
    expect(progress.at(-1)).toBe(1);
    expect(filesOf(fs)).toEqual(before);
    expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
  });

  test('continues after each fault, in all files', () => {
    const segments = log();
    const fs = diskWith(segments);
    const [one, two, three] = segments as [SegmentBuilder, SegmentBuilder, SegmentBuilder];
    const damage = (segment: SegmentBuilder, frame: number, at: number): void =>
      edit(fs, segment.name, (bytes) => {
        const offset = (segment.frames[frame]?.offset ?? 0) + at;
        bytes[offset] = (bytes[offset] ?? 0) ^ 1;
        return bytes;
      });
    damage(one, 1, 50); // A payload.
    damage(one, 2, 8); // The header of the next frame.
    damage(two, 1, 60);
    damage(three, 2, 60);
    const bad = addSnapshot(fs, 6);
    edit(fs, bad, (bytes) => bytes.fill(1, 600, 610));
    const good = addSnapshot(fs, 2);
    const findings = inspectDirectory(new Directory(fs, DIRECTORY));
    expect(findings.faults.map((fault) => [fault.case, fault.file, fault.offset])).toEqual([
      ['P1', bad, undefined],
      ['B1', one.name, one.frames[1]?.offset],
      ['B1', one.name, one.frames[2]?.offset],
      ['B1', two.name, two.frames[1]?.offset],
      ['B9', three.name, three.frames[2]?.offset],
    ]);
    expect(findings.segments.map(({ transactions }) => transactions)).toEqual([2, 0, 1]);
    expect(findings.snapshots.map(({ name, isIntact }) => [name, isIntact])).toEqual([
      [bad, false],
      [good, true],
    ]);
  });

  test('finds missing, empty and damaged files at once', () => {
    const segments = log();
    const fs = diskWith(segments);
    fs.remove(path(segmentName(2, 6)));
    fs.writeRaw(path(segmentName(1, 1)), new Uint8Array(0));
    fs.writeRaw(path('snap-0000000000000001.snap'), new Uint8Array(5));
    const { faults } = inspectDirectory(new Directory(fs, DIRECTORY));
    expect(faults.map((fault) => fault.case)).toEqual(['D4', 'P1', 'D8']);
  });

  test('of a new directory, and of directories that are not databases', () => {
    const fs = diskWith([]);
    expect(inspectDirectory(new Directory(fs, DIRECTORY))).toMatchObject({ isNew: true, segments: [], faults: [] });
    expect(inspectDirectory(new Directory(fs, 'elsewhere'))).toMatchObject({ faults: [{ case: 'D2' }] });
    fs.remove(path('MANIFEST'));
    fs.writeRaw(path(segmentName(1, 1)), log()[0]?.bytes ?? new Uint8Array());
    expect(inspectDirectory(new Directory(fs, DIRECTORY))).toMatchObject({
      databaseId: null,
      faults: [{ case: 'D3' }],
    });
  });

  test('of a log that lost versions that a snapshot proves', () => {
    const fs = diskWith(log());
    addSnapshot(fs, 7, 12);
    expect(inspectDirectory(new Directory(fs, DIRECTORY)).faults).toMatchObject([
      { case: 'P2', firstVersion: 10, lastVersion: 12 },
    ]);
  });
});

describe('a file that requires an unknown feature', () => {
  const requireFeature = (fs: SimulatedFileSystem, name: string): void =>
    edit(fs, name, (bytes) => {
      const view = new DataView(bytes.buffer);
      view.setUint32(184, 2, true);
      view.setUint32(508, checksum(bytes.subarray(0, 508)), true);
      return bytes;
    });

  test.each([
    ['MANIFEST', 3, 'no required features'],
    [segmentName(1, 1), 2, 'no required features'],
    [segmentName(2, 6), 2, 'no required features'],
    [segmentName(3, 8), 2, 'no required features'],
    ['snap-0000000000000008.snap', 3, 'no required features but bit 0'],
  ])('is the only fault, whether or not recovery needs the file: %s', (name, segments, expected) => {
    const fs = diskWith(log());
    addSnapshot(fs, 6, 8);
    requireFeature(fs, name);
    const before = filesOf(fs);
    const findings = inspectDirectory(new Directory(fs, DIRECTORY));
    expect(findings.faults).toEqual([
      expect.objectContaining({
        case: 'D6',
        code: 'FORMAT_UNSUPPORTED',
        file: name,
        facts: { expected, got: 'required features 0x00000002 (bit 1)' },
      }),
    ]);
    expect(findings.segments).toHaveLength(segments);
    expect(errorOf(() => [...readTransactions(new Directory(fs, DIRECTORY))])).toMatchObject({
      code: 'FORMAT_UNSUPPORTED',
      path: path(name),
      expected,
      got: 'required features 0x00000002 (bit 1)',
    });
    expect(filesOf(fs)).toEqual(before);
  });
});

describe('reading transactions', () => {
  test('returns each transaction, decoded', () => {
    const fs = diskWith(log());
    const read = [...readTransactions(new Directory(fs, DIRECTORY))];
    expect(read.map(({ version }) => version)).toEqual(upTo(9));
    expect(read[6]).toEqual({
      version: 7,
      segment: segmentName(2, 6),
      operations: [
        { kind: 'insert', tableId: 0, index: 7, generation: 0, record: new Uint8Array(BigUint64Array.of(7n).buffer) },
      ],
    });
    expect([...readTransactions(new Directory(fs, DIRECTORY), 7)].map(({ version }) => version)).toEqual([7, 8, 9]);
  });

  test('ends before a torn end, and throws at damage', () => {
    const segments = log();
    const fs = diskWith(segments);
    const [one, , three] = segments as [SegmentBuilder, SegmentBuilder, SegmentBuilder];
    edit(fs, three.name, (bytes) => bytes.slice(0, -1));
    expect([...readTransactions(new Directory(fs, DIRECTORY))]).toHaveLength(8);
    edit(fs, one.name, (bytes) => bytes.fill(0, one.frames[2]?.offset, one.frames[3]?.offset));
    const versions: number[] = [];
    const error = errorOf(() => {
      for (const { version } of readTransactions(new Directory(fs, DIRECTORY))) versions.push(version);
    });
    expect(error).toMatchObject({ code: 'CORRUPT', case: 'B1', path: path(one.name) });
    expect(versions).toEqual([1, 2]);
    // Later transactions can still be read.
    expect([...readTransactions(new Directory(fs, DIRECTORY), 6)].map(({ version }) => version)).toEqual([6, 7, 8]);
  });

  test('needs a log that begins at or before the first requested version', () => {
    const fs = diskWith(log());
    addSnapshot(fs, 6);
    fs.remove(path(segmentName(1, 1)));
    expect([...readTransactions(new Directory(fs, DIRECTORY))].map(({ version }) => version)).toEqual([6, 7, 8, 9]);
    expect(errorOf(() => [...readTransactions(new Directory(fs, DIRECTORY), 3)])).toMatchObject({
      code: 'CORRUPT',
      case: 'D8',
    });
  });
});
