/** Random operations on many entities, and how to run one on a transaction and on the model. */

import type { DynamicData, DynamicRowMut, Entity, ErrorCode, Transaction } from '@ecsdb/runtime';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { expectEqual } from './compare.js';
import type { Model, Outcome } from './model.js';
import type { Session } from './session.js';
import { TABLE_NAMES, TABLES, type TableName } from './tables.js';

type Form = 'one' | 'each' | 'function';

/** The data of a row of one table, and whether it does not fit. */
interface Given {
  readonly table: TableName;
  readonly data: DynamicData;
  readonly isRefused: boolean;
}

/** `failsAt`: the function throws for the entity at this position. */
export type BulkOperation =
  | {
      readonly op: 'createMany';
      readonly count: number;
      readonly rows: readonly Given[];
      readonly form: Form;
      readonly failsAt: number | null;
    }
  | ({
      readonly op: 'insertMany';
      readonly picks: readonly number[];
      readonly form: Form;
      readonly failsAt: number | null;
    } & Given)
  | { readonly op: 'deleteMany'; readonly picks: readonly number[]; readonly table: TableName }
  | { readonly op: 'destroyMany'; readonly picks: readonly number[] }
  | { readonly op: 'destroyMatches'; readonly table: TableName };

const table = fc.constantFrom(...TABLE_NAMES);
const given: fc.Arbitrary<Given> = table.chain((name) =>
  fc.record({
    table: fc.constant(name),
    data: TABLES[name].row,
    isRefused:
      Object.keys(TABLES[name].fields).length > 0
        ? fc.integer({ min: 0, max: 9 }).map((value) => value === 0)
        : fc.constant(false),
  }),
);
const form = fc.constantFrom<Form>('one', 'each', 'function');
const failsAt = fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(3) });
const picks = fc.array(fc.nat(997), { maxLength: 6 });

export const bulkOperation: fc.Arbitrary<BulkOperation> = fc.oneof(
  fc.record({
    op: fc.constant('createMany' as const),
    count: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 20, max: 70 })),
    rows: fc.uniqueArray(given, { maxLength: 4, selector: (row) => row.table }),
    form,
    failsAt,
  }),
  given.chain((row) =>
    fc.record({
      op: fc.constant('insertMany' as const),
      picks,
      form,
      failsAt,
      table: fc.constant(row.table),
      data: fc.constant(row.data),
      isRefused: fc.constant(row.isRefused),
    }),
  ),
  fc.record({ op: fc.constant('deleteMany' as const), picks, table }),
  fc.record({ op: fc.constant('destroyMany' as const), picks }),
  fc.record({ op: fc.constant('destroyMatches' as const), table }),
);

/** What the runner of all operations offers. */
export interface BulkContext {
  readonly session: Session;
  readonly tx: Transaction;
  readonly model: Model;
  expectSameOutcome(real: () => void, model: () => Outcome): void;
  selectEntity(pick: number): Entity | undefined;
}

class Failed extends Error {}

export function runBulk(context: BulkContext, operation: BulkOperation): void {
  const { tx, model, session } = context;
  const { component } = session;
  if (operation.op === 'createMany') {
    createMany(context, operation);
    return;
  }
  if (operation.op === 'destroyMatches') {
    const entities = [...model.matches([operation.table], [])];
    context.expectSameOutcome(
      () => expect(tx.destroyMany(tx.query(component(operation.table)))).toBe(entities.length),
      () => model.destroyMany(entities),
    );
    return;
  }
  const entities = operation.picks.flatMap((pick) => context.selectEntity(pick) ?? []);
  if (operation.op === 'insertMany') insertMany(context, operation, entities);
  else if (operation.op === 'deleteMany') {
    context.expectSameOutcome(
      () => expect(tx.deleteMany(entities, component(operation.table))).toBe(entities.length),
      () => model.deleteMany(operation.table, entities),
    );
  } else {
    context.expectSameOutcome(
      () => expect(tx.destroyMany(entities)).toBe(entities.length),
      () => model.destroyMany(entities),
    );
  }
}

type CreateMany = Extract<BulkOperation, { op: 'createMany' }>;

function createMany({ session, tx, model, expectSameOutcome }: BulkContext, operation: CreateMany): void {
  const { count, rows, form, failsAt } = operation;
  const components = rows.map((row) => session.component(row.table));
  const isFunction = form === 'function' || rows.length === 0;
  const throws = isFunction && failsAt !== null && failsAt < count;
  const isRefused = rows.some((row) => row.isRefused);
  let created: readonly Entity[] = [];
  const tables = rows.map((row) => row.table);
  const expected = model.canCreateMany(tables) ?? (count > 0 && isRefused ? refuse(model) : 'done');
  const seen: Entity[] = [];
  const run = (): void => {
    if (!isFunction) {
      created = tx.createMany(count, components, rows.map(dataToWrite));
      return;
    }
    created = tx.createMany(count, components, (...args) => {
      const [entity, i] = args.slice(rows.length) as [Entity, number];
      expectEqual(i, seen.push(entity) - 1);
      expectEqual(model.issued.has(entity), false);
      for (const [k, row] of rows.entries()) setAll(args[k] as DynamicRowMut, dataToWrite(row));
      if (i === failsAt) throw new Failed();
    });
  };
  if (throws && expected === 'done') {
    model.recordPossibleChange();
    expect(run).toThrow(Failed);
    return;
  }
  expectSameOutcome(run, () => expected);
  if (expected !== 'done') return;
  if (isFunction) expectEqual(created, seen);
  expect(new Set(created).size).toBe(count);
  for (const entity of created) {
    expectEqual(model.issued.has(entity), false);
    session.everSeen.add(entity);
    model.create(entity);
    for (const row of rows) expectEqual(model.insert(row.table, entity, row.data, false), 'done');
  }
}

type InsertMany = Extract<BulkOperation, { op: 'insertMany' }>;

function insertMany(
  { session, tx, model, expectSameOutcome }: BulkContext,
  operation: InsertMany,
  entities: readonly Entity[],
): void {
  const { form, failsAt, table } = operation;
  const component = session.component(table);
  const data = dataToWrite(operation);
  const throws = form === 'function' && failsAt !== null && failsAt < entities.length;
  const isRefused = operation.isRefused && entities.length > 0;
  const expected: ErrorCode | 'done' = model.canInsertMany(table, entities) ?? (isRefused ? refuse(model) : 'done');
  const run = (): void => {
    if (form === 'one') tx.insertMany(entities, component, data);
    // The last of the data does not fit.
    else if (form === 'each') {
      const list = entities.map((_, i) => (i === entities.length - 1 ? data : operation.data));
      tx.insertMany(entities, component, list);
    } else {
      tx.insertMany(entities, component, (row, entity, i) => {
        expectEqual(entity, entities[i]);
        setAll(row, data);
        if (i === failsAt) throw new Failed();
      });
    }
  };
  if (throws && expected === 'done') {
    model.recordPossibleChange();
    expect(run).toThrow(Failed);
    return;
  }
  expectSameOutcome(run, () => expected);
  if (expected !== 'done') return;
  for (const entity of entities) expectEqual(model.insert(table, entity, operation.data, false), 'done');
}

function refuse(model: Model): ErrorCode {
  model.recordPossibleChange();
  return 'FIELD_TYPE_MISMATCH';
}

function setAll(row: DynamicRowMut, data: DynamicData): void {
  for (const [field, value] of Object.entries(data)) row.set(field, value);
}

function dataToWrite({ table, data, isRefused }: Given): DynamicData {
  return isRefused ? { ...data, ...TABLES[table].refused } : data;
}
