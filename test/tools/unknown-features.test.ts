/**
 * Promise: each command refuses a file that requires a feature of a later version of ecsdb, advises to use a newer
 * version, and changes nothing in the directory.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '@ecsdb/runtime';
import { checksum } from '@ecsdb/runtime/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { rejectionOf } from '../runtime/support/errors.js';
import { ecsdb, json } from './command.js';
import { copyOf, edit, filesOf, makeShop, SCHEMA, temporaryDirectory } from './support.js';

const base = temporaryDirectory();
const shop = join(base, 'shop');

beforeAll(() => makeShop(shop, 50));

describe.each([
  ['the manifest', /^MANIFEST$/, 0],
  ['the oldest segment', /^wal-/, 0],
  ['the newest segment', /^wal-/, -1],
  ['a snapshot', /^snap-/, 0],
])('%s', (what, pattern, position) => {
  let directory: string;
  let file: string;
  let before: readonly string[];

  beforeAll(() => {
    directory = copyOf(shop, what.replaceAll(' ', '-'));
    const name = filesOf(directory, pattern).at(position);
    if (name === undefined) throw new Error(`no ${what} in ${directory}`);
    file = join(directory, name);
    edit(file, (bytes) => {
      bytes.writeUInt32LE(0x8000_0002, 184);
      bytes.writeUInt32LE(checksum(bytes.subarray(0, 508)), 508);
      return undefined;
    });
    before = contentsOf(directory);
  });

  test('check reports that a newer version is needed, and no damage', () => {
    const run = ecsdb('check', directory, '--json');
    expect(json(run)).toMatchObject({
      verdict: 'unsupported',
      opens: false,
      faults: [{ case: 'D6', severity: 'unsupported', file: file.slice(directory.length + 1) }],
    });
    expect(contentsOf(directory)).toEqual(before);
  });

  test.each([
    ['info', []],
    ['dump', []],
    ['dump', ['--log']],
    ['backup', [join(base, 'copy')]],
    ['repair', ['--out', join(base, 'repaired'), '--yes']],
  ])('%s %j refuses', (command, more) => {
    const { status, stdout, stderr } = ecsdb(command, directory, ...more);
    expect([status === 0, stdout]).toEqual([false, '']);
    expect(stderr).toContain(`'${file}'`);
    expect(stderr).toContain('requires features that this version of ecsdb does not know (bits 1, 31');
    expect(stderr).toContain('Use a newer version of ecsdb');
    expect(contentsOf(directory)).toEqual(before);
    expect([existsSync(join(base, 'copy')), existsSync(join(base, 'repaired'))]).toEqual([false, false]);
  });

  test.each(['strict', 'point-in-time'] as const)('an opening refuses, recovery: %s', async (recovery) => {
    const error = await rejectionOf(Database.open(SCHEMA, { directory, recovery }));
    expect(error).toMatchObject({
      code: 'FORMAT_UNSUPPORTED',
      case: 'D6',
      path: file,
      expected: what === 'a snapshot' ? 'no required features but bit 0' : 'no required features',
      got: 'required features 0x80000002 (bits 1, 31)',
    });
    expect(error.command).toBeUndefined();
    expect(contentsOf(directory)).toEqual(before);
  });
});

/** Names and bytes of all files but the lock. */
function contentsOf(directory: string): string[] {
  return filesOf(directory, /^(?!LOCK-)/).map(
    (name) => `${name} ${readFileSync(join(directory, name)).toString('hex')}`,
  );
}
