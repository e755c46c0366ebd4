/** Complete reads and writes by calls that transfer a part each, and the conversion of system errors. */

import { EcsDbError } from '@ecsdb/runtime';
import { FileSystemError, readFully, storageError, systemCodeOf, writeFully } from '@ecsdb/runtime/storage';
import { isNoSpace, readFile, SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { thrownBy } from '../support/errors.js';
import { bytesOf } from './steps.js';

/** Number of bytes that each call transfers; never 0 twice in a row. */
const portions = fc
  .array(fc.nat({ max: 40 }), { maxLength: 20 })
  .filter((list) => list.every((portion, i) => portion > 0 || list[i + 1] !== 0));

describe('writeFully', () => {
  test('writes all bytes, however few each call accepts', () => {
    fc.assert(
      fc.property(portions, fc.nat({ max: 600 }), fc.nat({ max: 600 }), (list, length, position) => {
        const fs = new SimulatedFileSystem();
        const file = fs.open('/a', 'create');
        const rest = [...list];
        fs.onCall(() => ({ shortWrite: rest.shift() ?? 1000 }));
        const bytes = bytesOf({ length, byte: 1 });
        writeFully(file, bytes, position);
        fs.onCall();
        const expected = new Uint8Array(length === 0 ? 0 : position + length);
        expected.set(bytes, length === 0 ? 0 : position);
        expect(fs.readRaw('/a')).toEqual(expected);
      }),
    );
  });

  test('throws if two consecutive calls write nothing', () => {
    const fs = new SimulatedFileSystem();
    const file = fs.open('/a', 'create');
    const before = fs.callCount;
    fs.onCall(() => ({ shortWrite: 0 }));
    expect(systemCodeOf(thrownBy(() => writeFully(file, Uint8Array.of(1), 0)))).toBe('EIO');
    expect(fs.callCount - before).toBe(2);
  });

  test('throws the error of a call unchanged', () => {
    const fs = new SimulatedFileSystem();
    const file = fs.open('/a', 'create');
    fs.onCall(({ index }) => (index > 2 ? { error: 'ENOSPC' } : { shortWrite: 1 }));
    expect(isNoSpace(thrownBy(() => writeFully(file, new Uint8Array(9), 0)))).toBe(true);
  });
});

describe('readFully and readFile', () => {
  test('read all bytes, however few each call returns', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 })), fc.nat({ max: 600 }), (list, length) => {
        const fs = new SimulatedFileSystem();
        const bytes = bytesOf({ length, byte: 1 });
        fs.writeRaw('/a', bytes);
        const rest = [...list];
        fs.onCall(({ kind }) => (kind === 'read' ? { shortRead: rest.shift() ?? 1000 } : undefined));
        expect(readFile(fs, '/a')).toEqual(bytes);
        const target = new Uint8Array(length + 5);
        expect(readFully(fs.open('/a', 'read'), target, 3)).toBe(Math.max(0, length - 3));
      }),
    );
  });

  test('a file that is longer than the limit is rejected and closed', () => {
    const fs = new SimulatedFileSystem();
    fs.writeRaw('/a', new Uint8Array(11));
    const kinds: string[] = [];
    fs.onCall(({ kind }) => void kinds.push(kind));
    expect(systemCodeOf(thrownBy(() => readFile(fs, '/a', 10)))).toBe('EOVERFLOW');
    expect(kinds).toEqual(['open', 'size', 'close']);
  });
});

describe('storageError', () => {
  test.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['EFBIG', 'DISK_FULL'],
    ['EACCES', 'ACCESS_DENIED'],
    ['EPERM', 'ACCESS_DENIED'],
    ['EROFS', 'ACCESS_DENIED'],
    ['EIO', 'IO_ERROR'],
    ['EMFILE', 'IO_ERROR'],
  ])('%s becomes %s, with the facts', (systemCode, code) => {
    const cause = new FileSystemError(systemCode, 'write', '/db/a');
    const error = storageError(cause, 'writing the log', '/db/a');
    expect(error).toMatchObject({ code, systemCode, path: '/db/a', cause });
    expect(error.message).toContain(`writing the log failed at '/db/a': ${systemCode}`);
  });

  test('an error without a system code is an IO_ERROR with its cause', () => {
    const cause = new RangeError('out of range.');
    const error = storageError(cause, 'reading', '/db/a');
    expect(error).toMatchObject({ code: 'IO_ERROR', cause });
    expect(error.systemCode).toBeUndefined();
  });

  test('an EcsDbError is returned unchanged', () => {
    const error = new EcsDbError('CORRUPT', 'bad');
    expect(storageError(error, 'reading', '/db/a')).toBe(error);
  });

  test('error codes of Node and of this library are not system codes', () => {
    expect(systemCodeOf(Object.assign(new Error(), { code: 'ERR_OUT_OF_RANGE' }))).toBeUndefined();
    expect(systemCodeOf(new EcsDbError('ENTITY_NOT_FOUND', ''))).toBeUndefined();
    expect(systemCodeOf(undefined)).toBeUndefined();
  });
});
