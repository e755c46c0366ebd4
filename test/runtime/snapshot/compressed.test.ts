/**
 * Promises: a compressed snapshot is read back as it was written. A file that is damaged or forged is refused, and
 * takes no more memory than its limits allow. Without a block that became smaller, a file is that of format 1.0.
 */

import { deflateRawSync } from 'node:zlib';
import { Directory, loadSnapshot, recompressSnapshot, SnapshotWriter } from '@ecsdb/runtime/storage';
import { checksum, readSnapshotHeader } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseSnapshot, type SnapshotFile, writeSnapshot as writeParsed } from '../forgery/snapshot-file.js';
import { COMPRESSED, HAS_ZSTD, reportMissingZstd } from '../support/compressions.js';
import { schemaOf } from '../support/schema.js';
import { DIRECTORY, fileSystem, IDENTITY, loadStore, plainStore, readScan, World, writeSnapshot } from './world.js';

const FEATURES_AT = 184;
const COMPRESSION_AT = 96;
const SCHEMA = schemaOf({ tables: { tag: {}, word: { x: 'u32', y: 'f64' }, bytes: { at: '[u8; 256]' } } });

reportMissingZstd();

/** `byte` gives the content of the table `bytes`. */
function worldOf(entities: number, byte: (i: number) => number = (i) => i & 3): World {
  const world = new World(SCHEMA);
  const [tag, word, bytes] = ['tag', 'word', 'bytes'].map((name) => world.db.component(name));
  if (tag === undefined || word === undefined || bytes === undefined) throw new Error('the schema has three tables');
  world.write((tx) => {
    for (let i = 0; i < entities; i++) {
      const entity = tx.create();
      if (i % 2 === 0) tx.insert(entity, tag);
      tx.insert(entity, word, { x: i, y: i });
      tx.insert(entity, bytes, { at: Array.from({ length: 256 }, (_, at) => byte(i * 256 + at)) });
    }
  });
  return world;
}

describe.each(COMPRESSED)('%s', (compression) => {
  test('is read back as it was written, for any block size, and is smaller', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 400 }),
        fc.integer({ min: 200, max: 2 ** 18 }),
        (entities, sliceBytes) => {
          const world = worldOf(entities);
          const fs = fileSystem();
          const plain = writeSnapshot(fs, world, sliceBytes);
          const plainBytes = fs.readRaw(`${DIRECTORY}/${plain}`).length;
          const name = writeSnapshot(fs, world, sliceBytes, compression);
          const bytes = fs.readRaw(`${DIRECTORY}/${name}`);
          expect(plainStore(loadStore(fs, name, world))).toEqual(plainStore(world.db.store));
          expect(readSnapshotHeader(new Directory(fs, DIRECTORY), name)).toMatchObject({ ok: true, compression });
          expect(bytes.length).toBeLessThan(plainBytes);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('reads blocks of 1 MiB, and a schema longer than that', () => {
    const fields = Object.fromEntries(Array.from({ length: 1024 }, (_, i) => ['f'.repeat(124) + i, 'u8']));
    const world = new World(schemaOf({ tables: { a: fields, b: fields, c: fields, d: fields, row: { x: 'f64' } } }));
    expect(world.schemaJson.length).toBeGreaterThan(2 ** 20);
    const row = world.db.component('row');
    world.write((tx) => {
      for (let i = 0; i < 70_000; i++) tx.insert(tx.create(), row, { x: i });
    });
    const fs = fileSystem();
    const name = writeSnapshot(fs, world, 2 ** 20, compression);
    expect(plainStore(loadStore(fs, name, world))).toEqual(plainStore(world.db.store));
  });

  test('a block that hardly becomes smaller is stored as it is', () => {
    let seed = 1;
    const random = worldOf(64, () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed >>> 24;
    });
    const fs = fileSystem();
    const name = writeSnapshot(fs, random, 2 ** 18, compression);
    const blocks = parseSnapshot(fs.readRaw(`${DIRECTORY}/${name}`)).blocks;
    expect(blocks.filter(({ type, tableId }) => type === 3 && tableId === 2)).toMatchObject([{ compressed: 0 }]);
    expect(blocks.filter(({ compressed }) => compressed === 1).length).toBeGreaterThan(0);
    expect(plainStore(loadStore(fs, name, random))).toEqual(plainStore(random.db.store));
  });

  test('a file without a compressed block is one of format 1.0', () => {
    const fs = fileSystem();
    const write = (options: { readonly compression?: typeof compression }): Uint8Array => {
      const writer = new SnapshotWriter(new Directory(fs, DIRECTORY), IDENTITY, 1, { ...options, createdMs: 5 });
      writer.add({ type: 2, tableId: 0, first: 0, count: 1, length: 4 }, new Uint8Array(4));
      return fs.readRaw(`${DIRECTORY}/${writer.finish(1).name}`);
    };
    expect(write({ compression })).toEqual(write({}));
  });

  test('is refused, whichever bit is flipped, and the reported offset is not after that bit', () => {
    const { name, bytes } = smallSnapshot();
    const copy = bytes.slice();
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const at = bit >>> 3;
      copy[at] = (bytes[at] as number) ^ (1 << (bit & 7));
      const result = check(name, copy);
      if (result.ok || result.offset > at)
        throw new Error(`bit ${bit} of ${bytes.length * 8}: ${JSON.stringify(result)}`);
      copy[at] = bytes[at] as number;
    }
  });

  test('a flipped bit with right checksums of the stored bytes is refused, or changes nothing', () => {
    const { name, bytes, world } = smallSnapshot();
    const original = plainStore(world.db.store);
    const { blocks } = parseSnapshot(bytes);
    const position = blocks.findIndex((block) => block.type === 3 && block.compressed === 1);
    const length = blocks[position]?.payload.length ?? 0;
    expect(length).toBeGreaterThan(8);
    for (let bit = 0; bit < length * 8; bit++) {
      const forged = forge(bytes, (file) => {
        const payload = file.blocks[position]?.payload;
        if (payload !== undefined) payload[bit >>> 3] = (payload[bit >>> 3] as number) ^ (1 << (bit & 7));
      });
      if (!check(name, forged).ok) continue;
      // Bits of a compressed stream may be without meaning.
      const fs = fileSystem();
      fs.writeRaw(`${DIRECTORY}/${name}`, forged);
      expect(plainStore(loadStore(fs, name, world))).toEqual(original);
    }
  });

  test('a length that a block cannot have is refused before memory is taken for it', () => {
    const { name, bytes } = smallSnapshot();
    const refusal = (length: number, change: (payload: Uint8Array) => Uint8Array = (payload) => payload): unknown =>
      check(
        name,
        forge(bytes, (file) => {
          const block = file.blocks.find((one) => one.type === 3 && one.compressed === 1);
          if (block === undefined) throw new Error('there is no compressed block of rows');
          new DataView(block.payload.buffer, block.payload.byteOffset).setUint32(0, length, true);
          block.payload = change(block.payload);
        }),
      );
    expect(refusal(2 ** 32 - 1)).toMatchObject({ ok: false, text: expect.stringContaining('more than a block may') });
    expect(refusal(2 ** 20 + 1)).toMatchObject({ ok: false, text: expect.stringContaining('more than a block may') });
    expect(refusal(2 ** 20)).toMatchObject({ text: expect.stringContaining('cannot be decompressed to 1048576') });
    expect(refusal(8)).toMatchObject({ text: expect.stringContaining('has not become smaller') });
    expect(refusal(0, (payload) => payload.slice(0, 8))).toMatchObject({ text: expect.stringContaining('no content') });
  });

  test('the other compression and unknown ones are refused', () => {
    const { name, bytes } = smallSnapshot();
    const withByte = (to: number, features = 1): ReturnType<typeof check> =>
      check(
        name,
        forge(bytes, ({ header }) => {
          header[COMPRESSION_AT] = to;
          new DataView(header.buffer, header.byteOffset).setUint32(FEATURES_AT, features, true);
        }),
      );
    expect(withByte(3)).toMatchObject({
      fault: 'algorithm',
      text: 'uses the unknown compression 3',
      facts: { got: 'compression 3' },
    });
    expect(withByte(0)).toMatchObject({ fault: 'value' });
    expect(withByte(compression === 'zstd' ? 2 : 1, 0)).toMatchObject({ fault: 'value' });
    expect(withByte(compression === 'zstd' ? 1 : 2)).toMatchObject({ fault: HAS_ZSTD ? 'block' : 'algorithm' });
  });

  test('is copied with another compression and the same content, window and time', () => {
    const world = worldOf(300);
    const fs = fileSystem();
    const name = writeSnapshot(fs, world, 4096, compression);
    fs.makeDirectory('/copy');
    for (const other of ['none', ...COMPRESSED] as const) {
      const copied = recompressSnapshot(new Directory(fs, DIRECTORY), name, new Directory(fs, '/copy'), other);
      expect(copied).toMatchObject({ name });
      const [from, to] = [DIRECTORY, '/copy'].map((path) => readSnapshotHeader(new Directory(fs, path), name));
      expect(to).toEqual({ ...from, bytes: fs.readRaw(`/copy/${name}`).length, compression: other });
    }
    const damaged = fs.readRaw(`${DIRECTORY}/${name}`).slice();
    damaged[600] = (damaged[600] as number) ^ 1;
    fs.writeRaw(`${DIRECTORY}/${name}`, damaged);
    fs.remove(`/copy/${name}`);
    const result = recompressSnapshot(new Directory(fs, DIRECTORY), name, new Directory(fs, '/copy'), 'none');
    expect(result).toMatchObject({ ok: false, fault: 'block' });
    expect(fs.list('/copy')).toEqual([]);
  });

  function smallSnapshot(): { readonly name: string; readonly bytes: Uint8Array; readonly world: World } {
    const world = worldOf(6);
    const fs = fileSystem();
    const name = writeSnapshot(fs, world, 2 ** 18, compression);
    return { name, bytes: fs.readRaw(`${DIRECTORY}/${name}`), world };
  }
});

test('a compressed block of another length than its own is refused', () => {
  const world = worldOf(50);
  const fs = fileSystem();
  const name = writeSnapshot(fs, world, 2 ** 18, 'deflate');
  const rows = readScan(world.scan(), 2 ** 18).find(({ block }) => block.type === 3 && block.tableId === 2);
  if (rows === undefined) throw new Error('there are no rows');
  const shorter = rows.payload.slice(0, -8);
  const prefix = new Uint8Array(8);
  new DataView(prefix.buffer).setUint32(0, rows.payload.length, true);
  new DataView(prefix.buffer).setUint32(4, checksum(shorter), true);
  const forged = forge(fs.readRaw(`${DIRECTORY}/${name}`), ({ blocks }) => {
    const block = blocks.find(({ type, tableId }) => type === 3 && tableId === 2);
    if (block !== undefined) block.payload = Buffer.concat([prefix, deflateRawSync(shorter)]);
  });
  expect(check(name, forged)).toMatchObject({ text: expect.stringContaining('cannot be decompressed to 13200 bytes') });
});

function check(name: string, bytes: Uint8Array): ReturnType<typeof loadSnapshot> {
  const fs = fileSystem();
  fs.writeRaw(`${DIRECTORY}/${name}`, bytes);
  return loadSnapshot(new Directory(fs, DIRECTORY), name, undefined);
}

/** Changes the parts of a file, and makes its checksums right. */
function forge(bytes: Uint8Array, change: (file: SnapshotFile) => void): Uint8Array {
  const file = parseSnapshot(bytes);
  change(file);
  return writeParsed(file);
}
