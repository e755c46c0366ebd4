/** Promise: whatever the shared memory contains, a read in an attached thread ends, with a coded error or a value. */

import { Database, EcsDbError } from '@ecsdb/runtime';
import { attach, type DatabaseHandle, share } from '@ecsdb/runtime/threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  ALIVE,
  ARCHETYPES,
  REGISTRY_BYTES,
  TABLE_ROWS,
  tableAt,
  VERSION,
} from '../../../runtime/src/threads/shared/layout.js';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';

const SCHEMA = schemaOf({ tables: { point: { x: 'u32' }, name: { text: 'string<8>' }, mark: {} } });

let db: Database;
let handle: DatabaseHandle;
beforeEach(async () => {
  db = Database.memory(SCHEMA);
  const [point, name, mark] = ['point', 'name', 'mark'].map((table) => db.component(table));
  if (!point || !name || !mark) throw new Error('the schema has three tables');
  await db.write((tx) => {
    for (let n = 0; n < 20; n++) {
      const entity = tx.create();
      tx.insert(entity, point, { x: n });
      if (n % 2 === 0) tx.insert(entity, name, { text: `n${n}` });
      if (n % 3 === 0) tx.insert(entity, mark);
    }
  });
  handle = share(db);
});
afterEach(() => db.close());

function words(): Int32Array {
  return new Int32Array(handle.words);
}

/** The list of archetypes: for each, its length and the ids of its tables. */
function list(): Uint32Array {
  const { buffer, start } = handle.archetypes;
  return new Uint32Array(buffer, start, (buffer.byteLength - start) >>> 2);
}

function readAll(): number {
  const thread = attach(SCHEMA, handle);
  try {
    let rows = 0;
    for (const { tableId } of SCHEMA.descriptor.tables) {
      const component = SCHEMA.descriptor.tables.find((one) => one.tableId === tableId)?.name ?? '';
      thread.query(thread.component(component)).forEach(() => {
        rows++;
      });
    }
    return rows + thread.query(thread.component('point'), thread.component('mark')).count();
  } finally {
    thread.close();
  }
}

describe('a list of archetypes', () => {
  const overwritten: readonly [string, () => void][] = [
    ['with a length beyond its end', () => list().set([2 ** 32 - 1], 1)],
    ['with a length that is too large by one', () => list().set([list().length - 1], 1)],
    ['with fewer archetypes than its number says', () => words().set([2 ** 31 - 1], ARCHETYPES)],
    ['with a negative number of archetypes', () => words().set([-1], ARCHETYPES)],
    ['with a table that does not exist', () => list().set([9999], 2)],
    ['with a table whose id has more than 16 bits', () => list().set([2 ** 16 + 1], 2)],
    ['with tables in another order', () => list().set([2, 2, 1], 1)],
    ['with a repeated archetype', () => list().fill(0)],
  ];
  test.each(overwritten)('%s is rejected', (_, overwrite) => {
    expect(readAll()).toBe(44);
    overwrite();
    expect(errorOf(readAll)).toMatchObject({ code: 'SERIALIZATION_ERROR', expected: expect.anything() });
    // Each time, and nothing stays pinned.
    const thread = attach(SCHEMA, handle);
    for (let i = 0; i < 2; i++) {
      expect(errorOf(() => thread.query(thread.component('point')).count())).toMatchObject({
        code: 'SERIALIZATION_ERROR',
      });
    }
    expect(db.stats().threads.attached.filter(({ isReading }) => isReading)).toEqual([]);
    thread.close();
  });
});

describe('counters', () => {
  const impossible = [-8, 4, 0.5, 2 ** 31, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY];
  const places = Array.from({ length: tableAt(3) }, (_, at) => at).filter(
    // Versions and the number of living entities can have any value.
    (at) => at !== VERSION && at !== ALIVE && at > REGISTRY_BYTES + 1 && (at - tableAt(0)) % 5 > TABLE_ROWS + 1,
  );
  test.each([REGISTRY_BYTES, ...places])('with an impossible size are rejected: %p', (at) => {
    for (const value of impossible) {
      for (const side of handle.counters) new Float64Array(side)[at] = value;
      expect(errorOf(readAll)).toMatchObject({ code: 'SERIALIZATION_ERROR' });
    }
  });

  test.each([0, 1, 2])('with more rows than there is space for are rejected: table %p', (position) => {
    for (const value of [-1, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const side of handle.counters) new Float64Array(side)[tableAt(position) + TABLE_ROWS] = value;
      expect(errorOf(readAll)).toMatchObject({ code: 'SERIALIZATION_ERROR' });
    }
  });
});

test('an entity in an archetype that does not exist is rejected', () => {
  for (const archetype of [1000, 2 ** 31, 2 ** 32 - 1]) {
    for (const { buffer, start } of handle.registry) new Uint32Array(buffer, start)[1 * 4 + 2] = archetype;
    expect(errorOf(readAll)).toMatchObject({ code: 'SERIALIZATION_ERROR', got: `${archetype}` });
  }
});

test('reading ends, whatever the list and its number contain', async () => {
  const value = fc.oneof(fc.nat(4), fc.constantFrom(2 ** 16, 2 ** 31, 2 ** 32 - 1));
  const intact = list().slice(0, 16);
  const count = words()[ARCHETYPES] ?? 0;
  const number = fc.integer({ min: -2, max: 20 });
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 16 }), fc.nat(15), number, async (values, at, n) => {
      list().set(intact);
      list().set(values.slice(0, 16 - at), at);
      words()[ARCHETYPES] = n;
      let code: string | undefined;
      try {
        readAll();
      } catch (error) {
        if (!(error instanceof EcsDbError)) throw error;
        code = error.code;
      }
      expect([undefined, 'SERIALIZATION_ERROR']).toContain(code);
      // The owner frees the slot of the thread.
      await db.write(() => {});
    }),
    { numRuns: 100 },
  );
  list().set(intact);
  words()[ARCHETYPES] = count;
  expect(readAll()).toBe(44);
});

describe('a handle', () => {
  test.each([1, 4, 8, 60, -64])('whose bytes start %p bytes later is rejected', (more) => {
    const shift = (bytes: { buffer: SharedArrayBuffer; start: number }): object => ({
      ...bytes,
      start: bytes.start + more,
    });
    const [first, ...others] = handle.tables;
    const start = handle.archetypes.start + more;
    const table = { ...first, records: first?.records.map(shift) };
    for (const part of [
      { archetypes: shift(handle.archetypes) },
      { registry: handle.registry.map(shift) },
      { tables: [table, ...others] },
    ]) {
      const attachAgain = (): unknown => attach(SCHEMA, { ...handle, ...part } as DatabaseHandle);
      if (start % 64 === 0 && start >= 0) continue;
      expect(errorOf(attachAgain)).toMatchObject({ code: 'SCHEMA_ERROR' });
    }
  });
});
