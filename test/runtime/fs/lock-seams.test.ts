/** The lock if other processes interfere between two of its calls, and on file systems without some feature. */

import * as real from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';

/** Called before each link. If it throws, no link is made. */
let beforeLink: (() => void) | undefined;
/** Called after each link. It may throw although the link was made. */
let afterLink: (() => void) | undefined;
/** Called before each file is created. */
let beforeCreate: (() => void) | undefined;
let beforeUnlink: ((path: string) => void) | undefined;
/** Called before each other call, with its name. If it throws, the call is not made. */
let beforeCall: ((name: string) => void) | undefined;

/** Maximum number of bytes that one write accepts. */
let maxWriteBytes = Number.POSITIVE_INFINITY;

function watched(name: string, call: unknown): unknown {
  return (...args: unknown[]) => {
    beforeCall?.(name);
    return (call as (...args: unknown[]) => unknown)(...args);
  };
}

jest.unstable_mockModule('node:fs', () => ({
  ...real,
  closeSync: watched('closeSync', real.closeSync),
  fdatasyncSync: watched('fdatasyncSync', real.fdatasyncSync),
  fstatSync: watched('fstatSync', real.fstatSync),
  lstatSync: watched('lstatSync', real.lstatSync),
  readdirSync: watched('readdirSync', real.readdirSync),
  readSync: watched('readSync', real.readSync),
  writeSync: (fd: number, bytes: Uint8Array, offset: number, length: number, position: number) => {
    beforeCall?.('writeSync');
    return real.writeSync(fd, bytes, offset, Math.min(length, maxWriteBytes), position);
  },
  linkSync: (from: string, to: string) => {
    beforeLink?.();
    real.linkSync(from, to);
    afterLink?.();
  },
  openSync: (path: string, flags: string | number) => {
    if (flags === 'wx') beforeCreate?.();
    return real.openSync(path, flags);
  },
  unlinkSync: (path: string) => {
    beforeUnlink?.(path);
    real.unlinkSync(path);
  },
}));
const { NodeFileSystem, systemCodeOf } = await import('@ecsdb/runtime/storage');
const { errorOf, thrownBy } = await import('../support/errors.js');

const fs = new NodeFileSystem();
let directory: string;

beforeEach(() => {
  directory = real.mkdtempSync(join(tmpdir(), 'ecsdb-lock-'));
});
afterEach(() => {
  [beforeLink, afterLink, beforeCreate, beforeUnlink] = [undefined, undefined, undefined, undefined];
  beforeCall = undefined;
  maxWriteBytes = Number.POSITIVE_INFINITY;
  real.rmSync(directory, { recursive: true, force: true });
});

/** Calls `run` before the next link only. */
function onceBeforeLink(run: () => void): void {
  beforeLink = () => {
    beforeLink = undefined;
    run();
  };
}

function failWith(code: string): () => void {
  return () => {
    throw Object.assign(new Error(`${code}: for the test`), { code });
  };
}

test('a faster process gets the lock, if it made its link just before', () => {
  onceBeforeLink(() => void fs.lock(directory));
  expect(errorOf(() => fs.lock(directory))).toMatchObject({ code: 'LOCKED', pid: process.pid });
  expect(real.readdirSync(directory)).toEqual(['LOCK-1']);
});

test('if a faster process has already released the lock, it can be taken', () => {
  onceBeforeLink(() => fs.lock(directory).release());
  fs.lock(directory);
  expect(real.readdirSync(directory)).toEqual(['LOCK-2']);
});

test.each([1, 2])('a number that was taken and released in the meantime is not taken again (%i before)', (before) => {
  // Until the link, LOCK-<before> is the highest number, and it is released. Other processes take and release the next
  // number, and hold the number after it.
  for (let i = 0; i < before; i++) fs.lock(directory).release();
  onceBeforeLink(() => {
    fs.lock(directory).release();
    fs.lock(directory);
  });
  expect(errorOf(() => fs.lock(directory)).code).toBe('LOCKED');
  expect(real.readdirSync(directory)).toEqual([`LOCK-${before + 2}`]);
});

test('an unfinished file that another process deleted as a left-over is written again', () => {
  onceBeforeLink(() => {
    for (const name of real.readdirSync(directory)) real.unlinkSync(join(directory, name));
  });
  fs.lock(directory);
  expect(real.readdirSync(directory)).toEqual(['LOCK-1']);
});

test('a link that was made counts, even if the system reported EEXIST', () => {
  afterLink = failWith('EEXIST');
  fs.lock(directory);
  expect(real.readdirSync(directory)).toEqual(['LOCK-1']);
});

test('if the file system has no links, the lock file is created directly', () => {
  beforeLink = failWith('EPERM');
  const lock = fs.lock(directory);
  expect(errorOf(() => fs.lock(directory))).toMatchObject({ code: 'LOCKED', pid: process.pid });
  lock.release();
  fs.lock(directory).release();
  expect(real.readdirSync(directory)).toEqual(['LOCK-2']);
});

test('if the file system has no links, a faster process gets the lock, too', () => {
  beforeLink = () => {
    beforeLink = failWith('EPERM');
    fs.lock(directory);
    failWith('EPERM')();
  };
  expect(errorOf(() => fs.lock(directory)).code).toBe('LOCKED');
  expect(real.readdirSync(directory)).toEqual(['LOCK-1']);
});

test('an error of the device is reported unchanged, and no file is left', () => {
  beforeLink = failWith('EIO');
  expect(systemCodeOf(thrownBy(() => fs.lock(directory)))).toBe('EIO');
  expect(real.readdirSync(directory)).toEqual([]);
});

test('a lock whose file cannot be deleted is not taken over, because its holder would not notice', () => {
  fs.lock(directory).release();
  beforeUnlink = (path) => {
    if (path.endsWith('LOCK-1')) failWith('EPERM')();
  };
  expect(systemCodeOf(thrownBy(() => fs.lock(directory)))).toBe('EPERM');
  expect(real.readdirSync(directory)).toEqual(['LOCK-1']);
});

test('a lock can be released on a full device', () => {
  const lock = fs.lock(directory);
  beforeCreate = failWith('ENOSPC');
  lock.release();
  expect(JSON.parse(real.readFileSync(join(directory, 'LOCK-1'), 'utf8'))).toMatchObject({ released: true });
  beforeCreate = undefined;
  fs.lock(directory).release();
});

const ON_OPEN_FILES = ['writeSync', 'fdatasyncSync', 'fstatSync', 'readSync'];

test.each([0, 1])(
  'whichever call fails while the lock is taken, the lock can be taken afterwards (%i before)',
  (before) => {
    for (let i = 0; i < before; i++) fs.lock(directory).release();
    const failed: string[] = [];
    for (let at = 0, calls = 0; calls >= at; at++) {
      calls = 0;
      beforeCall = (name) => {
        if (calls++ !== at) return;
        failed.push(name);
        failWith('EMFILE')();
      };
      try {
        fs.lock(directory).release();
      } catch (error) {
        expect([failed.at(-1), systemCodeOf(error)]).toEqual([failed.at(-1), 'EMFILE']);
        // For calls on open files, the error of the system does not name the file.
        if (ON_OPEN_FILES.includes(failed.at(-1) ?? '')) {
          expect([failed.at(-1), error]).toEqual([
            failed.at(-1),
            expect.objectContaining({ path: expect.stringContaining('LOCK-') }),
          ]);
        }
      }
      beforeCall = undefined;
      fs.lock(directory).release();
      expect(real.readdirSync(directory)).toHaveLength(1);
    }
    expect(failed.filter((name) => name === 'fstatSync').length).toBeGreaterThan(1);
    expect(failed.filter((name) => name === 'readdirSync').length).toBeGreaterThan(1);
  },
);

test('a link that was made is deleted if the system reported an error', () => {
  afterLink = failWith('EIO');
  expect(systemCodeOf(thrownBy(() => fs.lock(directory)))).toBe('EIO');
  expect(real.readdirSync(directory)).toEqual([]);
});

test('a lock whose file can no longer be written is released by deleting the file', () => {
  const lock = fs.lock(directory);
  beforeCall = (name) => {
    if (name === 'writeSync') failWith('EDQUOT')();
  };
  lock.release();
  beforeCall = undefined;
  expect(real.readdirSync(directory)).toEqual([]);
  fs.lock(directory).release();
});

test('if the lock file is written only in part, the lock is not taken', () => {
  maxWriteBytes = 5;
  const error = thrownBy(() => fs.lock(directory));
  expect(systemCodeOf(error)).toBe('EIO');
  expect(String(error)).toContain('only 5 of');
  expect(real.readdirSync(directory)).toEqual([]);
  maxWriteBytes = Number.POSITIVE_INFINITY;
  fs.lock(directory).release();
});
