/**
 * Promises: the option `compression` decides how snapshots are written, and any of them is opened, whatever the option
 * says then. A compression that this version of Node lacks is refused by name, and no file changes.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Compression, Database } from '@ecsdb/runtime';
import { Directory } from '@ecsdb/runtime/storage';
import { checksum, readSnapshotHeader, SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { afterAll, describe, expect, test } from '@jest/globals';
import { version } from '../evolution/versions.js';
import { COMPRESSED, HAS_ZSTD, reportMissingZstd } from '../support/compressions.js';
import { rejectionOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';

const SCHEMA = schemaOf({ tables: { point: { x: 'u32', y: 'u32' } } });
const DIRECTORY = '/db';
const FEATURES_AT = 184;
const COMPRESSION_AT = 96;

reportMissingZstd();

const temporary = mkdtempSync(join(tmpdir(), 'ecsdb-compression-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

async function addPoints(db: Database): Promise<void> {
  const point = db.component('point');
  await db.write((tx) => {
    for (let x = 0; x < 100; x++) tx.insert(tx.create(), point, { x, y: 7 });
  });
}

function compressionsIn(fs: SimulatedFileSystem): (Compression | undefined)[] {
  const directory = new Directory(fs, DIRECTORY);
  const names = directory.list().filter((name) => name.endsWith('.snap'));
  return names.map((name) => readSnapshotHeader(directory, name)).map((one) => (one.ok ? one.compression : undefined));
}

test('each run writes snapshots as its option says, and opens those of the others', async () => {
  const fs = new SimulatedFileSystem();
  const runs: readonly Compression[] = ['none', ...COMPRESSED, 'none', ...COMPRESSED.toReversed()];
  let points = 0;
  for (const compression of runs) {
    const db = await Database.open(SCHEMA, { directory: DIRECTORY, fileSystem: fs, compression });
    expect(db.query(db.component('point')).count()).toBe(points);
    await addPoints(db);
    points += 100;
    await db.checkpoint();
    expect(compressionsIn(fs).at(-1)).toBe(compression);
    await db.close();
  }
});

test('snapshots are not compressed by default', async () => {
  const fs = new SimulatedFileSystem();
  const db = await Database.open(SCHEMA, { directory: DIRECTORY, fileSystem: fs });
  await addPoints(db);
  await db.checkpoint();
  await db.close();
  expect(compressionsIn(fs)).toEqual(['none']);
});

describe.each(COMPRESSED)('%s', (compression) => {
  test("is done by the keeper's thread in a directory on the disk", async () => {
    const directory = join(temporary, compression);
    const db = await Database.open(SCHEMA, { directory, compression });
    await addPoints(db);
    const { snapshot, bytes } = await db.checkpoint();
    await db.close();
    expect(readdirSync(directory)).toContain(snapshot);
    expect(readFileSync(join(directory, snapshot)).readUInt32LE(FEATURES_AT)).toBe(1);
    expect(bytes).toBeLessThan(1600);
    const again = await Database.open(SCHEMA, { directory });
    expect(again.query(again.component('point')).count()).toBe(100);
    await again.close();
  });

  test('is that of the snapshot of a migration, too', async () => {
    const fs = new SimulatedFileSystem();
    const options = { directory: DIRECTORY, fileSystem: fs, compression };
    const x = { type: 'u32', id: 0 };
    const before = version(0, { tables: { point: { x } } });
    const db = await Database.open(before, options);
    const point = db.component('point');
    await db.write((tx) => {
      for (let i = 0; i < 100; i++) tx.insert(tx.create(), point, { x: i });
    });
    await db.close();
    const after = version(1, { tables: { point: { x, y: { type: 'u32', id: 1, default: 3 } } } });
    await (await Database.open(after, options)).close();
    expect(compressionsIn(fs)).toEqual([compression]);
  });

  test('loses the snapshot and no commit if a byte of it rots', async () => {
    const fs = new SimulatedFileSystem();
    const db = await Database.open(SCHEMA, { directory: DIRECTORY, fileSystem: fs, compression });
    await addPoints(db);
    const { snapshot } = await db.checkpoint();
    await db.close();
    const path = `${DIRECTORY}/${snapshot}`;
    const bytes = fs.readRaw(path).slice();
    bytes[bytes.length - 200] = (bytes[bytes.length - 200] as number) ^ 4;
    fs.writeRaw(path, bytes);
    const again = await Database.open(SCHEMA, { directory: DIRECTORY, fileSystem: fs });
    expect(again.recovery?.setAside).toMatchObject([{ file: snapshot, case: 'P1' }]);
    expect(again.query(again.component('point')).count()).toBe(100);
    await again.close();
  });
});

test('zstd is refused as an option where Node has none', async () => {
  const fileSystem = new SimulatedFileSystem();
  const opening = Database.open(SCHEMA, { directory: DIRECTORY, fileSystem, compression: 'zstd' });
  if (HAS_ZSTD) {
    await (await opening).close();
    return;
  }
  const error = await rejectionOf(opening);
  expect(error).toMatchObject({
    code: 'UNSUPPORTED',
    option: 'compression',
    expected: 'Node 22.15 or later',
    got: `Node ${process.versions.node}`,
  });
  expect(error.message).toContain("Use 'deflate' or 'none', or Node 22.15 or later.");
  expect(() => fileSystem.list(DIRECTORY)).toThrow('ENOENT');
});

test('a snapshot with zstd is refused, and not set aside, where Node has none', async () => {
  const fs = new SimulatedFileSystem();
  const options = { directory: DIRECTORY, fileSystem: fs } as const;
  const db = await Database.open(SCHEMA, { ...options, compression: 'deflate' });
  await addPoints(db);
  const { snapshot } = await db.checkpoint();
  await db.close();
  // The header of a file with zstd. With zstd, its blocks are damaged.
  const path = `${DIRECTORY}/${snapshot}`;
  const bytes = fs.readRaw(path).slice();
  bytes[COMPRESSION_AT] = 2;
  new DataView(bytes.buffer).setUint32(508, checksum(bytes.subarray(0, 508)), true);
  fs.writeRaw(path, bytes);
  if (HAS_ZSTD) {
    const again = await Database.open(SCHEMA, options);
    expect(again.recovery?.setAside).toHaveLength(1);
    await again.close();
    return;
  }
  const error = await rejectionOf(Database.open(SCHEMA, options));
  expect(error).toMatchObject({ code: 'FORMAT_UNSUPPORTED', case: 'D6', path, expected: 'Node 22.15 or later' });
  expect(error.message).toMatch(/is compressed with zstd, and Node [\d.]+ cannot decompress that/);
  expect(error.message).toMatch(/Use Node 22\.15 or later\.$/);
  expect(fs.list(DIRECTORY)).toContain(snapshot);
});
