/**
 * Transactions of an attached thread are checked at once, recorded completely or not at all, and applied like those of
 * the owner.
 */

import { Database, EcsDbError, type Entity, NO_ENTITY, type Transaction } from '@ecsdb/runtime';
import { OperationReader, TransactionReader } from '@ecsdb/runtime/storage';
import { decodeError, encodeError } from '@ecsdb/runtime/testing';
import type { RemoteTransaction } from '@ecsdb/runtime/threads';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Body, type BodyData, BodyRow, Mark, type MarkData, physics } from '../support/body.js';
import { errorOf, thrownBy } from '../support/errors.js';
import { schemaOfRow } from '../support/schema.js';
import { Remote } from './remote-support.js';

const UPDATE = 2;
const PATCH = 7;

let remote: Remote;
let alive: Entity;
let dead: Entity;
beforeEach(() => {
  remote = new Remote(physics);
  [alive, dead] = remote.db.writeSync((tx) => [tx.create(), tx.create()] as const);
  remote.db.writeSync((tx) => {
    tx.insert(alive, Body, { mass: 5, speed: [1, 2], owner: 3n });
    tx.destroy(dead);
  });
});

describe('what is recorded and applied', () => {
  test('creates entities with the ids that the thread got at once', () => {
    let born: Entity = NO_ENTITY;
    remote.write((tx) => {
      born = tx.create();
      tx.insert(born, Body, { mass: 1 });
      tx.insert(born, Mark);
    });
    expect(remote.db.get(born, Body)).toEqual({ mass: 1, speed: [0, 1], owner: null });
    expect(remote.db.has(born, Mark)).toBe(true);
    expect(remote.issued.has(born)).toBe(false);
  });

  test('replaces, updates, deletes and destroys', () => {
    remote.write((tx) => tx.put(alive, Body, { mass: 6 }));
    expect(remote.db.get(alive, Body)).toEqual({ mass: 6, speed: [0, 1], owner: null });
    remote.write((tx) => tx.update(alive, Body, { speed: [8, 9] }));
    expect(remote.db.get(alive, Body)).toEqual({ mass: 6, speed: [8, 9], owner: null });
    remote.write((tx) => tx.delete(alive, Body));
    expect(remote.db.has(alive, Body)).toBe(false);
    remote.write((tx) => {
      tx.delete(alive, Body);
      tx.put(alive, Body, { mass: 7 });
    });
    expect(remote.db.get(alive, Body).mass).toBe(7);
    remote.write((tx) => tx.destroy(alive));
    expect(remote.db.isAlive(alive)).toBe(false);
    expect(remote.db.count(Body)).toBe(0);
  });

  test('is one version, or none if it changes nothing', () => {
    const { version } = remote.db;
    remote.write((tx) => {
      tx.update(alive, Body, { mass: 1 });
      tx.insert(tx.create(), Mark);
    });
    expect(remote.db.version).toBe(version + 1);
    remote.write((tx) => tx.delete(alive, Mark));
    remote.write(() => {});
    expect(remote.db.version).toBe(version + 1);
  });

  test('can update a row that the same transaction has inserted, and destroy an entity that it has created', () => {
    const count = remote.db.count();
    remote.write((tx) => {
      const entity = tx.create();
      tx.insert(entity, Body, { mass: 1, owner: 2n });
      tx.update(entity, Body, { mass: 3 });
      tx.destroy(entity);
    });
    expect(remote.db.count()).toBe(count);
    expect(remote.db.count(Body)).toBe(1);
  });

  test('accepts a row of another entity as data, like transactions of the owner', () => {
    const other = remote.db.writeSync((tx) => tx.create());
    remote.db.read(alive, Body, (row) => {
      expect(row).toBeInstanceOf(BodyRow);
      const data = row.toObject();
      remote.write((tx) => {
        tx.insert(other, Body, data);
        tx.update(alive, Body, { speed: row.speed.toArray() as [number, number] });
      });
    });
    expect(remote.db.get(other, Body)).toEqual({ mass: 5, speed: [1, 2], owner: 3n });
  });
});

describe('an update sets only the fields that it names', () => {
  const fields = {
    a: { type: 'u8', nullable: true },
    b: { type: 'u8', nullable: true },
    text: { type: 'string<5>', nullable: true },
    flags: '[bool; 3]',
    point: 'Point',
    names: '[string<3>; 2]',
    big: 'u64',
    small: { type: 'i64', js: 'number' },
    who: 'entity',
    kind: 'Kind',
  } as const;
  const types = {
    enums: [{ name: 'Kind', repr: 'u16', variants: { One: 1, Two: 2 } }],
    customTypes: { Point: { x: 'f32', tag: 'u8', y: { type: 'f64', default: 1.5 } } },
  } as const;
  const before = {
    a: 1,
    b: null,
    text: 'ab',
    flags: [true, false, true],
    point: { x: 1, tag: 2, y: 3 },
    names: ['x', 'yz'],
    big: 5n,
    small: -6,
    who: 0,
    kind: 1,
  };
  const schema = schemaOfRow(fields, types);
  const changes: readonly { readonly [field: string]: unknown }[] = [
    {},
    { a: null },
    { b: 0 },
    { a: 255, b: null, text: null },
    { text: 'ß€' },
    { text: '' },
    { flags: [false, false, false] },
    { point: { x: 9, tag: 0, y: 0 } },
    { names: ['', 'äb'] },
    { big: 2n ** 64n - 1n, small: -(2 ** 53 - 1) },
    { who: 2 ** 32 * 7 + 3, kind: 2 },
    { a: undefined, kind: 2 },
    { ...before, point: { x: Number.NaN, tag: 255, y: -0 } },
  ];

  test.each(changes)('%p', (change) => {
    const local = Database.memory(schema);
    const there = new Remote(schema);
    const rows = [local, there.db].map((db) => {
      const component = db.component('row');
      const entity = db.writeSync((tx) => tx.create());
      db.writeSync((tx) => tx.insert(entity, component, before));
      return { component, entity };
    });
    const [here, far] = rows as [(typeof rows)[0], (typeof rows)[0]];
    const given = change as Parameters<Transaction['update']>[2] as object;
    local.writeSync((tx) => tx.update(here.entity, here.component, given));
    there.write((tx) => tx.update(far.entity, far.component, given));
    expect(there.db.get(far.entity, far.component)).toEqual(local.get(here.entity, here.component));
  });

  test('and has masks only if a byte is set in part or not at all', () => {
    const there = new Remote(schema);
    const component = there.db.component('row');
    const entity = there.db.writeSync((tx) => tx.create());
    expect(kindsOf(there.record((tx) => tx.update(entity, component, { big: 5n })))).toEqual([UPDATE]);
    expect(kindsOf(there.record((tx) => tx.update(entity, component, { text: 'abc' })))).toEqual([PATCH]);
    expect(kindsOf(there.record((tx) => tx.update(entity, component, { a: 1, kind: 2 })))).toEqual([PATCH]);
    expect(kindsOf(there.record((tx) => tx.update(entity, component, {})))).toEqual([PATCH]);
  });

  test('and reads data once, so that getters cannot mix two values', () => {
    const there = new Remote(schema);
    const component = there.db.component('row');
    const entity = there.db.writeSync((tx) => tx.create());
    there.db.writeSync((tx) => tx.insert(entity, component, before));
    let reads = 0;
    const next = (): number => [1, 2, 4, 8, 16, 32][reads++ % 6] as number;
    there.write((tx) =>
      tx.update(entity, component, {
        get a() {
          return next();
        },
      }),
    );
    expect(reads).toBe(1);
    expect(there.db.get(entity, component)).toEqual({ ...before, a: 1 });
    reads = 0;
    const point = {
      get x() {
        return next();
      },
      tag: 3,
    };
    there.write((tx) => tx.update(entity, component, { point }));
    expect(there.db.get(entity, component)).toEqual({ ...before, a: 1, point: { x: 1, tag: 3, y: 1.5 } });
  });
});

describe('invalid data is rejected at once, with the errors of a transaction', () => {
  const wrong: readonly [string, unknown][] = [
    ['a value that does not fit', { mass: -1 }],
    ['an unknown field', { mass: 1, weight: 2 }],
    ['an array of the wrong length', { mass: 1, speed: [1] }],
    ['an element of the wrong type', { mass: 1, speed: [1, '2'] }],
    ['a number for a bigint', { mass: 1, owner: 3 }],
    ['a number', 7],
    ['an array', [1]],
    ['null', null],
    ['text', 'mass'],
  ];

  describe.each(wrong)('%s', (_, data) => {
    test.each(['insert', 'put', 'update'] as const)('%s', (method) => {
      const local = Database.memory(physics);
      const entity = local.writeSync((tx) => tx.create());
      if (method !== 'insert') local.writeSync((tx) => tx.insert(entity, Body, { mass: 1 }));
      const expected = errorOf(() => local.writeSync((tx) => tx[method](entity, Body, data as never)));
      const got = errorOf(() => remote.record((tx) => tx[method](entity, Body, data as never)));
      expect(expected.code).toBe('FIELD_TYPE_MISMATCH');
      expect(facts(got)).toEqual(facts(expected));
    });
  });

  test('a component of another schema', () => {
    const foreign = schemaOfRow({ a: 'u8' }).components[0] as typeof Mark;
    for (const run of [
      (tx: RemoteTransaction) => tx.insert(alive, foreign),
      (tx: RemoteTransaction) => tx.update(alive, foreign, {}),
      (tx: RemoteTransaction) => tx.delete(alive, foreign),
      // As in a transaction of the owner, the component is checked before the entity.
      (tx: RemoteTransaction) => tx.put(NO_ENTITY, foreign),
    ]) {
      expect(errorOf(() => remote.record(run)).code).toBe('SCHEMA_ERROR');
    }
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 52, '1', 1n, null, undefined])('%p, which is not an id', (value) => {
    const id = value as Entity;
    for (const run of [
      (tx: RemoteTransaction) => tx.insert(id, Mark),
      (tx: RemoteTransaction) => tx.put(id, Mark),
      (tx: RemoteTransaction) => tx.update(id, Mark, {}),
      (tx: RemoteTransaction) => tx.delete(id, Mark),
      (tx: RemoteTransaction) => tx.destroy(id),
    ]) {
      expect(errorOf(() => remote.record(run)).code).toBe('ENTITY_NOT_FOUND');
    }
  });

  test('a function for an update, by the types and at run time', () => {
    const error = errorOf(() =>
      remote.record((tx) => {
        // @ts-expect-error: the row may have changed when the owner applies the update
        tx.update(alive, Body, (row: BodyRow) => row.mass);
      }),
    );
    expect(error.code).toBe('TRANSACTION_ERROR');
    expect(error.table).toBe('body');
    expect(error.message).toMatch(/row may have changed when the owner applies/);
    expect(error.message).toMatch(/an object with the fields/);
  });

  test('an operation that throws records nothing, and the others are kept', () => {
    remote.write((tx) => {
      tx.update(alive, Body, { mass: 8 });
      expect(errorOf(() => tx.update(alive, Body, { owner: 1n, mass: -8 })).code).toBe('FIELD_TYPE_MISMATCH');
      expect(errorOf(() => tx.put(alive, Body, { mass: -8 })).code).toBe('FIELD_TYPE_MISMATCH');
      expect(errorOf(() => tx.insert(alive, Mark, { a: 1 } as unknown as MarkData)).code).toBe('FIELD_TYPE_MISMATCH');
      tx.update(alive, Body, { owner: 9n });
    });
    expect(remote.db.get(alive, Body)).toEqual({ mass: 8, speed: [1, 2], owner: 9n });
    expect(remote.db.has(alive, Mark)).toBe(false);
  });

  const changes: { readonly [name: string]: (tx: RemoteTransaction) => unknown } = {
    create: (tx) => tx.create(),
    destroy: (tx) => tx.destroy(alive),
    'insert into another table': (tx) => tx.insert(alive, Mark),
    'insert into the same table': (tx) => tx.insert(alive, Body, { mass: 1 }),
    put: (tx) => tx.put(alive, Body, { mass: 1 }),
    update: (tx) => tx.update(alive, Body, { mass: 1 }),
    delete: (tx) => tx.delete(alive, Body),
  };
  test.each(Object.entries(changes))('a getter in data that calls %s', (_, change) => {
    const operations: readonly ((tx: RemoteTransaction, data: BodyData) => void)[] = [
      (tx, data) => tx.insert(alive, Body, data),
      (tx, data) => tx.put(alive, Body, data),
      (tx, data) => tx.update(alive, Body, data),
    ];
    for (const operation of operations) {
      const dataFor = (run: () => void): BodyData => ({
        get mass() {
          run();
          return 2;
        },
        get speed() {
          run();
          return [8, 9] as const;
        },
      });
      const error = errorOf(() =>
        remote.record((tx) =>
          operation(
            tx,
            dataFor(() => change(tx)),
          ),
        ),
      );
      expect(error.code).toBe('TRANSACTION_ERROR');
      expect(error.message).toMatch(/getter/);
      const recorded = remote.record((tx) => {
        expect(
          errorOf(() =>
            operation(
              tx,
              dataFor(() => change(tx)),
            ),
          ).code,
        ).toBe('TRANSACTION_ERROR');
      });
      expect(recorded).toEqual(remote.record(() => {}));
      const caught = remote.record((tx) =>
        operation(
          tx,
          dataFor(() => errorOf(() => change(tx))),
        ),
      );
      expect(caught).toEqual(remote.record((tx) => operation(tx, { mass: 2, speed: [8, 9] })));
    }
    expect(remote.stock).toHaveLength(64);
  });
});

describe('the owner rejects what it rejects in its own transactions', () => {
  type Run = (tx: Transaction | RemoteTransaction) => void;
  const rejected: readonly [string, Run][] = [
    ['insert where a row is', (tx) => tx.insert(alive, Body, { mass: 1 })],
    ['insert for a dead entity', (tx) => tx.insert(dead, Body, { mass: 1 })],
    ['put for a dead entity', (tx) => tx.put(dead, Body, { mass: 1 })],
    ['update for a dead entity', (tx) => tx.update(dead, Body, { mass: 1 })],
    ['update without a row', (tx) => tx.update(alive, Mark, {})],
    ['delete for a dead entity', (tx) => void tx.delete(dead, Body)],
    ['destroy of a dead entity', (tx) => tx.destroy(dead)],
    ['destroy twice', (tx) => void [tx.destroy(alive), tx.destroy(alive)]],
    ['an id of the future', (tx) => tx.destroy((2 ** 32 * 9 + 2 ** 31) as Entity)],
    ['an update after a delete', (tx) => void [tx.delete(alive, Body), tx.update(alive, Body, { mass: 1 })]],
  ];

  test.each(rejected)('%s', (_, run) => {
    const expected = errorOf(() => remote.db.writeSync(run));
    const { version } = remote.db;
    const before = remote.db.get(alive, Body);
    const got = errorOf(() => remote.write(run));
    expect(facts(got)).toEqual(facts(expected));
    expect(remote.db.version).toBe(version);
    expect(remote.db.get(alive, Body)).toEqual(before);
  });

  test('and rolls back the whole transaction, with its ids', () => {
    const count = remote.db.count();
    let born: Entity = NO_ENTITY;
    const bytes = remote.record((tx) => {
      born = tx.create();
      tx.insert(born, Body, { mass: 1 });
      tx.delete(alive, Body);
      tx.destroy(dead);
    });
    expect(errorOf(() => remote.apply(bytes)).code).toBe('ENTITY_NOT_FOUND');
    expect(remote.db.isAlive(born)).toBe(false);
    expect(remote.db.count()).toBe(count);
    expect(remote.db.count(Body)).toBe(1);
    expect(remote.issued.has(born)).toBe(true);
    expect(remote.stock).not.toContain(born);
  });
});

describe('a transaction that fails', () => {
  test('returns its ids, and was not recorded', () => {
    const stock = [...remote.stock].sort();
    const failure = new Error('no');
    const thrown = thrownBy(() =>
      remote.record((tx) => {
        tx.create();
        tx.create();
        throw failure;
      }),
    );
    expect(thrown).toBe(failure);
    expect([...remote.stock].sort()).toEqual(stock);
    remote.write((tx) => tx.insert(alive, Mark));
    expect(remote.db.has(alive, Mark)).toBe(true);
  });

  test('because its function is async', () => {
    const stock = remote.stock.length;
    const error = errorOf(() => remote.recorder.record(async (tx) => void tx.create()));
    expect(error.code).toBe('TRANSACTION_ERROR');
    expect(remote.stock).toHaveLength(stock);
  });

  test('cannot be used after its end', () => {
    const kept: RemoteTransaction[] = [];
    remote.record((tx) => void kept.push(tx));
    expect(thrownBy(() => remote.record((tx) => failWith(kept, tx)))).toBeInstanceOf(RangeError);
    expect(kept).toHaveLength(2);
    const expected = errorOf(() => afterItsEnd(remote.db));
    for (const tx of kept) {
      for (const run of [
        () => tx.create(),
        () => tx.destroy(alive),
        () => tx.insert(alive, Mark),
        () => tx.put(alive, Mark),
        () => tx.update(alive, Mark, {}),
        () => tx.delete(alive, Mark),
      ]) {
        expect(facts(errorOf(run))).toEqual(facts(expected));
      }
    }
  });

  test('because it is nested in another one does not change the outer one', () => {
    const bytes = remote.record((tx) => {
      tx.put(alive, Body, { mass: 3 });
      expect(errorOf(() => remote.recorder.record(() => {})).code).toBe('TRANSACTION_ERROR');
      tx.put(alive, Mark);
    });
    remote.apply(bytes);
    expect(remote.db.has(alive, Mark)).toBe(true);
  });
});

describe('errors that are sent between threads', () => {
  test('are the same afterwards', () => {
    const errors = [
      errorOf(() => remote.db.get(dead, Body)),
      errorOf(() => remote.db.get(alive, Mark)),
      new EcsDbError('SCHEMA_MISMATCH', 'a: b: "c" \ud800', { differences: ['one', 'two'], path: '/x', offset: 0 }),
      new EcsDbError('TIMEOUT', '', { thread: 3 }),
      new EcsDbError('CONSTRAINT_UNIQUE', '', {
        index: { name: 'place', fields: ['owner', 'at.x'] },
        value: [5n, Number.NaN, 'a'],
        other: 7,
      }),
    ];
    for (const error of errors) {
      const decoded = decodeError(encodeError(error));
      expect(decoded).toBeInstanceOf(EcsDbError);
      expect(facts(decoded as EcsDbError)).toEqual(facts(error));
    }
  });

  test('of other classes keep name and message', () => {
    class Odd extends Error {
      override readonly name = 'Odd';
    }
    for (const error of [new Odd('this'), new RangeError('that'), new Error('')]) {
      const decoded = decodeError(encodeError(error));
      expect(decoded).not.toBeInstanceOf(EcsDbError);
      expect([decoded.name, decoded.message]).toEqual([error.name, error.message]);
    }
  });

  test('can be any value', () => {
    const hostile = Object.defineProperty(new Error('x'), 'message', {
      get() {
        throw new Error('y');
      },
    });
    for (const thrown of [undefined, null, 5, 'text', Symbol('s'), {}, Object.create(null), hostile, () => {}]) {
      expect(decodeError(encodeError(thrown))).toBeInstanceOf(Error);
    }
    expect(decodeError(encodeError('text')).message).toBe('text');
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '5',
    '{}',
    '{"message":5,"name":"a"}',
    '{"message":"a"}',
    '{"code":5,"message":"a","facts":{}}',
    '{"code":"x","message":"a","facts":{}}',
    '{"code":"LOCKED","message":"a"}',
    '{"code":"LOCKED","message":"a","facts":[1]}',
    '{"code":"LOCKED","message":"a","facts":{"pid":"1"}}',
    '{"code":"LOCKED","message":"a","facts":{"code":"CORRUPT"}}',
    '{"code":"LOCKED","message":"a","facts":{"__proto__":{"pid":1}}}',
    '{"code":"LOCKED","message":"a","facts":{"differences":[1]}}',
    '{"code":"LOCKED","message":"a","facts":{"index":"place"}}',
    '{"code":"LOCKED","message":"a","facts":{"index":{"name":"place","fields":[1]}}}',
    '{"code":"LOCKED","message":"a","facts":{"index":{"name":"place","fields":[],"more":1}}}',
  ])('malformed JSON is reported: %s', (text) => {
    const error = decodeError(new TextEncoder().encode(text));
    expect(error).toBeInstanceOf(EcsDbError);
    expect((error as EcsDbError).code).toBe('SERIALIZATION_ERROR');
  });

  test('bytes that are not text are reported, too', () => {
    const bytes = encodeError(new EcsDbError('LOCKED', 'a', { pid: 1 })).map((byte, i) => (i === 9 ? 0xff : byte));
    expect((decodeError(bytes) as EcsDbError).code).toBe('SERIALIZATION_ERROR');
  });
});

/** Everything that an error says. */
function facts(error: EcsDbError): object {
  const { stack, ...rest } = error;
  return { ...rest, message: error.message };
}

function failWith(kept: RemoteTransaction[], tx: RemoteTransaction): never {
  kept.push(tx);
  throw new RangeError('on purpose');
}

function afterItsEnd(db: Database): void {
  let kept: Transaction | undefined;
  db.writeSync((tx) => {
    kept = tx;
  });
  kept?.create();
}

function kindsOf(bytes: Uint8Array): number[] {
  const transaction = new TransactionReader();
  transaction.begin(bytes, 0, bytes.length);
  transaction.next();
  const operation = new OperationReader(true);
  operation.begin(bytes, transaction.start, transaction.end, transaction.operations);
  const kinds: number[] = [];
  while (operation.next()) kinds.push(operation.kind);
  return kinds;
}
