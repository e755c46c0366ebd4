/**
 * An existing lock file is taken over if its holder has certainly ended, or has not touched the file for a long time.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockHolder, NodeFileSystem } from '@ecsdb/runtime/storage';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';

const fs = new NodeFileSystem();
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ecsdb-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** The record of a lock that this process holds. */
function ownRecord(): Record<string, unknown> {
  const other = mkdtempSync(join(tmpdir(), 'ecsdb-lock-'));
  const lock = fs.lock(other);
  const record = JSON.parse(readFileSync(join(other, 'LOCK-1'), 'utf8'));
  lock.release();
  rmSync(other, { recursive: true });
  return record;
}

/** Writes a lock file that was last touched `secondsAgo` seconds ago. */
function writeLockFile(name: string, content: string, secondsAgo: number): void {
  const path = join(directory, name);
  writeFileSync(path, content);
  const touched = Date.now() / 1000 - secondsAgo;
  utimesSync(path, touched, touched);
}

function expectTaken(): void {
  const lock = fs.lock(directory);
  expect(readdirSync(directory)).toEqual(['LOCK-8']);
  lock.release();
}

function expectLocked(message: string): void {
  const before = readdirSync(directory);
  const error = errorOf(() => fs.lock(directory));
  expect(error).toMatchObject({ code: 'LOCKED', path: directory });
  expect(error.message).toContain(message);
  expect(readdirSync(directory)).toEqual(before);
}

describe('lock numbers', () => {
  test('rise with each holder, and only the last file is kept', () => {
    for (const name of ['LOCK-1', 'LOCK-2', 'LOCK-3']) {
      const lock = fs.lock(directory);
      expect(readdirSync(directory)).toEqual([name]);
      expectLocked('open in this very process');
      lock.release();
      lock.release();
      expect(readdirSync(directory)).toEqual([name]);
      expect(JSON.parse(readFileSync(join(directory, name), 'utf8'))).toMatchObject({ released: true });
    }
  });

  test('are compared as numbers, and files with other names are not touched', () => {
    const record = JSON.stringify({ ...ownRecord(), released: true });
    for (const name of ['LOCK-9', 'LOCK-10', 'LOCK-x', 'LOCK-']) writeLockFile(name, record, 0);
    fs.lock(directory).release();
    expect(readdirSync(directory).sort()).toEqual(['LOCK-', 'LOCK-11', 'LOCK-x']);
  });

  test.each(['LOCK-999999999999999', 'LOCK-1000000000000000', `LOCK-${'9'.repeat(40)}`])(
    'with no valid successor are refused, whether released or not: %s',
    (name) => {
      for (const released of [true, false]) {
        writeLockFile(name, JSON.stringify({ ...ownRecord(), released }), 3600);
        for (const look of [() => fs.lock(directory), () => lockHolder(directory)]) {
          const error = errorOf(look);
          expect(error).toMatchObject({ code: 'CORRUPT', path: join(directory, name) });
          expect(error.message).toContain('If no process has the directory open, delete the file.');
        }
        expect(readdirSync(directory)).toEqual([name]);
      }
    },
  );

  test('can reach the last number but one', () => {
    writeLockFile('LOCK-999999999999997', JSON.stringify({ ...ownRecord(), released: true }), 0);
    const lock = fs.lock(directory);
    expect(readdirSync(directory)).toEqual(['LOCK-999999999999998']);
    expectLocked('open in this very process');
    lock.release();
  });
});

test('releasing the lock of a deleted directory does not throw', () => {
  const lock = fs.lock(directory);
  rmSync(directory, { recursive: true });
  lock.release();
  expect(() => fs.lock(directory)).toThrow('ENOENT');
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('if the system reports the state of the process, the lock is', () => {
  test('held while the process runs, however long ago it touched its file', () => {
    writeLockFile('LOCK-7', JSON.stringify(ownRecord()), 3600);
    expectLocked('open in this very process');
  });

  test('held in a copy of an open directory, and the message says what to do', () => {
    writeLockFile('LOCK-7', JSON.stringify(ownRecord()), 0);
    expectLocked(
      `If this is a copy of a directory that was open, the lock came with it: delete '${join(directory, 'LOCK-7')}'`,
    );
  });

  test('free if its pid belongs to a process that started at another time', () => {
    writeLockFile('LOCK-7', JSON.stringify({ ...ownRecord(), startTime: '1' }), 0);
    expectTaken();
  });

  test('free if no process has its pid', () => {
    writeLockFile('LOCK-7', JSON.stringify({ ...ownRecord(), pid: 2 ** 22 + 1 }), 0);
    expectTaken();
  });

  test('free without a start time if it is older than the system start and was not touched for ten seconds', () => {
    const record = { ...ownRecord(), startTime: null };
    writeLockFile('LOCK-7', JSON.stringify(record), 11);
    expectLocked('open in this very process');
    writeLockFile('LOCK-7', JSON.stringify({ ...record, since: '1999-12-31T23:59:59.000Z' }), 0);
    expectLocked('open in this very process');
    writeLockFile('LOCK-7', JSON.stringify({ ...record, since: '1999-12-31T23:59:59.000Z' }), 11);
    expectTaken();
  });

  test('free at once if the same machine was restarted', () => {
    // Without a machine id, two machines with the same name cannot be distinguished.
    const record = ownRecord();
    const { machine } = record;
    writeLockFile('LOCK-7', JSON.stringify({ ...record, bootId: 'another' }), machine === null ? 11 : 0);
    expectTaken();
  });
});

describe('if the state of the process is unknown', () => {
  const strange = [
    ['another host', { host: 'elsewhere' }],
    ['another machine of the same name', { machine: 'another', bootId: 'another' }],
    ['another container', { pidNamespace: 'pid:[1]' }],
  ] as const;

  test.each(strange)('%s: held while the file is touched, and the message advises to try again', (_, facts) => {
    writeLockFile('LOCK-7', JSON.stringify({ ...ownRecord(), ...facts }), 4);
    expectLocked('if that process was killed: try again in ');
    expect(errorOf(() => fs.lock(directory)).pid).toBe(process.pid);
  });

  test.each(strange)('%s: free if the file was not touched for more than ten seconds', (_, facts) => {
    writeLockFile('LOCK-7', JSON.stringify({ ...ownRecord(), ...facts }), 11);
    expectTaken();
  });

  test.each(['', '{"pid":', '[]', '{"pid":"1"}', 'null'])('%j, which is not a valid record: the same', (content) => {
    writeLockFile('LOCK-7', content, 4);
    expectLocked('contains no holder');
    writeLockFile('LOCK-7', content, 11);
    expectTaken();
  });

  test('a file with a future time was not touched since the clock was set back, so the lock is free', () => {
    writeLockFile('LOCK-7', JSON.stringify({ ...ownRecord(), host: 'elsewhere' }), -3600);
    expectTaken();
  });

  test('a holder touches its file as long as it holds the lock', async () => {
    const lock = fs.lock(directory);
    const path = join(directory, 'LOCK-1');
    const content = readFileSync(path, 'utf8');
    for (let round = 0; round < 2; round++) {
      utimesSync(path, 1, 1);
      while (statSync(path).mtimeMs < 1e6) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(readFileSync(path, 'utf8')).toBe(content);
    }
    lock.release();
  });
});
