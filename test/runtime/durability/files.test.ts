/**
 * Promise (T5): whatever happened to the files of a database, opening it restores the state that it had, or fails with
 * the exact code, case, place and versions at risk, and changes nothing.
 */

import { Database } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { isSameDisk, Opener } from '../../../torture/damage/attempt.js';
import { DIRECTORY, makeSample, openLedger, type Sample } from '../../../torture/damage/sample.js';
import { VirtualClock } from '../../../torture/framework/clock.js';
import { loadRuntime } from '../../../torture/framework/runtime.js';
import { ledgerSchema } from '../../../torture/ledger/schema.js';
import { physics } from '../support/body.js';
import { rejectionOf } from '../support/errors.js';
import { at, OPENED, REFUSED } from './file-cases.js';

const COMMAND = `ecsdb repair ${DIRECTORY} --out <new dir>`;
const runtime = await loadRuntime();
const schema = ledgerSchema(runtime);
const opener = new Opener(runtime, new VirtualClock(runtime));
const samples = new Map<string, Sample>();

beforeAll(async () => {
  for (const name of ['closed', 'crashed', 'young'] as const) samples.set(name, await makeSample(runtime, name));
  samples.set('other', await makeSample(runtime, 'closed'));
});

function sampleOf(name: string): Sample {
  const sample = samples.get(name);
  if (sample === undefined) throw new Error(`no sample ${name}`);
  return sample;
}

function diskOf(name: string): SimulatedFileSystem {
  return sampleOf(name).fs.clone();
}

describe('refused', () => {
  test.each(REFUSED)('$label: $what', async (given) => {
    const { label, code = 'CORRUPT', path = DIRECTORY, offset, versions, sample = 'closed', change } = given;
    const fs = diskOf(sample);
    change(fs, diskOf('other'));
    const before = fs.clone();
    const attempt = await opener.open(fs);
    if (attempt.isOpen) throw new Error(`opened at version ${attempt.version}`);
    const { error } = attempt;
    const found = { code: error.code, label: error.case, path: error.path, command: error.command };
    expect(found).toEqual({ code, label, path, command: code === 'CORRUPT' ? COMMAND : undefined });
    if (offset !== undefined) expect(error.offset).toBe(offset);
    if (versions !== undefined) expect([error.firstVersion, error.lastVersion]).toEqual([versions[0], versions[1]]);
    expect(error.message).toContain(`'${path}'`);
    expect(error.message).toContain(`(case ${label})`);
    // No versions are at risk if the files only need another version of ecsdb.
    if (code !== 'CORRUPT') expect(error.message).not.toContain('at risk');
    expect(isSameDisk(before, fs)).toBe(true);
    // The lock was released: the second attempt fails in the same way.
    expect(await opener.open(fs)).toMatchObject({ isOpen: false, error: { code, case: label } });
  });
});

describe('opened', () => {
  test.each(OPENED)('$what', async ({ sample = 'closed', version, setAside, read, change }) => {
    const fs = diskOf(sample);
    change(fs, diskOf('other'));
    const bad = setAside === undefined ? undefined : fs.readRaw(setAside);
    // The opener compares the recovered state with the history.
    const attempt = await opener.open(fs);
    if (!attempt.isOpen) throw attempt.error;
    const { report } = attempt;
    expect(attempt.version).toBe(version ?? sampleOf(sample).version);
    expect(report?.segmentsRead).toHaveLength(read);
    expect(report?.dropped).toBeNull();
    if (setAside === undefined || bad === undefined) {
      expect(report?.setAside).toEqual([]);
    } else {
      const name = setAside.slice(DIRECTORY.length + 1);
      expect(report?.setAside).toMatchObject([{ file: name, renamedTo: `bad-${name}`, case: 'P1' }]);
      expect(fs.readRaw(at(`bad-${name}`))).toEqual(bad);
    }
    await opener.goOn(fs);
  });
});

describe('a directory that is not a database', () => {
  test.each([
    ['with notes in it', ['notes.txt']],
    ['with foreign temporary files', ['notes.tmp']],
    ['of a browser', ['Cookies', 'History', 'Local State']],
    ['of another database', ['CURRENT', 'LOCK', 'MANIFEST-000004', '000003.log']],
  ])('D2: %s', async (_, names) => {
    const fs = directoryWith(names);
    const before = fs.clone();
    const error = await rejectionOf(openLedger(runtime, schema, fs));
    expect(error).toMatchObject({ code: 'NOT_A_DATABASE', case: 'D2', path: DIRECTORY });
    expect(error.command).toBeUndefined();
    expect(isSameDisk(before, fs)).toBe(true);
  });

  test('D4: with the manifest of another program', async () => {
    const fs = directoryWith([]);
    fs.writeRaw(at('MANIFEST'), new TextEncoder().encode('Manifest-Version: 1.0\r\n'.repeat(40)));
    const error = await rejectionOf(openLedger(runtime, schema, fs));
    expect(error).toMatchObject({ code: 'CORRUPT', case: 'D4', path: at('MANIFEST'), offset: 0 });
  });

  test.each([
    ['that is empty', []],
    [
      'with locks, evidence and unfinished files',
      ['LOCK-7', 'torn-0000000001-00000512.bytes', 'bad-snap', 'spare.tmp'],
    ],
  ])('D1: a directory %s becomes a database', async (_, names) => {
    const db = await openLedger(runtime, schema, directoryWith(names));
    expect([db.version, db.recovery]).toEqual([0, undefined]);
    await db.close();
  });

  test('D1: a database whose creation crashed before its first segment opens as a new one', async () => {
    const fs = directoryWith([]);
    await openLedger(runtime, schema, fs);
    const unused = directoryWith([]);
    const manifest = fs.readRaw(at('MANIFEST'));
    new DataView(manifest.buffer).setBigUint64(56, 0n, true);
    new DataView(manifest.buffer).setUint32(508, runtime.checksum(manifest.subarray(0, 508)), true);
    unused.writeRaw(at('MANIFEST'), manifest);
    expect((await openLedger(runtime, schema, unused)).version).toBe(0);
  });

  test.each(['', '/below', '/further/below'])('a path to or through a file is refused: file%s', async (below) => {
    const fs = directoryWith([]);
    fs.writeRaw(at('file'), Uint8Array.of(1));
    const directory = `${at('file')}${below}`;
    const error = await rejectionOf(Database.open(physics, { directory, fileSystem: fs }));
    expect(error).toMatchObject({ code: 'NOT_A_DATABASE', path: directory });
    expect(error.message).toContain('A database is a directory');
  });
});

function directoryWith(names: readonly string[]): SimulatedFileSystem {
  const fs = new SimulatedFileSystem();
  fs.makeDirectory(DIRECTORY);
  for (const name of names) fs.writeRaw(at(name), Uint8Array.of(1, 2, 3));
  return fs;
}

describe('a database that cannot be opened', () => {
  test.each(['makeDirectory', 'lock', 'list', 'open', 'read', 'create', 'rename', 'syncDirectory'] as const)(
    'ACCESS_DENIED: %s is not allowed',
    async (refused) => {
      for (const systemCode of ['EACCES', 'EPERM', 'EROFS']) {
        const fs = diskOf('closed');
        fs.onCall(({ kind }) => (kind === refused ? { error: systemCode } : undefined));
        const error = await rejectionOf(openLedger(runtime, schema, fs));
        expect(error).toMatchObject({ code: 'ACCESS_DENIED', systemCode });
        // The file that the system refused, or the directory itself.
        expect(`${error.path}/`).toMatch(new RegExp(`^${DIRECTORY}/`));
        expect(error.case).toBeUndefined();
        fs.onCall();
        // The lock was released, and the directory opens at the same version.
        expect(await opener.open(fs)).toMatchObject({ isOpen: true, version: sampleOf('closed').version });
      }
    },
  );

  test('LOCKED: a directory that is open', async () => {
    const fs = diskOf('closed');
    const db = await openLedger(runtime, schema, fs);
    const error = await rejectionOf(openLedger(runtime, schema, fs));
    expect(error).toMatchObject({ code: 'LOCKED', path: DIRECTORY, pid: process.pid });
    await db.close();
    expect(await opener.open(fs)).toMatchObject({ isOpen: true });
  });

  test('SCHEMA_MISMATCH: a database with another schema', async () => {
    const fs = diskOf('closed');
    const before = fs.clone();
    const error = await rejectionOf(Database.open(physics, { directory: DIRECTORY, fileSystem: fs }));
    expect(error).toMatchObject({ code: 'SCHEMA_MISMATCH', path: DIRECTORY });
    expect(error.differences).toContain('the database was "ledger", and is "physics"');
    expect(isSameDisk(before, fs)).toBe(true);
    expect(await opener.open(fs)).toMatchObject({ isOpen: true });
  });
});
