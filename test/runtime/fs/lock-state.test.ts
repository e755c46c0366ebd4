/**
 * What becomes of a lock file that is found: taken over when its holder is gone for sure, or was not heard of for long.
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

/** Leaves a lock file that was touched so many seconds ago. */
function leave(name: string, content: string, secondsAgo: number): void {
  const path = join(directory, name);
  writeFileSync(path, content);
  const touched = Date.now() / 1000 - secondsAgo;
  utimesSync(path, touched, touched);
}

function demandTaken(): void {
  const lock = fs.lock(directory);
  expect(readdirSync(directory)).toEqual(['LOCK-8']);
  lock.release();
}

function demandLocked(message: string): void {
  const before = readdirSync(directory);
  const error = errorOf(() => fs.lock(directory));
  expect(error).toMatchObject({ code: 'LOCKED', path: directory });
  expect(error.message).toContain(message);
  expect(readdirSync(directory)).toEqual(before);
}

describe('numbers', () => {
  test('rise with each holder, and only the last one stays', () => {
    for (const name of ['LOCK-1', 'LOCK-2', 'LOCK-3']) {
      const lock = fs.lock(directory);
      expect(readdirSync(directory)).toEqual([name]);
      demandLocked('open in this very process');
      lock.release();
      lock.release();
      expect(readdirSync(directory)).toEqual([name]);
      expect(JSON.parse(readFileSync(join(directory, name), 'utf8'))).toMatchObject({ released: true });
    }
  });

  test('are compared as numbers, and other names are left alone', () => {
    const record = JSON.stringify({ ...ownRecord(), released: true });
    for (const name of ['LOCK-9', 'LOCK-10', 'LOCK-x', 'LOCK-']) leave(name, record, 0);
    fs.lock(directory).release();
    expect(readdirSync(directory).sort()).toEqual(['LOCK-', 'LOCK-11', 'LOCK-x']);
  });

  test.each(['LOCK-999999999999999', 'LOCK-1000000000000000', `LOCK-${'9'.repeat(40)}`])(
    'that nothing can follow are refused, released or not: %s',
    (name) => {
      for (const released of [true, false]) {
        leave(name, JSON.stringify({ ...ownRecord(), released }), 3600);
        for (const look of [() => fs.lock(directory), () => lockHolder(directory)]) {
          const error = errorOf(look);
          expect(error).toMatchObject({ code: 'CORRUPT', path: join(directory, name) });
          expect(error.message).toContain('If no process has the directory open, delete the file.');
        }
        expect(readdirSync(directory)).toEqual([name]);
      }
    },
  );

  test('may go up to the last but one', () => {
    leave('LOCK-999999999999997', JSON.stringify({ ...ownRecord(), released: true }), 0);
    const lock = fs.lock(directory);
    expect(readdirSync(directory)).toEqual(['LOCK-999999999999998']);
    demandLocked('open in this very process');
    lock.release();
  });
});

test('a directory that was deleted needs no release', () => {
  const lock = fs.lock(directory);
  rmSync(directory, { recursive: true });
  lock.release();
  expect(() => fs.lock(directory)).toThrow('ENOENT');
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('asking about the process', () => {
  test('locked while it lives, however long ago it touched its file', () => {
    leave('LOCK-7', JSON.stringify(ownRecord()), 3600);
    demandLocked('open in this very process');
  });

  test('locked in a copy of a directory that is open, and the message says what to do about that', () => {
    leave('LOCK-7', JSON.stringify(ownRecord()), 0);
    demandLocked(
      `If this is a copy of a directory that was open, the lock came with it: delete '${join(directory, 'LOCK-7')}'`,
    );
  });

  test('free when its pid belongs to a process that started at another time', () => {
    leave('LOCK-7', JSON.stringify({ ...ownRecord(), startTime: '1' }), 0);
    demandTaken();
  });

  test('free when there is no such process', () => {
    leave('LOCK-7', JSON.stringify({ ...ownRecord(), pid: 2 ** 22 + 1 }), 0);
    demandTaken();
  });

  test('one whose start is not known is another one if the lock is older than the system, and was left alone', () => {
    const record = { ...ownRecord(), startTime: null };
    leave('LOCK-7', JSON.stringify(record), 11);
    demandLocked('open in this very process');
    leave('LOCK-7', JSON.stringify({ ...record, since: '1999-12-31T23:59:59.000Z' }), 0);
    demandLocked('open in this very process');
    leave('LOCK-7', JSON.stringify({ ...record, since: '1999-12-31T23:59:59.000Z' }), 11);
    demandTaken();
  });

  test('free at once when the same machine was started anew', () => {
    // Without a machine id, two machines of one name cannot be told apart.
    const record = ownRecord();
    const { machine } = record;
    leave('LOCK-7', JSON.stringify({ ...record, bootId: 'another' }), machine === null ? 11 : 0);
    demandTaken();
  });
});

describe('where nobody can ask', () => {
  const strange = [
    ['another host', { host: 'elsewhere' }],
    ['another machine of the same name', { machine: 'another', bootId: 'another' }],
    ['another container', { pidNamespace: 'pid:[1]' }],
  ] as const;

  test.each(strange)('%s: locked while it is heard of, with the advice to try again', (_, facts) => {
    leave('LOCK-7', JSON.stringify({ ...ownRecord(), ...facts }), 4);
    demandLocked('if that process was killed: try again in ');
    expect(errorOf(() => fs.lock(directory)).pid).toBe(process.pid);
  });

  test.each(strange)('%s: free when it was not heard of for more than ten seconds', (_, facts) => {
    leave('LOCK-7', JSON.stringify({ ...ownRecord(), ...facts }), 11);
    demandTaken();
  });

  test.each(['', '{"pid":', '[]', '{"pid":"1"}', 'null'])('%j, which is no record: the same', (content) => {
    leave('LOCK-7', content, 4);
    demandLocked('contains no holder');
    leave('LOCK-7', content, 11);
    demandTaken();
  });

  test('a file from the future was not touched since the clock was set back', () => {
    leave('LOCK-7', JSON.stringify({ ...ownRecord(), host: 'elsewhere' }), -3600);
    demandTaken();
  });

  test('a holder touches its file as long as it holds it', async () => {
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
