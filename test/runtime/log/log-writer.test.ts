/** The log is byte for byte as docs/format.md specifies, however groups arrive and segments end. */

import { LogWriter } from '@ecsdb/runtime/storage';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readManifest, writeSegment } from './by-hand.js';
import {
  backToBack,
  callsOf,
  DIRECTORY,
  group,
  HEAD_BYTES,
  hex,
  newDatabase,
  newestOf,
  newLog,
  OPTIONS,
  payloadOf,
  SCHEMA_JSON,
  segmentsOf,
  upTo,
  versionsIn,
} from './writing.js';

test('a small log, byte for byte', () => {
  const { fs, writer } = newLog();
  writer.write(group(1, 100), 1);
  writer.sync();
  writer.write(backToBack(group(2, 7), group(3, 8, 2)), 4);
  writer.sync();
  writer.seal();
  writer.checkpoint(2, 3);
  writer.close();

  const [segment] = segmentsOf(fs);
  expect(segment).toMatchObject({
    header: {
      databaseId: OPTIONS.databaseId,
      schemaHash: OPTIONS.schema.hash,
      schemaVersion: OPTIONS.schema.version,
      epoch: 1,
    },
    sequence: 1,
    firstVersion: 1,
    previous: { length: 0, lastVersion: 0, checksum: 0 },
  });
  const window = new Uint8Array(new BigUint64Array([2n, 3n]).buffer);
  const none = new Uint8Array(0);
  expect(segment?.frames).toMatchObject([
    { offset: 512, type: 2, transactions: 0, firstVersion: 1, durableVersion: 0, payload: SCHEMA_JSON },
    { offset: 568, type: 1, transactions: 1, firstVersion: 1, durableVersion: 0, payload: payloadOf(1, 100) },
    { offset: 712, type: 1, transactions: 1, firstVersion: 2, durableVersion: 1, payload: payloadOf(2, 7) },
    { offset: 760, type: 1, transactions: 2, firstVersion: 3, durableVersion: 1, payload: payloadOf(3, 8) },
    { offset: 816, type: 4, transactions: 0, firstVersion: 5, durableVersion: 4, payload: none },
    { offset: 864, type: 3, transactions: 0, firstVersion: 5, durableVersion: 4, payload: window },
    { offset: 928, type: 5, transactions: 0, firstVersion: 5, durableVersion: 4, payload: none },
  ]);
  expect(segment?.end).toBe(976);
  const bytes = fs.readRaw(`${DIRECTORY}/wal-0000000001-0000000000000001.log`);
  expect(bytes.length).toBe(4096);
  if (segment === undefined) throw new Error('no segment');
  expect(hex(bytes.subarray(0, segment.end))).toBe(hex(writeSegment(segment)));
  expect(hex(bytes.subarray(segment.end))).toBe('00'.repeat(4096 - segment.end));
});

test('the log begins with a small, durable segment that the manifest names', () => {
  const fs = newDatabase();
  const writer = new LogWriter(fs, { ...OPTIONS, segmentBytes: 2 ** 24 });
  expect(fs.files().size).toBe(1);
  const name = 'wal-0000000001-0000000000000001.log.tmp';
  expect(callsOf(fs, () => writer.begin())).toEqual([
    'list db',
    `create ${name}`,
    `write ${name}`,
    `sync ${name}`,
    `rename ${name}`,
    'syncDirectory db',
    'create MANIFEST.tmp',
    'write MANIFEST.tmp',
    'sync MANIFEST.tmp',
    'close MANIFEST.tmp',
    'rename MANIFEST.tmp',
    'syncDirectory db',
  ]);
  expect(fs.pending()).toEqual({ sectors: 0, entries: 0 });
  expect([...fs.files().keys()]).toEqual([`${DIRECTORY}/MANIFEST`, `${DIRECTORY}/${name.slice(0, -4)}`]);
  expect(fs.readRaw(`${DIRECTORY}/${name.slice(0, -4)}`).length).toBe(256 * 1024);
  expect(readManifest(fs.readRaw(`${DIRECTORY}/MANIFEST`))).toMatchObject({
    newestSegment: 1,
    createdMs: OPTIONS.createdMs,
  });
  expect([writer.sequence, writer.position, writer.isDirty]).toEqual([1, HEAD_BYTES, false]);
});

test('the first segment of a later opening follows the last segment before it', () => {
  const previous = { sequence: 7, length: 1234, lastVersion: 41, checksum: 0xcafebabe };
  const { fs, writer } = newLog({ previous, lastVersion: 41, epoch: 3 });
  expect([writer.writtenVersion, writer.durableVersion]).toEqual([41, 41]);
  writer.write(group(42), 42);
  const [segment] = segmentsOf(fs);
  expect(segment).toMatchObject({ sequence: 8, firstVersion: 42, header: { epoch: 3 } });
  expect(segment?.previous).toEqual({ length: 1234, lastVersion: 41, checksum: 0xcafebabe });
  expect(segment?.frames).toMatchObject([
    { type: 2, firstVersion: 42, durableVersion: 41 },
    { type: 1, firstVersion: 42, durableVersion: 41 },
  ]);
  expect(newestOf(fs)).toBe(8);
});

test('a group takes one write and one sync, however many transactions it contains', () => {
  const { fs, writer } = newLog();
  const name = 'wal-0000000001-0000000000000001.log.tmp';
  const write = () => writer.write(backToBack(group(1), group(2), group(3)), 3);
  expect(callsOf(fs, write)).toEqual([`write ${name}`]);
  expect([writer.isDirty, writer.writtenVersion, writer.durableVersion]).toEqual([true, 3, 0]);
  expect(callsOf(fs, () => writer.sync())).toEqual([`sync ${name}`]);
  expect([writer.isDirty, writer.writtenVersion, writer.durableVersion]).toEqual([false, 3, 3]);
  expect(callsOf(fs, () => writer.sync())).toEqual([]);
});

test('a group that does not fit begins a segment, in the order that recovery relies on', () => {
  const { fs, writer } = newLog();
  writer.write(group(1, 2000), 1);
  const before = segmentsOf(fs)[0];
  const old = 'wal-0000000001-0000000000000001.log.tmp';
  const name = 'wal-0000000002-0000000000000002.log.tmp';
  expect(callsOf(fs, () => writer.write(group(2, 2000), 2))).toEqual([
    `sync ${old}`,
    'rename spare.tmp',
    `create ${name}`,
    `write ${name}`,
    `sync ${name}`,
    `rename ${name}`,
    'syncDirectory db',
    `close ${old}`,
    'create MANIFEST.tmp',
    'write MANIFEST.tmp',
    'sync MANIFEST.tmp',
    'close MANIFEST.tmp',
    'rename MANIFEST.tmp',
    'syncDirectory db',
    `write ${name}`,
  ]);
  expect([writer.sequence, writer.writtenVersion, writer.durableVersion]).toEqual([2, 2, 1]);
  const [, segment] = segmentsOf(fs);
  expect(segment).toMatchObject({ sequence: 2, firstVersion: 2 });
  expect(segment?.previous).toEqual({ length: before?.end, lastVersion: 1, checksum: before?.frames.at(-1)?.checksum });
  expect(segment?.frames).toMatchObject([
    { type: 2, firstVersion: 2, durableVersion: 1 },
    { type: 1, firstVersion: 2, durableVersion: 1 },
  ]);
  expect(segment?.header.salt).not.toBe(before?.header.salt);
  expect(newestOf(fs)).toBe(2);
});

test('a group larger than a segment gets its own segment, which grows', () => {
  const { fs, writer } = newLog();
  writer.write(group(1), 1);
  writer.write(backToBack(group(2, 10_000), group(3)), 3);
  writer.close();
  const segments = segmentsOf(fs);
  expect(segments.map(({ frames }) => frames.map(({ type, firstVersion }) => [type, firstVersion]))).toEqual([
    [
      [2, 1],
      [1, 1],
    ],
    [
      [2, 2],
      [1, 2],
    ],
    [
      [2, 3],
      [1, 3],
      [5, 4],
    ],
  ]);
  expect(hex(segments[1]?.frames[1]?.payload)).toBe(hex(payloadOf(2, 10_000)));
});

test('a large group that is the first of a segment begins no other segment', () => {
  const { fs, writer } = newLog();
  writer.seal();
  writer.write(group(1, 10_000), 1);
  expect(segmentsOf(fs).length).toBe(1);
});

test('every segment reserves space for a checkpoint, a seal and the close', () => {
  const { fs, writer } = newLog();
  // The largest group that leaves this space.
  writer.write(group(1, 4096 - HEAD_BYTES - 40 - 1 - 64 - 48 - 48), 1);
  writer.checkpoint(1, 1);
  writer.seal();
  writer.close();
  expect(writer.position).toBe(4096);
  expect(fs.readRaw(`${DIRECTORY}/wal-0000000001-0000000000000001.log`).length).toBe(4096);

  const next = newLog();
  next.writer.write(group(1), 1);
  const space = 4096 - next.writer.position - 64 - 48 - 48;
  next.writer.write(group(2, space - 41), 2);
  expect(next.writer.sequence).toBe(1);
  next.writer.write(group(3), 3);
  expect(next.writer.sequence).toBe(2);
});

test('a seal is written once, and synced', () => {
  const { fs, writer } = newLog();
  writer.write(group(1), 1);
  writer.seal();
  expect([writer.durableVersion, writer.isDirty, fs.pending().sectors]).toEqual([1, false, 0]);
  expect(callsOf(fs, () => writer.seal())).toEqual([]);
  writer.write(group(2), 2);
  writer.seal();
  expect(segmentsOf(fs)[0]?.frames.map(({ type }) => type)).toEqual([2, 1, 4, 1, 4]);
});

test('closing makes everything durable and ends the log', () => {
  const { fs, writer } = newLog();
  writer.write(group(1), 1);
  writer.close();
  expect([writer.durableVersion, writer.sequence, fs.pending().sectors]).toEqual([1, 1, 0]);
  expect(versionsIn(fs.crash({ sectors: 'none', entries: 'none' }))).toEqual([1]);
  expect(() => writer.write(group(2), 2)).toThrow('between its beginning and its end');
  expect(() => writer.sync()).toThrow('between its beginning and its end');
});

test('groups are read from growable shared memory and completed in place', () => {
  const { fs, writer } = newLog();
  const bytes = backToBack(group(1), group(2, 3000), group(3));
  const shared = new SharedArrayBuffer(8 + bytes.length + 100, { maxByteLength: 2 ** 20 });
  const frames = new Uint8Array(shared, 8, bytes.length);
  frames.set(bytes);
  writer.write(frames, 3);
  expect(versionsIn(fs)).toEqual([1, 2, 3]);
  expect(writer.consumed).toBe(frames.length);
});

test('gaps between versions and incomplete frames throw before a byte is written', () => {
  for (const [frames, lastVersion, message] of [
    [group(2), 2, 'without gaps'],
    [backToBack(group(1), group(3)), 3, 'without gaps'],
    [group(1).subarray(0, -8), 1, 'whole'],
  ] as const) {
    const { fs, writer } = newLog();
    expect(() => writer.write(frames, lastVersion)).toThrow(message);
    expect(versionsIn(fs)).toEqual([]);
    expect(() => writer.write(group(1), 1)).toThrow(message);
  }
});

test('begin refuses a directory with segments that recovery has not seen', () => {
  const { fs } = newLog();
  expect(() => new LogWriter(fs, OPTIONS).begin()).toThrow('no segment is beyond');
});

test('any groups, syncs, seals and checkpoints, with and without a spare, read back as they were written', () => {
  const steps = fc.array(
    fc.oneof(
      fc.array(fc.nat(3000), { minLength: 1, maxLength: 4 }).map((sizes) => ({ sizes })),
      fc.constantFrom('sync', 'seal', 'checkpoint', 'spare'),
    ),
    { maxLength: 15 },
  );
  fc.assert(
    fc.property(steps, (sequence) => {
      const { fs, writer } = newLog();
      const payloads: Uint8Array[] = [];
      for (const step of sequence) {
        if (step === 'sync') writer.sync();
        else if (step === 'seal') writer.seal();
        else if (step === 'checkpoint') writer.checkpoint(0, writer.writtenVersion);
        else if (typeof step === 'object') {
          const frames = step.sizes.map((size, i) => group(payloads.length + 1 + i, size));
          payloads.push(...step.sizes.map((size, i) => payloadOf(payloads.length + 1 + i, size)));
          writer.write(backToBack(...frames), payloads.length);
        } else fs.writeRaw(`${DIRECTORY}/spare.tmp`, new Uint8Array(4096));
        expect(writer.writtenVersion).toBe(payloads.length);
      }
      writer.close();
      const segments = segmentsOf(fs);
      const groups = segments.flatMap(({ frames }) => frames.filter(({ type }) => type === 1));
      expect(groups.map(({ payload }) => hex(payload))).toEqual(payloads.map(hex));
      expect(versionsIn(fs)).toEqual(upTo(payloads.length));
      segments.forEach((segment, i) => {
        const { sequence, frames, end, rest, previous } = segment;
        const before = segments[i - 1];
        expect([sequence, rest.length, frames[0]?.type]).toEqual([i + 1, 0, 2]);
        expect(previous.length).toBe(before?.end ?? 0);
        expect(previous.checksum).toBe(before?.frames.at(-1)?.checksum ?? 0);
        const path = [...fs.files().keys()].filter((name) => name.endsWith('.log')).sort()[i] as string;
        expect(hex(fs.readRaw(path).subarray(0, end))).toBe(hex(writeSegment(segment)));
      });
    }),
  );
});

test('begin does not create a missing directory', () => {
  expect(() => new LogWriter(new SimulatedFileSystem(), OPTIONS).begin()).toThrow('ENOENT');
});
