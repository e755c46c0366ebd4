/** Promises: two threads that write the log in turn write one log, and the one that only appends makes no decision. */

import { LogWriter } from '@ecsdb/runtime/storage';
import type { Fault } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GuardedFileSystem } from '../../../runtime/src/fs/index.js';
import { LogTail } from '../../../runtime/src/log/log-tail.js';
import { TailWriter } from '../../../runtime/src/log/tail-writer.js';
import { callsOf, DIRECTORY, group, newDatabase, OPTIONS, segmentsOf, upTo, versionsOf } from './writing.js';

function newLogs() {
  const fs = newDatabase();
  const tail = new LogTail();
  const writer = new LogWriter(fs, OPTIONS, tail);
  writer.begin();
  // Its own view of the memory, as on another thread.
  const other = new TailWriter(new GuardedFileSystem(fs, fs.lock(DIRECTORY)), DIRECTORY, new LogTail(tail.memory));
  return { fs, tail, writer, other };
}

test('groups of both threads follow each other without a gap, in any order and over several segments', () => {
  const step = fc.record({ isOther: fc.boolean(), bytes: fc.integer({ min: 1, max: 1500 }), isSealed: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      const { fs, writer, other } = newLogs();
      let version = 0;
      for (const { isOther, bytes, isSealed } of steps) {
        const frame = group(++version, bytes);
        if (isOther && other.canAppend(frame.length)) {
          other.append(frame);
          other.sync();
        } else {
          writer.write(frame, version);
          writer.sync();
        }
        expect(writer.durableVersion).toBe(version);
        expect(fs.pending().sectors).toBe(0);
        if (isSealed) writer.seal();
      }
      other.close();
      writer.close();
      const segments = segmentsOf(fs);
      expect(versionsOf(segments)).toEqual(upTo(version));
      for (const { rest } of segments) expect(rest.every((byte) => byte === 0)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('it syncs each group with one write and one sync, and opens a segment once', () => {
  const { fs, other } = newLogs();
  const append = (version: number) => () => {
    const frame = group(version);
    if (!other.canAppend(frame.length)) throw new Error('it does not append');
    other.append(frame);
    other.sync();
  };
  const name = 'wal-0000000001-0000000000000001.log';
  expect(callsOf(fs, append(1))).toEqual([`open ${name}`, `write ${name}`, `sync ${name}`]);
  expect(callsOf(fs, append(2))).toEqual([`write ${name}`, `sync ${name}`]);
});

test('a group that does not fit into the segment is left to the log', () => {
  const { writer, other } = newLogs();
  expect(other.canAppend(OPTIONS.segmentBytes)).toBe(false);
  expect(other.canAppend(OPTIONS.segmentBytes - 160 - writer.position)).toBe(true);
  expect(other.canAppend(OPTIONS.segmentBytes - 160 - writer.position + 8)).toBe(false);
});

test('after a group found no room, nothing is appended until the log has removed its remains', () => {
  const { fs, writer, other } = newLogs();
  const faults: Fault[] = [{ shortWrite: 60 }, { error: 'ENOSPC' }];
  fs.onCall(({ kind }) => (kind === 'write' ? faults.shift() : undefined));
  expect(other.canAppend(140)).toBe(true);
  expect(() => other.append(group(1))).toThrow('ENOSPC');
  expect(other.canAppend(140)).toBe(false);
  writer.write(group(1), 1);
  writer.sync();
  expect(other.canAppend(140)).toBe(true);
});

test('nothing is appended to a segment that the manifest does not name yet', () => {
  const { fs, tail, writer, other } = newLogs();
  writer.write(group(1, 3000), 1);
  fs.onCall(({ kind, path }) => (kind === 'create' && path.includes('MANIFEST') ? { error: 'ENOSPC' } : undefined));
  expect(() => writer.write(group(2, 3000), 2)).toThrow('ENOSPC');
  expect(tail.sequence).toBe(2);
  expect(other.canAppend(140)).toBe(false);
  fs.onCall();
  writer.write(group(2, 100), 2);
  expect(other.canAppend(140)).toBe(true);
});

test('a segment that cannot be opened is left to the log', () => {
  const { fs, other } = newLogs();
  fs.onCall(({ kind }) => (kind === 'open' ? { error: 'EMFILE' } : undefined));
  expect(other.canAppend(140)).toBe(false);
  fs.onCall();
  fs.breakLock(DIRECTORY);
  expect(other.canAppend(140)).toBe(false);
});
