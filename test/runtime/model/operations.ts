/** Random operations, and how to run one on a transaction and on the model. */

import {
  type DynamicData,
  type DynamicRow,
  type DynamicRowMut,
  EcsDbError,
  type Entity,
  type Transaction,
} from '@ecsdb/runtime';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { type BulkOperation, bulkOperation, runBulk } from './bulk.js';
import { expectEqual } from './compare.js';
import type { Model, ModelVisit, Outcome } from './model.js';
import type { Session } from './session.js';
import { TABLE_NAMES, TABLES, type TableName } from './tables.js';

interface RowData {
  readonly table: TableName;
  readonly data: DynamicData;
  readonly isRefused: boolean;
}

interface QuerySpec {
  readonly terms: readonly { readonly table: TableName; readonly writes: boolean }[];
  readonly with: readonly TableName[];
  readonly without: readonly TableName[];
}

/** `pick` selects one of the entities that exist when the operation runs. */
export type Operation =
  | { readonly op: 'create'; readonly count: number; readonly rows: readonly RowData[] }
  | { readonly op: 'destroy'; readonly pick: number }
  | ({ readonly op: 'insert' | 'put'; readonly pick: number } & RowData)
  | ({ readonly op: 'patch'; readonly pick: number } & RowData)
  | { readonly op: 'delete' | 'read'; readonly pick: number; readonly table: TableName }
  | ({ readonly op: 'update'; readonly pick: number; readonly inside: readonly Operation[] } & RowData)
  | ({ readonly op: 'loop'; readonly iterator: boolean; readonly stopAfter: number } & LoopBody)
  | { readonly op: 'attempt'; readonly inside: readonly Operation[] }
  | { readonly op: 'compare' | 'abort' }
  | BulkOperation;

interface LoopBody {
  readonly query: QuerySpec;
  /** Operations for each of the first few entities. */
  readonly inside: readonly Operation[];
  /** Changes to the rows that can be written. */
  readonly patches: { readonly [table in TableName]: DynamicData };
}

/** For how many entities a loop runs the operations inside it. */
const INSIDE_LIMIT = 3;

/** The error of the operation `abort`. */
export class Abort extends Error {}

const pick = fc.nat(997);
const table = fc.constantFrom(...TABLE_NAMES);
const someTables = fc.subarray([...TABLE_NAMES], { maxLength: 2 });
const rowData = table.chain((name) => fc.record(dataOf(name, TABLES[name].row)));
const patchData = table.chain((name) => fc.record(dataOf(name, TABLES[name].patch)));
const query: fc.Arbitrary<QuerySpec> = fc.record({
  terms: fc.uniqueArray(fc.record({ table, writes: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
    selector: (term) => term.table,
  }),
  with: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someTables }),
  without: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someTables }),
});
const patches = fc.record({
  tag: TABLES.tag.patch,
  flag: TABLES.flag.patch,
  triple: TABLES.triple.patch,
  position: TABLES.position.patch,
  person: TABLES.person.patch,
  chunk: TABLES.chunk.patch,
});

const simple: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('create'),
      count: fc.integer({ min: 1, max: 4 }),
      rows: fc.array(rowData, { maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('destroy'), pick }) },
  { weight: 4, arbitrary: operationOn('insert', rowData) },
  { weight: 2, arbitrary: operationOn('put', rowData) },
  { weight: 2, arbitrary: operationOn('patch', patchData) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('delete'), pick, table }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('read'), pick, table }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('compare') }) },
  { weight: 5, arbitrary: bulkOperation },
);

const growth: fc.Arbitrary<Operation> = fc.record({
  op: fc.constant('create'),
  count: fc.integer({ min: 20, max: 90 }),
  rows: fc.array(rowData, { minLength: 1, maxLength: 3 }),
});

export const operation: fc.Arbitrary<Operation> = nesting(nesting(simple));

function nesting(inner: fc.Arbitrary<Operation>): fc.Arbitrary<Operation> {
  const inside = fc.array(
    fc.oneof({ weight: 15, arbitrary: inner }, { weight: 1, arbitrary: fc.record({ op: fc.constant('abort') }) }),
    { maxLength: 3 },
  );
  return fc.oneof(
    { weight: 12, arbitrary: simple },
    { weight: 1, arbitrary: growth },
    {
      weight: 2,
      arbitrary: patchData.chain((given) =>
        fc.record({ op: fc.constant('update'), pick, inside, ...constants(given) }),
      ),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        op: fc.constant('loop'),
        iterator: fc.boolean(),
        stopAfter: fc.nat(8),
        query,
        inside,
        patches,
      }),
    },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('attempt'), inside }) },
  );
}

function dataOf(
  name: TableName,
  validData: fc.Arbitrary<DynamicData>,
): { [Key in keyof RowData]: fc.Arbitrary<RowData[Key]> } {
  const hasFields = Object.keys(TABLES[name].fields).length > 0;
  return {
    table: fc.constant(name),
    data: validData,
    isRefused: hasFields ? fc.integer({ min: 0, max: 7 }).map((value) => value === 0) : fc.constant(false),
  };
}

function operationOn<Op extends string>(
  op: Op,
  data: fc.Arbitrary<RowData>,
): fc.Arbitrary<{ readonly op: Op; readonly pick: number } & RowData> {
  return data.chain((given) => fc.record({ op: fc.constant(op), pick, ...constants(given) }));
}

function constants(given: RowData): { [Key in keyof RowData]: fc.Arbitrary<RowData[Key]> } {
  return { table: fc.constant(given.table), data: fc.constant(given.data), isRefused: fc.constant(given.isRefused) };
}

/** Runs operations on a transaction and on the model of its working state, and compares the outcomes. */
export class Runner {
  readonly #session: Session;
  readonly #tx: Transaction;
  readonly #model: Model;

  constructor(session: Session, tx: Transaction, model: Model) {
    this.#session = session;
    this.#tx = tx;
    this.#model = model;
  }

  run(operations: readonly Operation[]): void {
    for (const each of operations) this.#runOne(each);
  }

  #runOne(given: Operation): void {
    switch (given.op) {
      case 'create':
        for (let i = 0; i < given.count; i++) this.#create(given.rows);
        break;
      case 'loop':
        this.#loop(given, given.iterator, given.stopAfter);
        break;
      case 'attempt':
        this.#attempt(given.inside);
        break;
      case 'compare':
        this.#session.compareInside(this.#tx, this.#model);
        break;
      case 'abort':
        throw new Abort();
      case 'createMany':
      case 'insertMany':
      case 'deleteMany':
      case 'destroyMany':
      case 'destroyMatches':
        runBulk(
          {
            session: this.#session,
            tx: this.#tx,
            model: this.#model,
            expectSameOutcome: (real, model) => this.#expectSameOutcome(real, model),
            selectEntity: (pick) => this.#selectEntity(pick),
          },
          given,
        );
        break;
      default: {
        const entity = this.#selectEntity(given.pick);
        if (entity !== undefined) this.#runOnEntity(given, entity);
      }
    }
  }

  #runOnEntity(given: Extract<Operation, { readonly pick: number }>, entity: Entity): void {
    const tx = this.#tx;
    const model = this.#model;
    const { component } = this.#session;
    switch (given.op) {
      case 'destroy':
        this.#expectSameOutcome(
          () => tx.destroy(entity),
          () => model.destroy(entity),
        );
        break;
      case 'insert':
      case 'put':
        this.#write(given.op, entity, given);
        break;
      case 'patch':
        this.#expectSameOutcome(
          () => tx.update(entity, component(given.table), dataToWrite(given)),
          () => model.patch(given.table, entity, given.data, given.isRefused),
        );
        break;
      case 'delete': {
        const had = model.of(given.table).has(entity);
        this.#expectSameOutcome(
          () => expect(tx.delete(entity, component(given.table))).toBe(had),
          () => model.delete(given.table, entity),
        );
        break;
      }
      case 'read':
        this.#readRow(given.table, entity);
        break;
      case 'update':
        this.#update(entity, given, given.inside);
        break;
    }
  }

  #create(rows: readonly RowData[]): void {
    const entity = this.#tx.create();
    expectEqual(this.#model.issued.has(entity), false);
    this.#session.everSeen.add(entity);
    this.#model.create(entity);
    for (const row of rows) this.#write('insert', entity, row);
  }

  #write(op: 'insert' | 'put', entity: Entity, row: RowData): void {
    this.#expectSameOutcome(
      () => this.#tx[op](entity, this.#session.component(row.table), dataToWrite(row)),
      () => this.#model[op](row.table, entity, row.data, row.isRefused),
    );
  }

  #readRow(name: TableName, entity: Entity): void {
    const component = this.#session.component(name);
    const row = this.#model.alive.has(entity) ? this.#model.of(name).get(entity) : undefined;
    expect(this.#tx.tryGet(entity, component)).toEqual(row);
    expect(this.#tx.has(entity, component)).toBe(row !== undefined);
    const missing = (): Outcome => this.#model.missing(name, entity) ?? 'done';
    this.#expectSameOutcome(() => expect(this.#tx.get(entity, component)).toEqual(row), missing);
    this.#expectSameOutcome(
      () => expect(this.#tx.read(entity, component, (open) => open.toObject())).toEqual(row),
      missing,
    );
  }

  #update(entity: Entity, row: RowData, inside: readonly Operation[]): void {
    const missing = this.#model.missing(row.table, entity);
    let isEntered = false;
    const visit: ModelVisit = { entity, tables: new Set([row.table]), closed: new Set() };
    const run = (): void =>
      this.#tx.update(entity, this.#session.component(row.table), (open) => {
        isEntered = true;
        this.#model.recordPossibleChange();
        this.#runInVisit(visit, () => {
          this.run(inside);
          this.#useRow(open, row.table, visit, row.data);
        });
      });
    if (missing === undefined) run();
    else this.#expectSameOutcome(run, () => missing);
    expect(isEntered).toBe(missing === undefined);
  }

  #loop({ query: spec, inside, patches: given }: LoopBody, iterator: boolean, stopAfter: number): void {
    const tables = spec.terms.map((term) => term.table);
    const expected = this.#model.matches([...tables, ...spec.with], spec.without);
    const { component } = this.#session;
    const found = this.#tx
      .query(...spec.terms.map((term) => (term.writes ? component(term.table).mut : component(term.table))))
      .with(...spec.with.map(component))
      .without(...spec.without.map(component));
    expect(found.count()).toBe(expected.size);

    const visited = new Set<Entity>();
    /** Entities that an iterator can have skipped, because they did not match at some time. */
    const lost = new Set<Entity>();
    const body = (rowsAndEntity: readonly (DynamicRow | DynamicRowMut | Entity)[]): void => {
      const entity = rowsAndEntity[tables.length] as Entity;
      expectEqual(expected.has(entity) && !visited.has(entity), true);
      visited.add(entity);
      const visit: ModelVisit = {
        entity,
        tables: new Set([...tables, ...spec.with, ...spec.without]),
        closed: new Set(),
        isIterator: iterator,
      };
      this.#runInVisit(visit, () => {
        if (visited.size <= INSIDE_LIMIT) this.run(inside);
        spec.terms.forEach((term, position) => {
          const row = rowsAndEntity[position] as DynamicRow;
          this.#useRow(row, term.table, visit, term.writes ? given[term.table] : undefined);
        });
      });
      if (!iterator) return;
      const now = this.#model.matches([...tables, ...spec.with], spec.without);
      for (const other of expected) if (!now.has(other) && !visited.has(other)) lost.add(other);
    };

    if (spec.terms.some((term) => term.writes)) this.#model.recordPossibleChange();
    if (!iterator) found.forEach((...args) => void body(args));
    else {
      for (const args of found) {
        body(args);
        if (stopAfter > 0 && visited.size === stopAfter) break;
      }
    }
    if (iterator && stopAfter > 0 && visited.size === stopAfter) return;
    const skipped = [...expected].filter((entity) => !visited.has(entity));
    expectEqual(
      skipped.filter((entity) => !lost.has(entity)),
      [],
    );
  }

  #attempt(inside: readonly Operation[]): void {
    const { visits } = this.#model;
    try {
      this.run(inside);
    } catch (error) {
      if (!(error instanceof Abort)) throw error;
    }
    expect(this.#model.visits).toEqual(visits);
  }

  /** Reads and writes an open row, or expects that it is closed. */
  #useRow(row: DynamicRow | DynamicRowMut, name: TableName, visit: ModelVisit, patch: DynamicData | undefined): void {
    const [first] = Object.keys(TABLES[name].fields);
    if (first === undefined) return;
    if (visit.closed.has(name)) {
      this.#expectSameOutcome(
        () => row.get(first),
        () => 'TRANSACTION_ERROR',
      );
      return;
    }
    expectEqual(row.toObject(), this.#model.of(name).get(visit.entity));
    if (patch === undefined) return;
    for (const [field, value] of Object.entries(patch)) (row as DynamicRowMut).set(field, value);
    this.#model.patch(name, visit.entity, patch, false);
  }

  #runInVisit(visit: ModelVisit, run: () => void): void {
    const { visits } = this.#model;
    this.#model.visits = [...visits, visit];
    try {
      run();
    } finally {
      this.#model.visits = visits;
    }
  }

  /** Runs an operation on the database and on the model, and expects the same outcome. */
  #expectSameOutcome(real: () => void, model: () => Outcome): void {
    let outcome: Outcome = 'done';
    try {
      real();
    } catch (error) {
      if (!(error instanceof EcsDbError)) throw error;
      outcome = error.code;
    }
    expectEqual(outcome, model());
  }

  /** Selects a living entity, sometimes a dead one. */
  #selectEntity(pick: number): Entity | undefined {
    const candidates = [...(pick % 9 === 0 ? this.#session.everSeen : this.#model.alive)];
    return candidates[pick % candidates.length];
  }
}

function dataToWrite(row: RowData): DynamicData {
  return row.isRefused ? { ...row.data, ...TABLES[row.table].refused } : row.data;
}
