/**
 * Without SharedArrayBuffer, as in a page that is not isolated, everything works on buffers that are copied.
 */

import type { Database, DynamicComponent, Entity } from '@ecsdb/runtime';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';

const shared = globalThis.SharedArrayBuffer;
type Runtime = typeof import('@ecsdb/runtime');
type Threads = typeof import('@ecsdb/runtime/threads');
type SchemaSupport = typeof import('../support/schema.js');
type ModelSession = typeof import('../model/session.js');
type ModelSteps = typeof import('../model/steps.js');

let runtime: Runtime;
let threads: Threads;
let support: SchemaSupport;
let model: ModelSession & ModelSteps;

beforeAll(async () => {
  Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
  jest.resetModules();
  runtime = await import('@ecsdb/runtime');
  threads = await import('@ecsdb/runtime/threads');
  support = await import('../support/schema.js');
  model = { ...(await import('../model/session.js')), ...(await import('../model/steps.js')) };
});

afterAll(() => {
  globalThis.SharedArrayBuffer = shared;
});

function open() {
  const db = runtime.Database.memory(
    support.schemaOf({ tables: { a: { x: 'u32', text: 'string<20>' }, b: { list: '[f64; 80]' }, tag: {} } }),
  );
  return { db, A: db.component('a'), B: db.component('b'), Tag: db.component('tag') };
}

test('the runtime sees that shared memory is missing', () => {
  expect(typeof SharedArrayBuffer).toBe('undefined');
  const { db, A } = open();
  db.writeSync((tx) => {
    const entity = tx.create();
    tx.insert(entity, A, { x: 1, text: '' });
    tx.update(entity, A, (row) => {
      const { u8 } = (row as unknown as { $views: { u8: Uint8Array } }).$views;
      expect(u8.buffer).toBeInstanceOf(ArrayBuffer);
    });
  });
});

test('random transactions end as in a model of plain maps', async () => {
  await model.checkAgainstModel(15);
});

test('open rows of one table stay valid while others, and the registry, grow', () => {
  const { db, A, B, Tag } = open();
  const first = db.writeSync((tx) => {
    const entity = tx.create();
    tx.insert(entity, A, { x: 1, text: 'one' });
    return entity;
  });
  db.writeSync((tx) => {
    tx.update(first, A, (row) => {
      for (let i = 0; i < 2000; i++) {
        const entity = tx.create();
        tx.insert(entity, B, { list: new Array<number>(80).fill(i) });
        tx.insert(entity, Tag);
      }
      row.set('x', 2);
      row.set('text', 'zwö');
    });
  });
  expect(db.get(first, A)).toEqual({ x: 2, text: 'zwö' });
  expect(db.count(B)).toBe(2000);
  let sum = 0;
  for (const [row] of db.query(B)) sum += row.get('list[79]') as number;
  expect(sum).toBe((1999 * 2000) / 2);
});

test('a loop continues while a table that it excludes grows', () => {
  const { db, A, Tag } = open();
  const entities = fill(db, A, 3000);
  db.writeSync((tx) => {
    let visits = 0;
    tx.query(A.mut)
      .without(Tag)
      .forEach((row, entity) => {
        tx.insert(entity, Tag);
        row.set('x', ++visits);
      });
    expect(visits).toBe(entities.length);
    expect(tx.query(A).without(Tag).count()).toBe(0);
  });
  expect(new Set(Array.from(db.query(A), ([row]) => row.get('x'))).size).toBe(entities.length);
});

test('a row open for reading outside keeps its values while its table grows inside', () => {
  const { db, A } = open();
  const [first] = fill(db, A, 1) as [Entity];
  db.read(first, A, (row) => {
    db.writeSync((tx) => {
      tx.update(first, A, { x: 77 });
      for (let i = 0; i < 3000; i++) tx.insert(tx.create(), A, { x: i, text: '' });
      expect(row.get('x')).toBe(0);
      expect(db.get(first, A)).toMatchObject({ x: 0 });
    });
    expect(() => row.get('x')).toThrow('TRANSACTION_ERROR');
  });
  expect(db.get(first, A)).toMatchObject({ x: 77 });
  expect(db.count(A)).toBe(3001);
});

test('a transaction that grew everything is undone', async () => {
  const { db, A } = open();
  const entities = fill(db, A, 10);
  const failing = db.write((tx) => {
    for (let i = 0; i < 3000; i++) tx.insert(tx.create(), A, { x: i, text: 'gone' });
    for (const entity of entities) tx.update(entity, A, { x: 1000 });
    throw new RangeError('undo');
  });
  const after = db.write((tx) => tx.update(entities[3] as Entity, A, { text: 'after' }));
  const outcomes = await Promise.allSettled([failing, after]);
  expect(outcomes).toMatchObject([{ status: 'rejected', reason: { message: 'undo' } }, { status: 'fulfilled' }]);
  expect(entities.map((entity) => db.read(entity, A, (row) => row.get('x')))).toEqual(entities.map((_, i) => i));
  expect(db.get(entities[3] as Entity, A)).toEqual({ x: 3, text: 'after' });
  expect(db.count()).toBe(10);
});

function fill(db: Database, component: DynamicComponent, count: number): Entity[] {
  return db.writeSync((tx) =>
    Array.from({ length: count }, (_, x) => {
      const entity = tx.create();
      tx.insert(entity, component, { x, text: '' });
      return entity;
    }),
  );
}

test('the error of share() says which headers a page needs', () => {
  const { db } = open();
  for (const run of [() => threads.share(db), () => threads.attach(db.schema, {} as never)]) {
    expect(run).toThrow(/Cross-Origin-Opener-Policy: same-origin.*Cross-Origin-Embedder-Policy: require-corp/s);
  }
});
