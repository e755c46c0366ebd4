/**
 * Promises: the content of a written snapshot is read back. A snapshot that has a flipped bit, is truncated or
 * has contradictory blocks is refused, and the error contains the offset. No part of it is treated as intact.
 */

import { schemaFromDescriptor } from '@ecsdb/runtime';
import {
  Directory,
  loadSnapshot,
  type SnapshotBlock,
  SnapshotScan,
  SnapshotWriter,
  Store,
  StoreReplay,
  schemaToJson,
} from '@ecsdb/runtime/storage';
import { readSnapshotHeader } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeSchema, schemaOf } from '../support/schema.js';
import { DIRECTORY, fileSystem, IDENTITY, loadStore, plainStore, readScan, World, writeSnapshot } from './world.js';

const SCHEMA = schemaOf({ tables: { tag: {}, triple: { a: '[u8; 3]' }, pair: { x: 'u32', y: 'f64' } } });

/**
 * A world in which entities were created, and some of them destroyed. Every second entity has a pair, every third
 * entity a tag and a triple.
 */
function worldOf(entities: number): World {
  const world = new World(SCHEMA);
  const [tag, triple, pair] = ['tag', 'triple', 'pair'].map((name) => world.db.component(name));
  if (tag === undefined || triple === undefined || pair === undefined) throw new Error('the schema has three tables');
  world.write((tx) => {
    for (let i = 0; i < entities; i++) {
      const entity = tx.create();
      if (i % 2 === 0) tx.insert(entity, pair, { x: i, y: i / 7 });
      if (i % 3 === 0) {
        tx.insert(entity, tag);
        tx.insert(entity, triple, { a: [i & 255, 1, 2] });
      }
      if (i % 5 === 4) tx.destroy(entity);
    }
  });
  return world;
}

describe('a snapshot', () => {
  test('is read back as it was written, for any block size', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.integer({ min: 1, max: 3000 }), (entities, sliceBytes) => {
        const world = worldOf(entities);
        const fs = fileSystem();
        const name = writeSnapshot(fs, world, sliceBytes);
        expect(plainStore(loadStore(fs, name, world))).toEqual(plainStore(world.db.store));
        expect(loadSnapshot(new Directory(fs, DIRECTORY), name, undefined)).toMatchObject({
          ok: true,
          identity: IDENTITY,
          windowStart: world.db.version,
          windowEnd: world.db.version,
          bytes: fs.readRaw(`${DIRECTORY}/${name}`).length,
          schema: world.db.schema.descriptor,
          indexes: world.db.store.entities.published.next,
          rows: world.db.store.tables.reduce((sum, { published }) => sum + published.count, 0),
        });
      }),
      { numRuns: 30 },
    );
  });

  test('of an empty database is valid, too', () => {
    const world = new World(SCHEMA);
    const fs = fileSystem();
    const name = writeSnapshot(fs, world, 1000);
    expect(name).toBe('snap-0000000000000000.snap');
    expect(plainStore(loadStore(fs, name, world))).toEqual(plainStore(world.db.store));
  });

  test('preserves the generation of each index, and which indexes are retired', () => {
    const word = fc.oneof(
      fc.nat(2 ** 20 - 1),
      fc.nat(2 ** 20 - 1).map((generation) => 2 ** 30 + generation),
      fc.constantFrom(0, 1, 2 ** 20 - 1, 2 ** 30, 2 ** 30 + 2 ** 20 - 1, 2 ** 31),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 50 }), (words) => {
        const store = new Store(SCHEMA);
        const replay = new StoreReplay(store);
        // The registry ends with the last word that is not 0.
        const given = Uint32Array.from([0, ...words, 2 ** 30]);
        replay.registry(0, given);
        replay.finish();
        const scan = new SnapshotScan(store, new Uint8Array(8));
        const read = readScan(scan, 64).filter(({ block }) => block.type === 2);
        const found = read.flatMap(({ payload }) => [...new Uint32Array(payload.slice().buffer)]);
        expect(found).toEqual([...given]);
      }),
    );
  });

  test('with a schema longer than any other block is read back', () => {
    const fields = Object.fromEntries(Array.from({ length: 1024 }, (_, i) => ['f'.repeat(124) + i, 'u8']));
    const descriptor = describeSchema({ tables: { a: fields, b: fields, c: fields, d: fields } });
    const schemaJson = new TextEncoder().encode(schemaToJson(descriptor));
    expect(schemaJson.length).toBeGreaterThan(2 ** 20);
    const fs = fileSystem();
    const writer = new SnapshotWriter(new Directory(fs, DIRECTORY), IDENTITY, 4);
    writer.add({ type: 1, tableId: 0, first: 0, count: 0, length: schemaJson.length }, schemaJson);
    writer.add({ type: 2, tableId: 0, first: 0, count: 1, length: 4 }, new Uint8Array(4));
    const { name, bytes } = writer.finish(5);
    expect(loadSnapshot(new Directory(fs, DIRECTORY), name, undefined)).toMatchObject({
      ok: true,
      schema: descriptor,
      bytes,
    });
  });
});

describe('a damaged snapshot', () => {
  const world = new World(schemaOf({ tables: { tag: {}, word: { x: 'u32' } } }));
  const [tag, word] = [world.db.component('tag'), world.db.component('word')];
  world.write((tx) => {
    for (let i = 0; i < 3; i++) {
      const entity = tx.create();
      tx.insert(entity, tag);
      tx.insert(entity, word, { x: i });
    }
  });
  const intact = fileSystem();
  const name = writeSnapshot(intact, world, 24);
  const path = `${DIRECTORY}/${name}`;
  const bytes = intact.readRaw(path);

  function load(damaged: Uint8Array): ReturnType<typeof loadSnapshot> {
    const fs = fileSystem();
    fs.writeRaw(path, damaged);
    return loadSnapshot(new Directory(fs, DIRECTORY), name, undefined);
  }

  test('is refused, whichever bit is flipped, and the reported offset is not after that bit', () => {
    expect(load(bytes).ok).toBe(true);
    const copy = bytes.slice();
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const at = bit >>> 3;
      const mask = 1 << (bit & 7);
      copy[at] = (bytes[at] as number) ^ mask;
      const result = load(copy);
      if (result.ok || result.offset > at)
        throw new Error(`bit ${bit} of ${bytes.length * 8}: ${JSON.stringify(result)}`);
      copy[at] = bytes[at] as number;
    }
  });

  test('is refused, wherever it is truncated', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect([length, load(bytes.subarray(0, length)).ok]).toEqual([length, false]);
    }
  });

  test('is refused with an additional byte at the end', () => {
    expect(load(Uint8Array.from([...bytes, 0]))).toMatchObject({
      ok: false,
      text: expect.stringContaining('bytes, and'),
    });
  });

  test('is refused under the name of another version', () => {
    const fs = fileSystem();
    const other = 'snap-0000000000000009.snap';
    fs.writeRaw(`${DIRECTORY}/${other}`, bytes);
    expect(readSnapshotHeader(new Directory(fs, DIRECTORY), other)).toMatchObject({
      ok: false,
      text: 'has the name of another version: its header says snap-0000000000000001.snap',
    });
  });

  test('is refused if any sector contains only zeros', () => {
    for (let at = 0; at < bytes.length; at += 512) {
      const copy = bytes.slice();
      copy.fill(0, at, at + 512);
      expect([at, load(copy).ok]).toEqual([at, false]);
    }
  });
});

describe('a snapshot with right checksums that the writer does not produce', () => {
  const { schemaJson } = new World(SCHEMA);
  const schema = block(1, 0, 0, 0, schemaJson);
  const registry = block(2, 0, 0, 2, words(0, 2 ** 30));

  test('is accepted if its content is valid', () => {
    expect(loadBlocks([schema, registry, block(3, 2, 0, 1, words(1, 0, 5, 0, 0, 0))])).toMatchObject({
      ok: true,
      rows: 1,
    });
  });

  test.each<[string, Block[], string]>([
    ['no schema', [registry], 'the schema'],
    ['two schemas', [schema, schema], 'is of type 1 and follows one of type 1'],
    ['no registry', [schema], 'is of type 4 and follows one of type 1'],
    ['rows before the registry', [schema, block(3, 0, 0, 1, words(1, 0)), registry], 'is of type 3'],
    ['an unknown type', [schema, registry, block(6, 0, 0, 0, words())], 'is of type 6'],
    ['JSON that is not a schema', [block(1, 0, 0, 0, new TextEncoder().encode('{}'))], 'contains no schema'],
    ['a schema that is not UTF-8', [block(1, 0, 0, 0, Uint8Array.of(0xff))], 'contains no schema'],
    ['another schema', [block(1, 0, 0, 0, otherSchema()), registry], 'contains another schema than the header says'],
    [
      'a registry that does not begin with index 0',
      [schema, block(2, 0, 1, 1, words(0))],
      'begins with 1, and 0 comes next',
    ],
    ['a registry with a gap', [schema, registry, block(2, 0, 3, 1, words(0))], 'begins with 3, and 2 comes next'],
    ['an empty registry', [schema, block(2, 0, 0, 0, words())], 'has no indexes'],
    ['a registry with a table id', [schema, block(2, 1, 0, 1, words(0))], 'is of a table'],
    ['a registry whose length and count differ', [schema, block(2, 0, 0, 3, words(0))], 'has 4 bytes'],
    [
      'a word with unknown bits',
      [schema, block(2, 0, 0, 2, words(0, 2 ** 29))],
      'has an impossible word of the registry',
    ],
    ['a word both alive and retired', [schema, block(2, 0, 0, 1, words(2 ** 31 + 2 ** 30))], 'has an impossible word'],
    ['an unknown table', [schema, registry, block(3, 9, 0, 1, words(1, 0))], 'is of table 9'],
    ['no rows', [schema, registry, block(3, 0, 0, 0, words())], 'has no rows'],
    ['rows whose length and count differ', [schema, registry, block(3, 2, 0, 1, words(1, 0))], 'has 8 bytes'],
    ['an entity with index 0', [schema, registry, block(3, 0, 0, 1, words(0, 1))], 'entity that cannot exist'],
    [
      'a generation that is too high',
      [schema, registry, block(3, 0, 0, 1, words(1, 2 ** 20))],
      'entity that cannot exist',
    ],
    [
      'tables out of order',
      [schema, registry, block(3, 2, 0, 1, words(1, 0, 0, 0, 0, 0)), block(3, 0, 0, 1, words(1, 0))],
      'is of table 0 and follows one of table 2',
    ],
    [
      'rows from the first to the last',
      [schema, registry, block(3, 0, 0, 1, words(1, 0)), block(3, 0, 1, 1, words(2, 0))],
      'has rows up to 2, and the one before begins with 0',
    ],
    [
      'a block that is too long',
      [schema, registry, block(3, 0, 0, 2 ** 18, new Uint8Array(2 ** 21))],
      'more than a block may have',
    ],
  ])('is refused: %s', (_, blocks, text) => {
    expect(loadBlocks(blocks)).toMatchObject({ ok: false, fault: 'block', text: expect.stringContaining(text) });
  });
});

interface Block {
  readonly block: SnapshotBlock;
  readonly payload: Uint8Array;
}

function block(type: number, tableId: number, first: number, count: number, payload: Uint8Array): Block {
  return { block: { type, tableId, first, count, length: payload.length }, payload };
}

function words(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

function otherSchema(): Uint8Array {
  return new World(schemaFromDescriptor({ ...SCHEMA.descriptor, hash: '1'.repeat(32) })).schemaJson;
}

function loadBlocks(blocks: readonly Block[]): ReturnType<typeof loadSnapshot> {
  const fs = fileSystem();
  const writer = new SnapshotWriter(new Directory(fs, DIRECTORY), IDENTITY, 1);
  for (const { block, payload } of blocks) writer.add(block, payload);
  const { name } = writer.finish(1);
  return loadSnapshot(new Directory(fs, DIRECTORY), name, undefined);
}
