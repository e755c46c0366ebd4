/** Promise: whatever the shared memory contains, a read in an attached thread ends, with a coded error or a value. */

import { Database } from '@ecsdb/runtime';
import { attach, type DatabaseHandle, share } from '@ecsdb/runtime/threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ALIVE, REGISTRY_BYTES, TABLE_ROWS, tableAt, VERSION } from '../../../runtime/src/threads/shared/layout.js';
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

test('reading ends, whatever the maps between entities and rows contain', async () => {
  const word = fc.oneof(fc.nat(40), fc.constantFrom(2 ** 16, 2 ** 31, 2 ** 32 - 1));
  const maps = handle.tables.flatMap(({ sparse, dense }) => [...sparse, ...dense]);
  const words = (map: (typeof maps)[number]): Uint32Array => new Uint32Array(map.buffer, map.start, 64);
  const intact = maps.map((map) => words(map).slice());
  const restore = (): void => {
    for (const [i, map] of maps.entries()) words(map).set(intact[i] ?? []);
  };
  await fc.assert(
    fc.asyncProperty(fc.nat(maps.length - 1), fc.nat(63), fc.array(word, { maxLength: 64 }), async (i, at, values) => {
      const map = maps[i];
      if (map === undefined) throw new Error('the number of a map');
      words(map).set(values.slice(0, 64 - at), at);
      expect(readAll()).toEqual(expect.any(Number));
      restore();
      // The owner frees the slot of the thread.
      await db.write(() => {});
    }),
    { numRuns: 100 },
  );
  expect(readAll()).toBe(44);
});

describe('a handle', () => {
  test.each([1, 4, 8, 60, -64])('whose bytes start %p bytes later is rejected', (more) => {
    const shift = (bytes: { buffer: SharedArrayBuffer; start: number }): object => ({
      ...bytes,
      start: bytes.start + more,
    });
    const [first, ...others] = handle.tables;
    const start = (handle.registry[0]?.start ?? 0) + more;
    const table = { ...first, records: first?.records.map(shift) };
    for (const part of [{ registry: handle.registry.map(shift) }, { tables: [table, ...others] }]) {
      const attachAgain = (): unknown => attach(SCHEMA, { ...handle, ...part } as DatabaseHandle);
      if (start % 64 === 0 && start >= 0) continue;
      expect(errorOf(attachAgain)).toMatchObject({ code: 'SCHEMA_ERROR' });
    }
  });
});
