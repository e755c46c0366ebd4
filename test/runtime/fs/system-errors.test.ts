/**
 * The caller gets errors of the system with the right code and the path of the file, even if Node has no name for the
 * error.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@ecsdb/runtime';
import {
  type FileSystem,
  NodeFileSystem,
  type OpenFile,
  type OpenMode,
  storageError,
  systemCodeOf,
} from '@ecsdb/runtime/storage';
import { isNoSpace, SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { afterAll, expect, test } from '@jest/globals';
import { Body, physics } from '../support/body.js';
import { rejectionOf, thrownBy } from '../support/errors.js';

const { EDQUOT, ESTALE } = constants.errno;

const base = mkdtempSync(join(tmpdir(), 'ecsdb-errors-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** An error like the one that Node throws if libuv does not know the error number. */
function unnamed(errno: number): Error {
  return Object.assign(new Error('UNKNOWN: unknown error, write'), {
    code: 'UNKNOWN',
    errno: -errno,
    syscall: 'write',
  });
}

test.each([
  [unnamed(EDQUOT), 'EDQUOT', 'DISK_FULL'],
  [unnamed(ESTALE), 'ESTALE', 'IO_ERROR'],
  [unnamed(9999), 'E9999', 'IO_ERROR'],
  [Object.assign(unnamed(EDQUOT), { code: `Unknown system error -${EDQUOT}` }), 'EDQUOT', 'DISK_FULL'],
  [Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', errno: -28 }), 'ENOSPC', 'DISK_FULL'],
  [Object.assign(new Error('EFBIG: file too large'), { code: 'EFBIG', errno: -27 }), 'EFBIG', 'DISK_FULL'],
  [Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS', errno: -30 }), 'EROFS', 'ACCESS_DENIED'],
  [
    Object.assign(new Error('Access to this API has been restricted'), { code: 'ERR_ACCESS_DENIED' }),
    'ERR_ACCESS_DENIED',
    'ACCESS_DENIED',
  ],
])('%s has the system code %s, and the caller gets %s', (error, systemCode, code) => {
  expect(systemCodeOf(error)).toBe(systemCode);
  expect(isNoSpace(error)).toBe(code === 'DISK_FULL');
  const converted = storageError(error, 'writing', '/data');
  expect(converted).toMatchObject({ code, systemCode, path: '/data' });
  expect(converted.message).toContain(systemCode);
});

test('errors that are not from the system have no system code', () => {
  for (const error of [new Error('no'), undefined, 'ENOENT', { code: 'ERR_ASSERTION' }, { errno: 5 }]) {
    expect(systemCodeOf(error)).toBeUndefined();
  }
});

test('an error on an open file contains the path of the file', () => {
  const path = join(base, 'file');
  writeFileSync(path, 'text');
  const file = new NodeFileSystem().open(path, 'read');
  const error = thrownBy(() => file.write(new Uint8Array(1), 0));
  file.close();
  expect(error).toMatchObject({ code: 'EBADF', path, message: expect.stringContaining(path) });
});

test('if a file disappears while the directory is opened, the error contains its path', async () => {
  const fs = new SimulatedFileSystem();
  const db = await Database.open(physics, { directory: 'db', fileSystem: fs });
  await db.write((tx) => void tx.create());
  await db.checkpoint();
  await db.close();
  for (const name of ['MANIFEST', 'wal-0000000001-0000000000000001.log', 'snap-0000000000000001.snap']) {
    fs.onCall(({ kind, path }) => (kind === 'open' && path.endsWith(name) ? { error: 'ENOENT' } : undefined));
    const error = await rejectionOf(Database.open(physics, { directory: 'db', fileSystem: fs }));
    expect(error).toMatchObject({ code: 'IO_ERROR', systemCode: 'ENOENT', path: `db/${name}` });
  }
});

/** The real file system, on which every write fails with EDQUOT while the quota is used up. */
class Quota extends NodeFileSystem implements FileSystem {
  isUsedUp = false;

  override open(path: string, mode: OpenMode): OpenFile {
    const file = super.open(path, mode);
    const write = file.write.bind(file);
    file.write = (bytes, position) => {
      if (this.isUsedUp) throw unnamed(EDQUOT);
      return write(bytes, position);
    };
    return file;
  }
}

test('a used-up quota is DISK_FULL: the commit is refused, and commits continue once there is space', async () => {
  const fileSystem = new Quota();
  const db = await Database.open(physics, { directory: join(base, 'quota'), fileSystem });
  await db.write((tx) => tx.insert(tx.create(), Body, { mass: 1 }));
  fileSystem.isUsedUp = true;
  const refused = await rejectionOf(db.write((tx) => tx.insert(tx.create(), Body, { mass: 2 })));
  expect(refused).toMatchObject({ code: 'DISK_FULL', systemCode: 'EDQUOT' });
  expect(await rejectionOf(db.resume())).toMatchObject({ code: 'DISK_FULL', systemCode: 'EDQUOT' });
  expect(await rejectionOf(db.checkpoint())).toMatchObject({ code: 'DISK_FULL', systemCode: 'EDQUOT' });
  fileSystem.isUsedUp = false;
  await db.resume();
  await db.write((tx) => tx.insert(tx.create(), Body, { mass: 2 }));
  expect(db.version).toBe(2);
  await db.close();
});
