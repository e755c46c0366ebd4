/** Rows, transactions and queries throw when they are used after they have ended. */

import { Database, type DynamicRow, type Transaction } from '@ecsdb/runtime';
import { share } from '@ecsdb/runtime/threads';
import { describe, expect, test } from '@jest/globals';
import { errorOf, rejectionOf, thrownBy } from '../support/errors.js';
import { schemaOfRow } from '../support/schema.js';

function open() {
  const fields = { x: 'u32', name: 'string<8>', list: '[f32; 2]', maybe: { type: 'u8', nullable: true } };
  const db = Database.memory(schemaOfRow(fields));
  const Row = db.component('row');
  const entity = db.writeSync((tx) => {
    const created = tx.create();
    tx.insert(created, Row, { x: 1, name: 'one', list: [1, 2] });
    return created;
  });
  return { db, Row, entity };
}

describe('a row that is kept', () => {
  const readers: { readonly [name: string]: (opened: ReturnType<typeof open>) => DynamicRow | undefined } = {
    'db.read': ({ db, Row, entity }) => db.read(entity, Row, (row) => row),
    'tx.read': ({ db, Row, entity }) => db.writeSync((tx) => tx.read(entity, Row, (row) => row)),
    'tx.update': ({ db, Row, entity }) => {
      let kept: DynamicRow | undefined;
      db.writeSync((tx) =>
        tx.update(entity, Row, (row) => {
          kept = row;
        }),
      );
      return kept;
    },
    'db.query().forEach': ({ db, Row }) => {
      let kept: DynamicRow | undefined;
      db.query(Row).forEach((row) => {
        kept = row;
      });
      return kept;
    },
    'tx.query().forEach': ({ db, Row }) => {
      let kept: DynamicRow | undefined;
      db.writeSync((tx) =>
        tx.query(Row.mut).forEach((row) => {
          kept = row;
        }),
      );
      return kept;
    },
    'for..of': ({ db, Row }) => {
      for (const [row] of db.query(Row)) return row;
      return undefined;
    },
    'a callback that threw': ({ db, Row, entity }) => {
      let kept: DynamicRow | undefined;
      thrownBy(() =>
        db.read(entity, Row, (row) => {
          kept = row;
          throw new Error('left');
        }),
      );
      return kept;
    },
  };
  test.each(Object.keys(readers))('from %s throws at every use', (name) => {
    const row = readers[name]?.(open()) as DynamicRow & { set?(path: string, value: number): void };
    for (const path of ['x', 'name', 'list', 'list[1]', 'maybe']) {
      const error = errorOf(() => row.get(path));
      expect(error.code).toBe('TRANSACTION_ERROR');
      expect(error.message).toMatch(/outside its callback.*toObject\(\)/);
    }
    expect(errorOf(() => row.toObject()).code).toBe('TRANSACTION_ERROR');
    if (row.set !== undefined) expect(errorOf(() => row.set?.('x', 2)).code).toBe('TRANSACTION_ERROR');
  });

  test('a copy stays valid', () => {
    const { db, Row, entity } = open();
    const copy = db.read(entity, Row, (row) => row.toObject());
    db.writeSync((tx) => tx.update(entity, Row, { x: 2 }));
    expect(copy).toEqual({ x: 1, name: 'one', list: [1, 2], maybe: null });
  });
});

describe('after the callback of a transaction has returned', () => {
  test('the transaction refuses all calls', () => {
    const { db, Row, entity } = open();
    const tx = db.writeSync((given) => ({ given })).given;
    const uses: { readonly [name: string]: () => unknown } = {
      create: () => tx.create(),
      destroy: () => tx.destroy(entity),
      insert: () => tx.insert(entity, Row),
      put: () => tx.put(entity, Row, { x: 1, name: '', list: [0, 0] }),
      update: () => tx.update(entity, Row, { x: 2 }),
      delete: () => tx.delete(entity, Row),
      read: () => tx.read(entity, Row, () => {}),
      get: () => tx.get(entity, Row),
      tryGet: () => tx.tryGet(entity, Row),
      has: () => tx.has(entity, Row),
      isAlive: () => tx.isAlive(entity),
      count: () => tx.count(),
      query: () => tx.query(Row),
    };
    for (const [name, use] of Object.entries(uses)) {
      const error = errorOf(use);
      expect([name, error.code]).toEqual([name, 'TRANSACTION_ERROR']);
      expect(error.message).toMatch(/transaction was used after it had ended/);
    }
    expect(db.get(entity, Row)).toMatchObject({ x: 1 });
  });

  test('or has thrown, the transaction refuses all calls', () => {
    const { db } = open();
    let kept: Transaction | undefined;
    thrownBy(() =>
      db.writeSync((tx) => {
        kept = tx;
        throw new Error('left');
      }),
    );
    expect(errorOf(() => kept?.create()).code).toBe('TRANSACTION_ERROR');
  });

  test('its queries refuse to run, also inside another transaction', () => {
    const { db, Row } = open();
    const { query } = db.writeSync((tx) => ({ query: tx.query(Row) }));
    expect(errorOf(() => query.forEach(() => {})).code).toBe('TRANSACTION_ERROR');
    expect(errorOf(() => query.count()).code).toBe('TRANSACTION_ERROR');
    expect(errorOf(() => [...query]).code).toBe('TRANSACTION_ERROR');
    db.writeSync(() => {
      expect(errorOf(() => query.count()).code).toBe('TRANSACTION_ERROR');
    });
  });

  test('its abandoned iterators throw and do not affect later loops', () => {
    const { db, Row, entity } = open();
    const more = db.writeSync((tx) =>
      [1, 2, 3].map((x) => {
        const created = tx.create();
        tx.insert(created, Row, { x, name: '', list: [0, 0] });
        return created;
      }),
    );
    const { abandoned } = db.writeSync((tx) => {
      const iterator = tx.query(Row)[Symbol.iterator]();
      iterator.next();
      return { abandoned: iterator };
    });
    expect(errorOf(() => abandoned.next()).code).toBe('TRANSACTION_ERROR');
    const seen = db.writeSync((tx) => {
      const entities: number[] = [];
      for (const [, visited] of tx.query(Row)) {
        entities.push(visited);
        if (entities.length === 1) expect(errorOf(() => abandoned.next()).code).toBe('TRANSACTION_ERROR');
        if (entities.length === 2) expect(abandoned.return?.()).toEqual({ done: true });
      }
      tx.destroy(entity);
      return entities;
    });
    expect(seen).toEqual([entity, ...more]);
  });
});

describe('a transaction refuses a callback that', () => {
  test('is async', async () => {
    const { db, Row, entity } = open();
    const late = async (tx: Transaction): Promise<void> => {
      tx.update(entity, Row, { x: 9 });
      await undefined;
      tx.update(entity, Row, { x: 10 });
    };
    const before = db.version;
    const error = errorOf(() => db.writeSync(late as (tx: Transaction) => unknown));
    expect(error.code).toBe('TRANSACTION_ERROR');
    expect(error.message).toMatch(/async function.*cannot wait/);
    expect((await rejectionOf(db.write(late as (tx: Transaction) => unknown))).code).toBe('TRANSACTION_ERROR');
    expect(db.get(entity, Row)).toMatchObject({ x: 1 });
    expect(db.version).toBe(before);
  });

  test('returns an object with a method then, although it is not a promise', async () => {
    const { db } = open();
    const then = (): never => {
      throw new Error('then() was called');
    };
    const before = db.version;
    for (const thenable of [
      Object.fromEntries([['then', then]]),
      Object.assign(() => {}, Object.fromEntries([['then', then]])),
    ]) {
      // The types also refuse it.
      const late = (tx: Transaction): never => {
        tx.create();
        return thenable as never;
      };
      expect((await rejectionOf(db.write(late))).code).toBe('TRANSACTION_ERROR');
      expect(errorOf(() => db.writeSync(late)).code).toBe('TRANSACTION_ERROR');
    }
    expect(db.version).toBe(before);
  });

  test('writes to the same database', async () => {
    const { db, Row, entity } = open();
    const calls: { readonly [call: string]: () => unknown } = {
      writeSync: () => db.writeSync(() => {}),
      write: () => db.write(() => {}),
      insert: () => db.insert(entity, Row, { x: 5, name: '', list: [0, 0] }),
      put: () => db.put(entity, Row, { x: 5, name: '', list: [0, 0] }),
      update: () => db.update(entity, Row, { x: 5 }),
      delete: () => db.delete(entity, Row),
      transaction: () => db.transaction(),
      share: () => share(db),
      flush: () => db.flush(),
    };
    for (const [call, inner] of Object.entries(calls)) {
      const error = errorOf(() => db.writeSync(() => void inner()));
      expect(error.code).toBe('TRANSACTION_ERROR');
      expect(error.message).toContain(`: ${call} was called inside a transaction`);
    }
    await db.write(() => {});
    expect(db.get(entity, Row)).toMatchObject({ x: 1 });
  });

  test('another database can be written and read inside a transaction', () => {
    const { db, Row, entity } = open();
    const other = open();
    db.writeSync((tx) => {
      tx.update(entity, Row, { x: 5 });
      other.db.writeSync((inner) => inner.update(other.entity, other.Row, { x: 6 }));
      expect(other.db.get(other.entity, other.Row)).toMatchObject({ x: 6 });
      expect(db.get(entity, Row)).toMatchObject({ x: 1 });
    });
    expect(db.get(entity, Row)).toMatchObject({ x: 5 });
  });

  test('closing inside a transaction is refused, and the database stays open', async () => {
    const { db } = open();
    let closing: Promise<void> | undefined;
    db.writeSync(() => {
      closing = db.close();
    });
    const error = await rejectionOf(closing as Promise<void>);
    expect(error.code).toBe('TRANSACTION_ERROR');
    expect(error.message).toContain(': close was called inside a transaction');
    expect(db.count()).toBe(1);
    await db.close();
    expect(errorOf(() => db.count()).code).toBe('CHANNEL_CLOSED');
  });
});

describe('a closed database', () => {
  test('commits what was queued, then refuses everything', async () => {
    const { db, Row, entity } = open();
    const queued = db.write((tx) => tx.update(entity, Row, { x: 2 }));
    const query = db.query(Row);
    await db.close();
    await queued;
    expect(db.version).toBe(2);
    const uses: { readonly [name: string]: () => unknown } = {
      write: () => db.write(() => {}),
      writeSync: () => db.writeSync(() => {}),
      transaction: () => db.transaction(),
      insert: () => db.insert(entity, Row, {}),
      put: () => db.put(entity, Row, {}),
      update: () => db.update(entity, Row, {}),
      delete: () => db.delete(entity, Row),
      read: () => db.read(entity, Row, () => {}),
      get: () => db.get(entity, Row),
      tryGet: () => db.tryGet(entity, Row),
      has: () => db.has(entity, Row),
      isAlive: () => db.isAlive(entity),
      count: () => db.count(),
      stats: () => db.stats(),
      query: () => db.query(Row),
      'a query created before': () => query.count(),
    };
    for (const [name, use] of Object.entries(uses)) {
      expect([name, await codeOf(use)]).toEqual([name, 'CHANNEL_CLOSED']);
    }
  });

  test('can be closed again', async () => {
    const { db } = open();
    await db.close();
    await expect(db.close()).resolves.toBeUndefined();
  });
});

/** The code of an error that was thrown or that a promise was rejected with. */
async function codeOf(use: () => unknown): Promise<unknown> {
  try {
    await use();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return undefined;
}
