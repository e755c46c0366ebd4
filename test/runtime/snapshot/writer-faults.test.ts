/**
 * Promises: whatever fails while a snapshot is written, older snapshots are unchanged and every file with the name of a
 * snapshot is intact, before and after a crash. A snapshot survives every crash once `finish` has returned. A long file
 * is synced while it grows.
 */

import { Directory, loadSnapshot, SnapshotWriter } from '@ecsdb/runtime/storage';
import type { CrashChoice, Fault, SimulatedFileSystem, Survivors } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import { thrownBy } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';
import { DIRECTORY, fileSystem, IDENTITY, readScan, World, writeSnapshot } from './world.js';

const world = new World(schemaOf({ tables: { word: { x: 'u32' } } }));
const word = world.db.component('word');
commit(3);
const withOlder = fileSystem();
const OLDER = `${DIRECTORY}/${writeSnapshot(withOlder, world, 1000)}`;
const olderBytes = withOlder.readRaw(OLDER);
commit(150);
const blocks = readScan(world.scan(), 500);
const NEWER = `${DIRECTORY}/snap-0000000000000002.snap`;

function commit(rows: number): void {
  world.write((tx) => {
    for (let i = 0; i < rows; i++) tx.insert(tx.create(), word, { x: i });
  });
}

function begin(fs: SimulatedFileSystem): SnapshotWriter {
  return new SnapshotWriter(new Directory(fs, DIRECTORY), IDENTITY, world.db.version);
}

function write(writer: SnapshotWriter): string {
  for (const { block, payload } of blocks) writer.add(block, payload);
  return writer.finish(world.db.version).name;
}

/** The calls that writing a snapshot makes. */
const calls: string[] = [];
const counted = withOlder.clone();
counted.onCall(({ kind }) => void calls.push(kind));
write(begin(counted));

/** Lets the call with this number, counted from now, have the fault. */
function fail(fs: SimulatedFileSystem, number: number, fault: Fault): void {
  const index = fs.callCount + number;
  fs.onCall((call) => (call.index === index ? fault : undefined));
}

/** Contents that were found to be intact, so that each is checked only once. */
const known = new Set<string>();

/** Checks that every file with the name of a snapshot is intact, and that the older snapshot is unchanged. */
function expectIntact(fs: SimulatedFileSystem): void {
  if (Buffer.compare(fs.readRaw(OLDER), olderBytes) !== 0) throw new Error('the older snapshot has changed');
  for (const [path, bytes] of fs.files()) {
    const content = Buffer.from(bytes).toString('latin1');
    if (!path.endsWith('.snap') || known.has(content)) continue;
    expect(loadSnapshot(new Directory(fs, DIRECTORY), path.slice(DIRECTORY.length + 1), undefined)).toMatchObject({
      ok: true,
    });
    known.add(content);
  }
}

const SURVIVORS: readonly Survivors[] = ['none', 'all', { prefix: 1 }, { seed: 1 }, { seed: 2 }];
const CHOICES: readonly CrashChoice[] = SURVIVORS.flatMap((sectors) =>
  SURVIVORS.map((entries) => ({ sectors, entries })),
);

describe('writing a snapshot', () => {
  test('makes eight calls, in this order', () => {
    expect(calls).toEqual(['create', 'write', 'write', 'sync', 'close', 'list', 'rename', 'syncDirectory']);
  });

  describe.each(calls.map((kind, number) => [number, kind] as const))('when call %i, a %s, fails', (number, kind) => {
    const faults: Exclude<Fault, string>[] = [{ error: 'EIO' }, { error: 'ENOSPC' }];
    if (kind === 'sync' || kind === 'syncDirectory') faults.push({ dropSync: true });

    test.each(faults)('with %j, changes no older file, and can be retried', (fault) => {
      const fs = withOlder.clone();
      fail(fs, number, fault);
      let writer: SnapshotWriter | undefined;
      const error = thrownBy(() => {
        writer = begin(fs);
        write(writer);
      });
      expect(error).toMatchObject({ code: 'error' in fault ? fault.error : 'EIO' });
      if (writer !== undefined) {
        const failed = writer;
        expect(thrownBy(() => failed.finish(9))).toBe(error);
        failed.abandon();
      }
      expect([...fs.files().keys()]).toEqual([OLDER]);
      expectIntact(fs);
      for (const choice of CHOICES) expectIntact(fs.clone().crash(choice));

      write(begin(fs));
      const after = fs.crash({ sectors: 'none', entries: 'none' });
      expect(after.files().has(NEWER)).toBe(true);
      expectIntact(after);
    });

    test('because the machine crashes, changes no older file', () => {
      const fs = withOlder.clone();
      fail(fs, number, 'crash');
      let writer: SnapshotWriter | undefined;
      expect(() => {
        writer = begin(fs);
        write(writer);
      }).toThrow('the machine is off');
      expect(() => writer?.abandon()).not.toThrow();
      for (const choice of CHOICES) expectIntact(fs.crash(choice));
    });
  });

  test('continues after short writes', () => {
    const fs = withOlder.clone();
    fs.onCall(({ kind, length = 0 }) => (kind === 'write' ? { shortWrite: Math.ceil(length / 3) } : undefined));
    write(begin(fs));
    fs.onCall();
    expect(fs.readRaw(NEWER).length).toBe(counted.readRaw(NEWER).length);
    expectIntact(fs);
  });

  test('is durable once finish() has returned', () => {
    for (const choice of CHOICES) {
      const after = counted.clone().crash(choice);
      expect(after.files().has(NEWER)).toBe(true);
      expectIntact(after);
    }
  });

  test('keeps the snapshot if it is abandoned after it has finished', () => {
    const fs = withOlder.clone();
    const writer = begin(fs);
    write(writer);
    writer.abandon();
    expect(fs.files().has(NEWER)).toBe(true);
  });

  test('replaces a snapshot of the same version, and one of them always exists', () => {
    for (let number = 0; number < calls.length; number++) {
      const fs = counted.clone();
      fail(fs, number, { error: 'EIO' });
      let writer: SnapshotWriter | undefined;
      expect(() => {
        writer = begin(fs);
        write(writer);
      }).toThrow('EIO');
      writer?.abandon();
      fs.onCall();
      expect([...fs.files().keys()]).toEqual([OLDER, NEWER]);
      expectIntact(fs);
    }
  });

  test('overwrites the file of an earlier attempt that could not be deleted', () => {
    const fs = withOlder.clone();
    const writer = begin(fs);
    fs.onCall(({ kind }) => (kind === 'unlink' || kind === 'close' ? { error: 'EIO' } : undefined));
    writer.abandon();
    fs.onCall();
    expect(fs.files().size).toBe(2);
    write(begin(fs));
    expect([...fs.files().keys()]).toEqual([OLDER, NEWER]);
  });
});

test('a long file is synced while it grows, so that no sync of the log waits for all of it', () => {
  const fs = fileSystem();
  let unsynced = 0;
  let most = 0;
  fs.onCall(({ kind, length = 0 }) => {
    if (kind === 'write') unsynced += length;
    most = Math.max(most, unsynced);
    if (kind === 'sync') unsynced = 0;
    return undefined;
  });
  const writer = begin(fs);
  const [schema, registry] = blocks;
  if (schema === undefined || registry === undefined) throw new Error('a scan has a schema and a registry');
  writer.add(schema.block, schema.payload);
  writer.add(registry.block, registry.payload);
  const count = 2 ** 20 / 12 - 1;
  for (let left = 12; left > 0; left--) {
    const rows = new Uint32Array(Math.floor(count) * 3).fill(1);
    const block = { type: 3, tableId: 0, first: left * 2 ** 20, count: Math.floor(count), length: rows.byteLength };
    writer.add(block, new Uint8Array(rows.buffer));
  }
  const { bytes } = writer.finish(2);
  expect(bytes).toBeGreaterThan(10 * 2 ** 20);
  expect(most).toBeLessThanOrEqual(6 * 2 ** 20);
  expect(loadSnapshot(new Directory(fs, DIRECTORY), NEWER.slice(DIRECTORY.length + 1), undefined)).toMatchObject({
    ok: true,
  });
});
