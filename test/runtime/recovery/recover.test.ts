/** Promise: recovery replays each transaction once and in order, and reports what it did. */

import { Directory, type RecoveryReport, recover } from '@ecsdb/runtime/storage';
import { segmentName } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import {
  addSnapshot,
  buildLog,
  DATABASE_ID,
  DIRECTORY,
  diskWith,
  filesOf,
  open,
  path,
  READ_ONLY,
  SCHEMA,
  STRICT,
  upTo,
} from './directories.js';

const noTarget = (): never => {
  throw new Error('there is nothing to replay');
};

describe('an intact directory', () => {
  test('returns each transaction of each segment, once and in order', () => {
    const log = buildLog(
      (one) => one.commit().commit(3).seal(),
      (two) => two.commit(2, 700).checkpoint(0, 4).close(),
      (three) => three.commit(),
    );
    const { recovered, target } = open(diskWith(log));
    expect(target.versions).toEqual(upTo(7));
    expect(target.transactions.every(({ exact }) => exact)).toBe(true);
    expect(recovered).toMatchObject({
      databaseId: DATABASE_ID,
      createdMs: 1_600_000_000_000,
      epoch: 1,
      version: 7,
      schema: SCHEMA,
      end: log[2]?.end,
      snapshots: [],
    });
    expect(
      recovered.segments.map(({ sequence, firstVersion, lastVersion }) => [sequence, firstVersion, lastVersion]),
    ).toEqual([
      [1, 1, 4],
      [2, 5, 6],
      [3, 7, 7],
    ]);
    expect(recovered.report).toMatchObject({
      directory: DIRECTORY,
      snapshot: null,
      setAside: [],
      segmentsRead: log.map(({ name }) => name),
      segmentsSkipped: [],
      frames: 3 + 1 + 1 + 1 + 2 + 1 + 1,
      transactions: 7,
      operations: 7,
      replayed: { firstVersion: 1, lastVersion: 7 },
      version: 7,
      dropped: null,
      wasClosed: false,
    } satisfies Partial<RecoveryReport>);
    expect(JSON.parse(JSON.stringify(recovered.report))).toEqual(recovered.report);
  });

  test('is reported as closed if the log was closed', () => {
    const { report } = open(diskWith(buildLog((one) => one.commit().close()))).recovered;
    expect(report).toMatchObject({ wasClosed: true, dropped: null });
  });

  test('recovers to the same state again, byte for byte', () => {
    const fs = diskWith(buildLog((one) => one.commit(2)));
    fs.writeRaw(path('wal-0000000002-0000000000000003.log.tmp'), Uint8Array.of(1));
    fs.writeRaw(path('spare.tmp'), new Uint8Array(4096));
    fs.writeRaw(path('notes.txt'), Uint8Array.of(1));
    const first = open(fs);
    expect(first.recovered.report.removed).toEqual(['spare.tmp', 'wal-0000000002-0000000000000003.log.tmp']);
    const files = filesOf(fs);
    expect(Object.keys(files)).toEqual(['MANIFEST', 'notes.txt', segmentName(1, 1)].map(path));
    const second = open(fs);
    expect(filesOf(fs)).toEqual(files);
    expect(second.target.versions).toEqual(first.target.versions);
    expect(second.recovered.end).toEqual(first.recovered.end);
  });

  test('is not changed by a read-only recovery', () => {
    const log = buildLog((one) => one.commit(2));
    const fs = diskWith(log);
    fs.writeRaw(path('spare.tmp'), new Uint8Array(4096));
    fs.writeRaw(path(log[0]?.name ?? ''), (log[0]?.bytes ?? new Uint8Array()).slice(0, -3));
    const files = filesOf(fs);
    const { recovered } = open(fs, READ_ONLY);
    expect(recovered.version).toBe(0);
    expect(recovered.report.dropped).toMatchObject({ case: 'B4', evidence: null, firstVersion: 1, lastVersion: 2 });
    expect(filesOf(fs)).toEqual(files);
  });

  test('may contain a frame longer than one read', () => {
    const log = buildLog((one) => one.commit().commit(1, 3_000_000).commit());
    expect(open(diskWith(log)).target.versions).toEqual(upTo(3));
  });

  test('may have a newest segment that the manifest does not name; recovery makes the manifest name it', () => {
    const log = buildLog(
      (one) => one.commit(2),
      () => {},
    );
    const fs = diskWith(log, 1);
    expect(open(fs).recovered).toMatchObject({ version: 2, end: { sequence: 2 } });
    // A third segment opens only because the manifest now names the second one.
    const third = buildLog(...[(one: { commit(n: number): unknown }) => one.commit(2), () => {}, () => {}])[2];
    fs.writeRaw(path(third?.name ?? ''), third?.bytes ?? new Uint8Array());
    expect(open(fs).recovered.end.sequence).toBe(3);
  });
});

describe('a new directory', () => {
  test('has nothing to recover (D1), and recovery deletes unfinished files of an earlier attempt', () => {
    const fs = diskWith([]);
    fs.remove(path('MANIFEST'));
    fs.writeRaw(path('MANIFEST.tmp'), Uint8Array.of(1, 2));
    fs.writeRaw(path('LOCK-3'), Uint8Array.of(1));
    expect(recover(new Directory(fs, DIRECTORY), READ_ONLY, noTarget)).toBeUndefined();
    expect([...fs.files().keys()]).toHaveLength(2);
    expect(recover(new Directory(fs, DIRECTORY), STRICT, noTarget)).toBeUndefined();
    expect([...fs.files().keys()]).toEqual([path('LOCK-3')]);
  });

  test('may contain a manifest that names no segment', () => {
    expect(recover(new Directory(diskWith([]), DIRECTORY), STRICT, noTarget)).toBeUndefined();
  });
});

describe('a snapshot', () => {
  const log = (): ReturnType<typeof buildLog> =>
    buildLog(
      (one) => one.commit(3),
      (two) => two.commit(3),
      (three) => three.commit(3),
    );

  test('replaces the log before it; within its window, rows may be newer than the version', () => {
    const segments = log();
    const fs = diskWith(segments);
    addSnapshot(fs, 1);
    const name = addSnapshot(fs, 4, 7);
    const { recovered, target } = open(fs);
    expect(target.snapshot).toBe(4);
    expect(target.registryWords).toBe(2);
    expect(target.transactions).toEqual([
      { version: 5, exact: false },
      { version: 6, exact: false },
      { version: 7, exact: false },
      { version: 8, exact: true },
      { version: 9, exact: true },
    ]);
    expect(recovered.version).toBe(9);
    expect(recovered.snapshots.map(({ windowEnd }) => windowEnd)).toEqual([7, 1]);
    expect(recovered.report).toMatchObject({
      snapshot: { file: name, windowStart: 4, windowEnd: 7 },
      segmentsRead: segments.slice(1).map((segment) => segment.name),
      segmentsSkipped: [segments[0]?.name],
      replayed: { firstVersion: 5, lastVersion: 9 },
    });
  });

  test('without later transactions is the whole state', () => {
    const fs = diskWith(log());
    addSnapshot(fs, 9);
    const { recovered, target } = open(fs);
    expect(target).toMatchObject({ snapshot: 9, transactions: [] });
    expect(recovered).toMatchObject({ version: 9, report: { replayed: null, transactions: 0 } });
  });

  test('makes the segments before it unnecessary, whatever deletions survive a crash', () => {
    const segments = log();
    for (const gone of [[0], [0, 1]]) {
      const fs = diskWith(segments);
      addSnapshot(fs, 6);
      for (const i of gone) fs.remove(path(segments[i]?.name ?? ''));
      expect(open(fs).recovered.version).toBe(9);
    }
    const fs = diskWith(segments);
    addSnapshot(fs, 6);
    fs.remove(path(segments[1]?.name ?? ''));
    expect(open(fs).recovered).toMatchObject({ version: 9, report: { segmentsSkipped: [segments[0]?.name] } });
  });

  test('that is damaged is set aside, and the older snapshot is used (P1)', () => {
    const fs = diskWith(log());
    addSnapshot(fs, 2);
    const name = addSnapshot(fs, 8);
    const bytes = fs.readRaw(path(name));
    bytes[700] = (bytes[700] ?? 0) ^ 1;
    fs.writeRaw(path(name), bytes);
    const { recovered, target } = open(fs);
    expect(target.snapshot).toBe(2);
    expect(target.versions).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(recovered.report.setAside).toMatchObject([{ case: 'P1', file: name, renamedTo: `bad-${name}` }]);
    expect(fs.readRaw(path(`bad-${name}`))).toEqual(bytes);
    expect(open(fs).recovered.report.setAside).toEqual([]);
  });

  test('with another schema than the log is set aside, and its data is discarded', () => {
    const fs = diskWith(log());
    // This snapshot loads, but its schema is not the schema of the log.
    const other = { ...SCHEMA, name: 'other', hash: '1'.repeat(32) };
    const name = addSnapshot(fs, 5, 5, {}, other);
    const { recovered, target } = open(fs);
    expect(target).toMatchObject({ snapshot: undefined, registryWords: 0 });
    expect(target.versions).toEqual(upTo(9));
    expect(recovered.report.setAside).toMatchObject([{ file: name, reason: expect.stringContaining('"other"') }]);
  });

  test('that is newer than the log proves that the log has lost versions (P2)', () => {
    const fs = diskWith(log());
    addSnapshot(fs, 7, 11);
    const files = filesOf(fs);
    const error = errorOf(() => open(fs));
    expect(error).toMatchObject({ code: 'CORRUPT', case: 'P2', firstVersion: 10, lastVersion: 11 });
    expect(filesOf(fs)).toEqual(files);
  });

  test('that is damaged is refused if nothing can replace it (P3)', () => {
    const segments = log();
    const fs = diskWith(segments);
    const name = addSnapshot(fs, 4);
    fs.remove(path(segments[0]?.name ?? ''));
    const bytes = fs.readRaw(path(name));
    fs.writeRaw(path(name), bytes.slice(0, -8));
    const error = errorOf(() => open(fs));
    expect(error).toMatchObject({ code: 'CORRUPT', case: 'P3', path: path(name), firstVersion: 1, lastVersion: 3 });
  });
});
