/**
 * Promises: a scan reads slices, with commits between them. With the log from the start of the window applied, the
 * result is exact. The scan contains every row that existed throughout. No slice is longer than requested.
 */

import type { DynamicComponent, DynamicData, Entity, Transaction } from '@ecsdb/runtime';
import { SNAPSHOT_SLICE_BYTES } from '@ecsdb/runtime/storage';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { schemaOf } from '../support/schema.js';
import { deliver, plainStore, type ReadBlock, readScan, World, wordsIn } from './world.js';

const SCHEMA = schemaOf({
  tables: { tag: {}, triple: { a: 'u8', b: '[i8; 2]' }, pair: { x: 'u32', y: 'u32' }, wide: { text: 'string<600>' } },
});
const STRIDES = new Map(SCHEMA.descriptor.tables.map(({ tableId, size }) => [tableId, size]));
/** Space for a few small rows, so that a table needs many slices. A wide row has its own slice. */
const SLICE_BYTES = 40;

interface RowStep {
  readonly kind: 'put' | 'update' | 'delete' | 'again';
  readonly pick: number;
  readonly table: number;
  readonly value: number;
}

type Step = RowStep | { readonly kind: 'create' | 'destroy'; readonly pick: number };

const pick = fc.nat(1000);
const rowStep: fc.Arbitrary<RowStep> = fc.record({
  kind: fc.constantFrom('put', 'update', 'delete', 'again'),
  pick,
  table: fc.nat(3),
  value: fc.nat(255),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('create', 'destroy'), pick }) },
  { weight: 4, arbitrary: rowStep },
);

/** A world with entities, and random steps that change them. */
class Playground {
  readonly world = new World(SCHEMA);
  readonly components: readonly DynamicComponent[];
  readonly alive: Entity[] = [];

  constructor(entities: number) {
    this.components = SCHEMA.descriptor.tables.map(({ name }) => this.world.db.component(name));
    this.world.write((tx) => {
      for (let i = 0; i < entities; i++) {
        const entity = tx.create();
        this.alive.push(entity);
        for (let table = 0; table < 4; table++) if (i % (table + 1) === 0) this.#put(tx, entity, table, i % 256);
      }
    });
  }

  transact(steps: readonly Step[]): void {
    this.world.write((tx) => {
      for (const step of steps) this.#do(tx, step);
    });
  }

  #do(tx: Transaction, step: Step): void {
    const at = step.pick % Math.max(1, this.alive.length);
    const entity = this.alive[at];
    if (step.kind === 'create') {
      this.alive.push(tx.create());
    } else if (entity !== undefined && 'table' in step) {
      this.#change(tx, entity, step);
    } else if (entity !== undefined) {
      tx.destroy(entity);
      this.alive.splice(at, 1);
    }
  }

  #change(tx: Transaction, entity: Entity, { kind, table, value }: RowStep): void {
    const component = this.components[table] as DynamicComponent;
    const row = tx.tryGet(entity, component);
    if (kind === 'put') this.#put(tx, entity, table, value);
    else if (kind === 'delete') tx.delete(entity, component);
    else if (row !== undefined && kind === 'update') tx.update(entity, component, patchOf(table, value));
    else if (row !== undefined) {
      // The row becomes the last row of its table, with the same bytes or with other bytes.
      tx.delete(entity, component);
      tx.insert(entity, component, value < 128 ? row : { ...row, ...patchOf(table, value) });
    }
  }

  #put(tx: Transaction, entity: Entity, table: number, value: number): void {
    tx.put(entity, this.components[table] as DynamicComponent, rowOf(table, value));
  }
}

function rowOf(table: number, value: number): DynamicData {
  return [{}, { a: value, b: [value >> 1, 0] }, { x: value, y: value * 3 }, { text: `text ${value}` }][
    table
  ] as DynamicData;
}

function patchOf(table: number, value: number): DynamicData {
  return [{}, { a: value }, { y: value }, { text: `${value}` }][table] as DynamicData;
}

/** The ids of the rows that a scan read from a table. For each index, the row that was read last counts. */
function idsIn(blocks: readonly ReadBlock[], tableId: number): Set<number> {
  const ids = new Map<number, number>();
  for (const { block, payload } of blocks) {
    if (block.type !== 3 || block.tableId !== tableId) continue;
    const words = wordsIn(payload, block.count * 2);
    for (let at = 0; at < words.length; at += 2) {
      ids.set(words[at] as number, (words[at + 1] as number) * 2 ** 32 + (words[at] as number));
    }
  }
  return new Set(ids.values());
}

describe('a scan with commits between its slices', () => {
  test('is exact with the log from the start of the window, wherever the window ends', () => {
    const transactions = fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), { maxLength: 60 });
    fc.assert(
      fc.property(fc.nat(50), fc.nat(10), transactions, fc.nat(4), (entities, before, all, perSlice) => {
        const playground = new Playground(entities);
        const { world } = playground;
        for (const steps of all.slice(0, before)) playground.transact(steps);
        const rest = all.slice(before);
        const windowStart = world.db.version;
        const scan = world.scan();
        const blocks = readScan(scan, SLICE_BYTES, ({ length }) => {
          if (length > 0) for (const steps of rest.splice(0, perSlice)) playground.transact(steps);
        });
        const windowEnd = world.db.version;
        for (const steps of rest) playground.transact(steps);
        const rebuilt = world.rebuild((target) => deliver(blocks, STRIDES, target), windowStart, windowEnd);
        expect(plainStore(rebuilt)).toEqual(plainStore(world.db.store));
      }),
      { numRuns: 100 },
    );
  });

  test('reads every row that is not deleted during the scan', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(1000), { maxLength: 5 }), { maxLength: 40 }), (deletions) => {
        const playground = new Playground(60);
        const { world, components } = playground;
        const kept = new Set<number>(playground.alive);
        const blocks = readScan(world.scan(), SLICE_BYTES, ({ length }) => {
          world.write((tx) => {
            for (const at of deletions[length] ?? []) {
              const entity = playground.alive[at % 60] as Entity;
              if (tx.isAlive(entity)) tx.destroy(entity);
              kept.delete(entity);
              tx.insert(tx.create(), components[2] as DynamicComponent, { x: at, y: 0 });
            }
          });
        });
        for (const { id, published } of world.db.store.tables) {
          const rows = [...published.dense.subarray(0, published.count)].filter((entity) => kept.has(entity));
          const read = idsIn(blocks, id);
          expect(rows.filter((entity) => !read.has(entity))).toEqual([]);
        }
      }),
    );
  });

  test.each([
    [0, 'a tag'],
    [1, 'three bytes'],
    [2, 'two words'],
    [3, 'more than a block'],
  ])('does not lose a row that moves to a part that was already read: table %i, %s', (table) => {
    const playground = new Playground(200);
    const { world, components } = playground;
    const component = components[table] as DynamicComponent;
    const scan = world.scan();
    const { published } = world.db.store.tables[table] as { published: { dense: Float64Array; count: number } };
    const missed = published.dense[0] as Entity;
    const blocks = readScan(scan, SLICE_BYTES, (read) => {
      // The scan reads from the end. The first row moves to the end, which was already read, so the scan misses it.
      const last = read.at(-1)?.block;
      if (last?.type !== 3 || last.tableId !== table) return;
      world.write((tx) => {
        const row = tx.get(missed, component);
        tx.delete(missed, component);
        tx.insert(missed, component, row);
      });
    });
    expect(idsIn(blocks, table).has(missed)).toBe(false);
    const rebuilt = world.rebuild((target) => deliver(blocks, STRIDES, target), 1, world.db.version);
    expect(plainStore(rebuilt)).toEqual(plainStore(world.db.store));
  });

  test('ends, even if the registry and the tables never stop growing', () => {
    const { world, components } = new Playground(100);
    const blocks = readScan(world.scan(), 700, () => {
      world.write((tx) => {
        for (let i = 0; i < 500; i++) tx.insert(tx.create(), components[0] as DynamicComponent);
      });
    });
    expect(blocks.length).toBeLessThan(100);
  });

  test('reads no rows that were deleted', () => {
    const { world, alive } = new Playground(100);
    readScan(world.scan(), SLICE_BYTES, (read) => {
      const last = read.at(-1)?.block;
      if (last?.type !== 3) return;
      const { published } = world.db.store.tables[last.tableId] as { published: { count: number } };
      expect(last.first + last.count).toBeLessThanOrEqual(published.count);
      world.write((tx) => {
        for (const entity of alive.splice(-9)) tx.destroy(entity);
      });
    });
    expect(alive).toEqual([]);
  });
});

describe('the slices of a scan', () => {
  test('are the schema, the registry from index 0, then the tables by id, each from the last row to the first', () => {
    const { world } = new Playground(300);
    const blocks = readScan(world.scan(), SLICE_BYTES).map(({ block }) => block);
    expect(blocks[0]).toMatchObject({ type: 1, tableId: 0, first: 0, count: 0 });
    let expected = 0;
    for (const { first, count } of blocks.filter(({ type }) => type === 2)) {
      expect(first).toBe(expected);
      expected = first + count;
    }
    expect(expected).toBe(301);
    for (const { id, published } of world.db.store.tables) {
      let left = published.count;
      for (const { first, count } of blocks.filter(({ type, tableId }) => type === 3 && tableId === id)) {
        expect(first + count).toBe(left);
        left = first;
      }
      expect(left).toBe(0);
    }
    const order = blocks.map(({ type, tableId }) => type * 100 + tableId);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test('are no longer than requested, and no longer than the remaining content', () => {
    const { world } = new Playground(50);
    for (const { block, payload } of readScan(world.scan(), 700).slice(1)) {
      expect(block.length).toBeLessThanOrEqual(700);
      expect(payload.length).toBe(block.length);
    }
    const sizes = readScan(world.scan(), SNAPSHOT_SLICE_BYTES).map(({ payload }) => payload.buffer.byteLength);
    // One block each: the schema, 51 indexes, 50 tags, and tables of 25, 17 and 13 rows.
    expect(sizes).toEqual([world.schemaJson.length, 51 * 4, 50 * 8, 25 * 11, 17 * 16, 13 * (8 + 602)]);
  });

  test('contain at least one row', () => {
    const { world } = new Playground(5);
    const wide = readScan(world.scan(), 1).filter(({ block }) => block.tableId === 3);
    expect(wide.map(({ block }) => [block.first, block.count])).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  test('are the schema and index 0 if the database is empty', () => {
    const world = new World(SCHEMA);
    const blocks = readScan(world.scan(), SNAPSHOT_SLICE_BYTES);
    expect(blocks.map(({ block }) => [block.type, block.first, block.count])).toEqual([
      [1, 0, 0],
      [2, 0, 1],
    ]);
    expect([...(blocks[1]?.payload ?? [])]).toEqual([0, 0, 0, 0]);
  });
});
