/** Properties of NodeFileSystem that the comparison with the simulated file system does not cover. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeFileSystem, systemCodeOf, writeFully } from '@ecsdb/runtime/storage';
import { readFile } from '@ecsdb/runtime/testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { thrownBy } from '../support/errors.js';

const fs = new NodeFileSystem();
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ecsdb-fs-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('a directory', () => {
  test('is created with its parents, and creating it again changes nothing', () => {
    const path = `${root}/a/b/c`;
    fs.makeDirectory(path);
    fs.makeDirectory(path);
    fs.makeDirectory(`${path}/`);
    expect(existsSync(path)).toBe(true);
  });

  test('is not created in place of a file, nor below a file', () => {
    writeFileSync(join(root, 'file'), 'x');
    expect(systemCodeOf(thrownBy(() => fs.makeDirectory(`${root}/file`)))).toBe('EEXIST');
    expect(systemCodeOf(thrownBy(() => fs.makeDirectory(`${root}/file/below`)))).toBeDefined();
    expect(readFile(fs, `${root}/file`)).toEqual(Uint8Array.of(120));
  });

  const withProc = process.platform === 'linux' ? test : test.skip;
  withProc('that the system does not allow to be created throws the error of the system at once', () => {
    expect(systemCodeOf(thrownBy(() => fs.makeDirectory('/proc/nowhere/database')))).toBe('ENOENT');
  });

  test('that is missing cannot be synced', () => {
    expect(systemCodeOf(thrownBy(() => fs.syncDirectory(`${root}/missing`)))).toBe('ENOENT');
  });
});

describe('a file', () => {
  test('accepts bytes in shared memory', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(16)).fill(3);
    const file = fs.open(`${root}/a`, 'create');
    writeFully(file, shared.subarray(4), 0);
    file.close();
    expect(readFile(fs, `${root}/a`)).toEqual(new Uint8Array(12).fill(3));
  });

  test('that was closed is not confused with the next file, which gets the same descriptor', () => {
    const closed = fs.open(`${root}/a`, 'create');
    closed.close();
    const next = fs.open(`${root}/b`, 'create');
    for (const call of [() => closed.write(Uint8Array.of(1), 0), () => closed.sync(), () => closed.close()]) {
      expect(systemCodeOf(thrownBy(call))).toBe('EBADF');
    }
    expect(next.size()).toBe(0);
    next.close();
  });
});
