/**
 * Promises: every command reads compressed snapshots. `backup --compression` compresses them anew, `repair` keeps their
 * compression, and what `dump --compression` writes is a file of gzip or zstd, which `load` recognises.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Compression } from '@ecsdb/runtime';
import { checksum } from '@ecsdb/runtime/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { TOOLS_COMMAND } from '../built.js';
import { COMPRESSED, HAS_ZSTD, reportMissingZstd } from '../runtime/support/compressions.js';
import { ecsdb, json } from './command.js';
import { copyOf, edit, filesOf, makeShop, numbersOf, temporaryDirectory, upTo } from './support.js';

const base = temporaryDirectory();
const plain = join(base, 'plain');
let names = 0;

/** A path where nothing is. */
const free = (): string => join(base, `new-${names++}`);

reportMissingZstd();

beforeAll(async () => {
  await makeShop(plain, 90);
  for (const compression of COMPRESSED) await makeShop(join(base, compression), 90, compression);
});

function snapshotOf(directory: string): string {
  const [name] = filesOf(directory, /^snap-/);
  if (name === undefined) throw new Error(`no snapshot in ${directory}`);
  return join(directory, name);
}

function compressionOf(directory: string): unknown {
  return (json(ecsdb('info', directory, '--json')) as { snapshots: { compression: Compression }[] }).snapshots[0]
    ?.compression;
}

/** What a command prints, as bytes in a file. */
function printed(...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [TOOLS_COMMAND, ...args], { maxBuffer: 2 ** 28 });
  expect(stderr.toString()).toBe('');
  const file = free();
  writeFileSync(file, stdout);
  return file;
}

describe.each(COMPRESSED)('%s', (compression) => {
  const directory = join(base, compression);

  test('check and info name it, and dump reads it', () => {
    const check = ecsdb('check', directory);
    expect(check).toMatchObject({ status: 0 });
    expect(check.stdout).toMatch(new RegExp(`^snapshots .* 1, .*, ${compression}$`, 'm'));
    expect(ecsdb('info', directory).stdout).toMatch(new RegExp(`snap-\\d+\\.snap, .*, ${compression}$`, 'm'));
    expect(ecsdb('info', plain).stdout).toMatch(/snap-\d+\.snap, [^,]*$/m);
    expect(ecsdb('dump', directory).stdout).toBe(ecsdb('dump', plain).stdout);
  });

  test('a backup keeps the compression, or has the one that is given', async () => {
    for (const [from, option, expected] of [
      [directory, undefined, compression],
      [directory, 'none', 'none'],
      [directory, compression, compression],
      [plain, compression, compression],
    ] as const) {
      const target = free();
      const run = ecsdb('backup', from, target, ...(option === undefined ? [] : ['--compression', option]));
      expect(run).toMatchObject({ status: 0, stderr: '' });
      expect(compressionOf(target)).toBe(expected);
      expect(ecsdb('check', target)).toMatchObject({ status: 0 });
      expect(ecsdb('dump', target).stdout).toBe(ecsdb('dump', from).stdout);
      expect(await numbersOf(target)).toEqual(upTo(100));
    }
  });

  test('a backup with another compression leaves out a damaged snapshot', () => {
    const damaged = copyOf(directory, 'damaged');
    edit(snapshotOf(damaged), (bytes) => bytes.fill(1, bytes.length - 300, bytes.length - 299));
    const target = free();
    const run = ecsdb('backup', damaged, target, '--compression', 'none', '--json');
    expect(json(run)).toMatchObject({ version: 100, snapshots: 0, leftOut: [expect.stringMatching(/^snap-/)] });
    expect(ecsdb('check', target)).toMatchObject({ status: 0 });
  });

  test('a repair keeps the compression, and does without a damaged snapshot', () => {
    const target = free();
    expect(ecsdb('repair', directory, '--out', target, '--yes')).toMatchObject({ status: 0 });
    expect(compressionOf(target)).toBe(compression);
    const damaged = copyOf(directory, 'to-repair');
    edit(snapshotOf(damaged), (bytes) => bytes.fill(1, bytes.length - 300, bytes.length - 299));
    expect(ecsdb('check', damaged)).toMatchObject({ status: 2 });
    const repaired = free();
    expect(ecsdb('repair', damaged, '--out', repaired, '--yes')).toMatchObject({ status: 0 });
    expect(ecsdb('dump', repaired).stdout).toBe(ecsdb('dump', directory).stdout);
  });

  test.each([
    ['the state', []],
    ['a table', ['--table', 'item']],
    ['CSV', ['--table', 'item', '--format', 'csv']],
    ['the log', ['--log']],
    ['the schema', ['--schema']],
  ])('a compressed dump of %s has the same content', (_, options) => {
    const bytes = readFileSync(printed('dump', plain, ...options, '--compression', compression));
    const text = ecsdb('dump', plain, ...options).stdout;
    if (compression === 'deflate') expect(gunzipSync(bytes).toString()).toBe(text);
    expect(bytes.length).toBeLessThan(text.length / 2);
  });

  test('load recognises a compressed dump, in a file and in standard input', () => {
    const text = ecsdb('dump', plain).stdout;
    const file = printed('dump', plain, '--compression', compression);
    const [first, second] = [free(), free()];
    expect(ecsdb('load', first, file)).toMatchObject({ status: 0, stderr: '' });
    expect(ecsdb('dump', first).stdout).toBe(text);
    const input = readFileSync(file);
    expect(spawnSync(process.execPath, [TOOLS_COMMAND, 'load', second], { input })).toMatchObject({ status: 0 });
    expect(ecsdb('dump', second).stdout).toBe(text);
  });

  test('load refuses a damaged dump, and creates nothing', () => {
    const file = printed('dump', plain, '--compression', compression);
    edit(file, (bytes) => bytes.subarray(0, -5));
    const target = free();
    const { status, stderr } = ecsdb('load', target, file);
    expect([status, existsSync(target)]).toEqual([2, false]);
    expect(stderr).toContain(`DAMAGED_INPUT: '${file}' cannot be decompressed`);
  });
});

test('other names of compressions are wrong usage', () => {
  for (const args of [
    ['dump', plain],
    ['backup', plain, free()],
  ]) {
    const { status, stderr } = ecsdb(...args, '--compression', 'gzip');
    expect([status, stderr]).toEqual([64, "ecsdb: --compression is none or deflate or zstd, got 'gzip'\n"]);
  }
});

test('zstd is refused by name where Node has none', () => {
  if (HAS_ZSTD) return;
  for (const args of [
    ['dump', plain],
    ['backup', plain, free()],
  ]) {
    const { status, stdout, stderr } = ecsdb(...args, '--compression', 'zstd');
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^ecsdb: UNSUPPORTED: --compression is 'zstd', and Node [\d.]+ has no zstd\. Use 'deflate'/);
  }
  const file = free();
  writeFileSync(file, Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0));
  const { status, stderr } = ecsdb('load', free(), file);
  expect(status).toBe(3);
  expect(stderr).toMatch(
    /UNSUPPORTED: '.*' is compressed with zstd, and Node .* zstd -dc <file> \| ecsdb load <dir>\n$/,
  );
});

test('a snapshot with zstd is not checked where Node has none, and is no damage', () => {
  if (HAS_ZSTD) return;
  const directory = copyOf(join(base, 'deflate'), 'zstd');
  const snapshot = snapshotOf(directory);
  edit(snapshot, (bytes) => {
    bytes[96] = 2;
    bytes.writeUInt32LE(checksum(bytes.subarray(0, 508)), 508);
    return undefined;
  });
  const check = ecsdb('check', directory);
  expect(check.status).toBe(3);
  expect(check.stdout).toContain('is compressed with zstd, and Node');
  expect(check.stdout).toMatch(/not checked\. Use Node 22\.15 or later\.\n$/);
  const dump = ecsdb('dump', directory);
  expect(dump.status).toBe(3);
  expect(dump.stderr).toMatch(/FORMAT_UNSUPPORTED: .*Use Node 22\.15 or later\.\n$/);
});
