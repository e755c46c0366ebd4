/** A spare is used if it is complete. If it is not, the log continues without it. */

import { Directory } from '@ecsdb/runtime/storage';
import { prepareSpare } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { callsOf, DIRECTORY, group, hex, newDatabase, newLog, versionsIn } from './writing.js';

const SPARE = `${DIRECTORY}/spare.tmp`;
const SECOND = `${DIRECTORY}/wal-0000000002-0000000000000002.log`;

test('a spare consists of zeros, has the requested size, and gets its name only after it is synced', () => {
  const fs = newDatabase();
  const bytes = 2 ** 20 + 5000;
  expect(callsOf(fs, () => prepareSpare(new Directory(fs, DIRECTORY), bytes))).toEqual([
    'list db',
    'create spare-unfinished.tmp',
    'write spare-unfinished.tmp',
    'write spare-unfinished.tmp',
    'sync spare-unfinished.tmp',
    'close spare-unfinished.tmp',
    'rename spare-unfinished.tmp',
  ]);
  expect(hex(fs.readRaw(SPARE))).toBe('00'.repeat(bytes));
  expect(callsOf(fs, () => prepareSpare(new Directory(fs, DIRECTORY), bytes))).toEqual(['list db']);
});

test('the next segment is made from the spare and keeps its size', () => {
  const { fs, writer } = newLog();
  prepareSpare(new Directory(fs, DIRECTORY), 8192);
  writer.write(group(1, 2000), 1);
  const name = 'wal-0000000002-0000000000000002.log.tmp';
  expect(callsOf(fs, () => writer.write(group(2, 2000), 2)).slice(1, 5)).toEqual([
    'rename spare.tmp',
    `open ${name}`,
    `size ${name}`,
    `write ${name}`,
  ]);
  expect(fs.readRaw(SECOND).length).toBe(8192);
  expect(fs.files().has(SPARE)).toBe(false);
  // The size of the spare decides, not `segmentBytes`: a group that fits into another segment does not extend this one.
  writer.write(group(3, 3000), 3);
  expect(writer.sequence).toBe(2);
  expect(fs.readRaw(SECOND).length).toBe(8192);
  expect(versionsIn(fs)).toEqual([1, 2, 3]);
});

test('an unfinished spare is not used, and a later spare replaces it', () => {
  const { fs, writer } = newLog();
  fs.onCall(({ kind, path }) => (kind === 'rename' && path.includes('spare') ? { error: 'EIO' } : undefined));
  expect(() => prepareSpare(new Directory(fs, DIRECTORY), 8192)).toThrow('EIO');
  fs.onCall();
  writer.write(group(1, 2000), 1);
  writer.write(group(2, 2000), 2);
  // The log creates a small segment instead.
  expect(fs.readRaw(SECOND).length).toBe(4096);
  // A second attempt replaces it.
  prepareSpare(new Directory(fs, DIRECTORY), 8192);
  expect(fs.readRaw(SPARE).length).toBe(8192);
  expect(fs.files().has(`${DIRECTORY}/spare-unfinished.tmp`)).toBe(false);
});

test('on a full device, no unfinished spare is left', () => {
  const fs = newDatabase();
  fs.onCall(({ kind }) => (kind === 'write' ? { error: 'ENOSPC' } : undefined));
  expect(() => prepareSpare(new Directory(fs, DIRECTORY), 8192)).toThrow('ENOSPC');
  expect([...fs.files().keys()]).toEqual([`${DIRECTORY}/MANIFEST`]);
});
