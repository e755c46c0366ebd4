/**
 * The ten anomalies of Hermitage (https://github.com/ept/hermitage), tried with everything that can run at the same
 * time: transactions of one group, transactions of an attached database that are sent in the middle of another one,
 * reads of the published state, and pinned versions. docs/constraints.md has the table.
 */

import { Database, type DynamicComponent, type Entity, type Reader, type Transaction } from '@ecsdb/runtime';
import { type AttachedDatabase, attach, share } from '@ecsdb/runtime/threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { schemaOfToml } from '../support/toml.js';

const schema = schemaOfToml(`
[tables.test]
fields = [
  { name = "id", type = "u32", primary_key = true },
  { name = "value", type = "i32", indexed = true },
]
`);

let db: Database;
let table: DynamicComponent;
/** The same table in the attached database. */
let attachedTable: DynamicComponent;
let one: Entity;
let two: Entity;
/** An entity without rows. */
let spare: Entity;
let attached: AttachedDatabase;

beforeEach(() => {
  db = Database.memory(schema);
  table = db.component('test');
  [one, two] = db.writeSync((tx) => [insert(tx, 1, 10), insert(tx, 2, 20)]) as [Entity, Entity];
  spare = db.writeSync((tx) => tx.create());
  // With three sides, the owner commits while a version is pinned.
  attached = attach(schema, share(db, { sides: 3 }));
  attachedTable = attached.component('test');
});

afterEach(async () => {
  await attached.close();
  await db.close();
});

function insert(tx: Transaction, id: number, value: number): Entity {
  const entity = tx.create();
  tx.insert(entity, table, { id, value });
  return entity;
}

function set(tx: Transaction, entity: Entity, value: number): void {
  tx.update(entity, table, { value });
}

function valueIn(reader: Reader, entity: Entity, component = table): number {
  return reader.read(entity, component, (row) => row.get('value')) as number;
}

function both(reader: Reader, component = table): [number, number] {
  return [valueIn(reader, one, component), valueIn(reader, two, component)];
}

/** Sends a transaction of the attached database. It sets both values. */
function send(first: number, second: number): Promise<void> {
  return attached.write((tx) => {
    tx.update(one, attachedTable, { value: first });
    tx.update(two, attachedTable, { value: second });
  });
}

/** The ids of the rows whose value meets a condition, in the order of the index. */
function idsWhere(reader: Reader, condition: (value: number) => boolean, component = table): number[] {
  const ids: number[] = [];
  reader.lookup(component, 'value').rows((row) => {
    if (condition(row.get('value') as number)) ids.push(row.get('id') as number);
  });
  return ids;
}

test('a transaction has no await, and no other one can be started inside of it', async () => {
  await expect(db.write((async (tx: Transaction) => set(tx, one, 11)) as never)).rejects.toMatchObject({
    code: 'TRANSACTION_ERROR',
  });
  expect(errorOf(() => db.writeSync(() => db.writeSync(() => 0)))).toMatchObject({ code: 'TRANSACTION_ERROR' });
  expect(errorOf(() => db.writeSync(() => void db.write(() => 0)))).toMatchObject({ code: 'TRANSACTION_ERROR' });
});

test('G0, write cycles: transactions that write the same rows do so one after the other', async () => {
  const sent: Promise<void>[] = [];
  const first = db.write((tx) => {
    set(tx, one, 11);
    sent.push(send(12, 22));
    set(tx, two, 21);
  });
  const second = db.write((tx) => {
    expect(both(tx)).toEqual([11, 21]);
    set(tx, one, 13);
    set(tx, two, 23);
  });
  await Promise.all([first, second]);
  await Promise.all(sent);
  expect([both(db), both(attached, attachedTable)]).toEqual([
    [12, 22],
    [12, 22],
  ]);
});

test('G1a, aborted reads: what a transaction wrote before it was undone is not seen', async () => {
  const seen: number[] = [];
  const first = db.write((tx) => {
    set(tx, one, 101);
    seen.push(valueIn(db, one), valueIn(attached, one, attachedTable));
    throw new Error('changed my mind');
  });
  // In the same group.
  const second = db.write((tx) => seen.push(valueIn(tx, one)));
  await expect(first).rejects.toThrow('changed my mind');
  await second;
  expect([...seen, valueIn(db, one), valueIn(attached, one, attachedTable)]).toEqual([10, 10, 10, 10, 10]);
});

test('G1b, intermediate reads: only the last value that a transaction wrote is seen', async () => {
  const seen: number[] = [];
  const first = db.write((tx) => {
    set(tx, one, 101);
    seen.push(valueIn(db, one), valueIn(attached, one, attachedTable));
    set(tx, one, 11);
  });
  const second = db.write((tx) => seen.push(valueIn(tx, one)));
  await Promise.all([first, second]);
  expect([...seen, valueIn(db, one), valueIn(attached, one, attachedTable)]).toEqual([10, 10, 11, 11, 11]);
});

test('G1c, circular information flow: of two transactions, one sees the other', async () => {
  const seen = await Promise.all([
    db.write((tx) => {
      set(tx, one, 11);
      return valueIn(tx, two);
    }),
    db.write((tx) => {
      set(tx, two, 22);
      return valueIn(tx, one);
    }),
  ]);
  expect(seen).toEqual([20, 11]);
});

test('OTV, observed transaction vanishes: a pinned version shows all of a transaction, and goes on to do so', () => {
  db.writeSync((tx) => {
    set(tx, one, 11);
    set(tx, two, 19);
  });
  attached.pinVersion((view) => {
    const first = valueIn(view, one, attachedTable);
    db.writeSync((tx) => {
      set(tx, one, 12);
      set(tx, two, 18);
    });
    expect([first, valueIn(view, two, attachedTable), ...both(view, attachedTable)]).toEqual([11, 19, 11, 19]);
  });
  expect(both(attached, attachedTable)).toEqual([12, 18]);
});

describe('PMP, predicate-many-preceders', () => {
  test('a transaction finds the same rows again, although another one inserts some', async () => {
    let sent: Promise<void> | undefined;
    await db.write((tx) => {
      expect(idsWhere(tx, (value) => value === 30)).toEqual([]);
      sent = attached.write((other) => other.insert(spare, attachedTable, { id: 3, value: 30 }));
      expect(idsWhere(tx, (value) => value % 3 === 0)).toEqual([]);
    });
    await sent;
    expect(idsWhere(db, (value) => value % 3 === 0)).toEqual([3]);
  });

  test('a pinned version has the same rows again, in a range and in a query', () => {
    const found = (reader: Reader): number[] => idsWhere(reader, (value) => value >= 20, attachedTable);
    const queried = (reader: Reader): number => reader.query(attachedTable).count();
    attached.pinVersion((view) => {
      expect([found(view), queried(view)]).toEqual([[2], 2]);
      db.writeSync((tx) => {
        insert(tx, 3, 30);
        set(tx, one, 25);
      });
      expect([found(view), queried(view)]).toEqual([[2], 2]);
    });
    expect([found(attached), queried(attached)]).toEqual([[2, 1, 3], 3]);
  });

  test('a write that depends on values finds those of the transaction before it', async () => {
    await Promise.all([
      db.write((tx) => {
        for (const entity of tx.lookup(table, 'value')) set(tx, entity, valueIn(tx, entity) + 10);
      }),
      db.write((tx) => {
        for (const entity of tx.lookup(table, 'value', 20)) tx.delete(entity, table);
      }),
    ]);
    expect([db.has(one, table), valueIn(db, two)]).toEqual([false, 30]);
  });
});

describe('P4, lost update', () => {
  test('transactions that read and write add up', async () => {
    const increment = (tx: Transaction): void => set(tx, one, valueIn(tx, one) + 1);
    await Promise.all([db.write(increment), db.write(increment)]);
    expect(valueIn(db, one)).toBe(12);
  });

  test('what was read outside of the transaction may have changed, on the owner and in attached threads', async () => {
    const [own, other] = [valueIn(db, one), valueIn(attached, one, attachedTable)];
    await Promise.all([
      db.write((tx) => set(tx, one, own + 1)),
      attached.write((tx) => tx.update(one, attachedTable, { value: other + 1 })),
    ]);
    expect(valueIn(db, one)).toBe(11);
  });
});

describe('G-single, read skew', () => {
  test('a transaction and a pinned version read one state', async () => {
    let sent: Promise<void> | undefined;
    await db.write((tx) => {
      const first = valueIn(tx, one);
      sent = send(12, 18);
      expect([first, valueIn(tx, two)]).toEqual([10, 20]);
    });
    await sent;
    attached.pinVersion((view) => {
      const first = valueIn(view, one, attachedTable);
      db.writeSync((tx) => set(tx, two, 0));
      expect([first, valueIn(view, two, attachedTable)]).toEqual([12, 18]);
    });
  });

  test('two reads outside of a transaction may read two versions, if a commit comes between them', () => {
    const move = (): void =>
      db.writeSync((tx) => {
        set(tx, one, valueIn(tx, one) + 1);
        set(tx, two, valueIn(tx, two) - 1);
      });
    const first = valueIn(db, one);
    move();
    expect(first + valueIn(db, two)).toBe(29);
    const next = valueIn(attached, one, attachedTable);
    move();
    expect(next + valueIn(attached, two, attachedTable)).toBe(29);
  });
});

test('G2-item, write skew: the second of two transactions that depend on each other sees the first', async () => {
  const ifSumIs30 = (entity: Entity, value: number): Promise<boolean> =>
    db.write((tx) => {
      const [a, b] = both(tx);
      const isAllowed = a + b === 30;
      if (isAllowed) set(tx, entity, value);
      return isAllowed;
    });
  expect(await Promise.all([ifSumIs30(one, 11), ifSumIs30(two, 21)])).toEqual([true, false]);
  expect(both(db)).toEqual([11, 20]);
});

describe('G2, anti-dependency cycles', () => {
  test('of two transactions that insert if there is no such row, the second finds that of the first', async () => {
    const ifNone = (id: number, value: number): Promise<boolean> =>
      db.write((tx) => {
        const isAllowed = idsWhere(tx, (found) => found % 3 === 0).length === 0;
        if (isAllowed) insert(tx, id, value);
        return isAllowed;
      });
    expect(await Promise.all([ifNone(3, 30), ifNone(4, 42)])).toEqual([true, false]);
    expect(idsWhere(db, (value) => value % 3 === 0)).toEqual([3]);
  });

  test('a transaction of an attached thread cannot read, but a key decides which insert is refused', async () => {
    const own = db.write((tx) => insert(tx, 3, 30));
    const other = attached.write((tx) => tx.insert(spare, attachedTable, { id: 3, value: 30 }));
    await own;
    await expect(other).rejects.toMatchObject({ code: 'CONSTRAINT_PRIMARY_KEY', value: 3 });
    expect(idsWhere(db, (value) => value === 30)).toEqual([3]);
  });
});
