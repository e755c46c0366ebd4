/** One database and its model, step by step: single transactions, groups of them, and what everyone should see. */

import { isDeepStrictEqual } from 'node:util';
import { Database, type DynamicComponent, type Entity, type Transaction } from '@ecsdb/runtime';
import { expect } from '@jest/globals';
import { type Snapshot, snapshotOf } from '../support/snapshot.js';
import { Model } from './model.js';
import { Abort, type Operation, Runner } from './operations.js';
import { modelSchema, TABLE_NAMES, type TableName } from './tables.js';

export interface TransactionPlan {
  readonly operations: readonly Operation[];
  /** Throws at the end. */
  readonly fails: boolean;
}

/** Transactions queued at one moment, then perhaps one that does not wait. */
export interface Step {
  readonly queued: readonly TransactionPlan[];
  readonly sync: TransactionPlan | null;
}

interface Outcome {
  readonly result?: unknown;
  readonly error?: unknown;
}

export class Session {
  readonly db: Database = Database.memory(modelSchema());
  /** Every id that was ever given out, those of failed transactions included. */
  readonly everSeen: Set<Entity> = new Set();
  /** After the last transaction that succeeded. */
  #settled: Model = new Model();
  /** What readers see. */
  #published: Model = this.#settled;
  readonly #components: ReadonlyMap<TableName, DynamicComponent> = new Map(
    TABLE_NAMES.map((name) => [name, this.db.component(name)]),
  );
  /** The versions that the database may have by now. */
  #lowestVersion = 0;
  #highestVersion = 0;

  readonly component = (name: TableName): DynamicComponent => this.#components.get(name) as DynamicComponent;

  async step({ queued, sync }: Step): Promise<void> {
    const outcomes = queued.map((plan) => {
      const told: Outcome[] = [];
      const promise = this.db.write((tx) => this.#record(told, () => this.#run(tx, plan)));
      return outcomeOf(promise).then((outcome) => expectTold(outcome, told));
    });
    const allTold = Promise.all(outcomes);
    // Should the part below throw first, these are no news.
    allTold.catch(() => {});
    if (sync !== null) {
      const told: Outcome[] = [];
      const outcome = outcomeOfSync(() =>
        this.db.writeSync((tx) => {
          // What was queued before is published by now.
          this.#published = this.#settled;
          return this.#record(told, () => this.#run(tx, sync));
        }),
      );
      expectTold(outcome, told);
      this.#comparePublished();
    }
    await allTold;
    this.#comparePublished();
  }

  /** A transaction sees its own writes, and the database meanwhile what it showed before. */
  compareInside(tx: Transaction, working: Model): void {
    expectSame(snapshotOf(tx, [...this.#components.values()], this.everSeen), working);
    expectSame(snapshotOf(this.db, [...this.#components.values()], this.everSeen), this.#published);
  }

  #run(tx: Transaction, plan: TransactionPlan): object {
    const working = new Model(this.#settled);
    new Runner(this, tx, working).run(plan.operations);
    this.compareInside(tx, working);
    if (plan.fails) throw new Abort();
    this.#settled = working;
    if (working.changed === 'yes') this.#lowestVersion++;
    if (working.changed !== 'no') this.#highestVersion++;
    return {};
  }

  #record(told: Outcome[], run: () => object): object {
    try {
      const result = run();
      told.push({ result });
      return result;
    } catch (error) {
      told.push({ error });
      throw error;
    }
  }

  #comparePublished(): void {
    this.#published = this.#settled;
    expectSame(snapshotOf(this.db, [...this.#components.values()], this.everSeen), this.#published);
    const { version } = this.db;
    expect(version >= this.#lowestVersion && version <= this.#highestVersion).toBe(true);
    this.#lowestVersion = version;
    this.#highestVersion = version;
  }
}

/** The caller gets the very result that the function returned, or the very error that it threw. */
function expectTold(outcome: Outcome, told: readonly Outcome[]): void {
  const { error } = outcome;
  if (error !== undefined && !(error instanceof Abort)) throw error;
  expect(told).toHaveLength(1);
  expect(outcome.result).toBe(told[0]?.result);
  expect(error).toBe(told[0]?.error);
}

function outcomeOf(promise: Promise<unknown>): Promise<Outcome> {
  return promise.then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
}

function outcomeOfSync(run: () => unknown): Outcome {
  try {
    return { result: run() };
  } catch (error) {
    return { error };
  }
}

function expectSame(actual: Snapshot, model: Model): void {
  const expected = expectedSnapshot(model);
  // The comparison that explains costs far more than the one that does not.
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

function expectedSnapshot(model: Model): Snapshot {
  const tables: { [name: string]: Snapshot['tables'][string] } = {};
  for (const name of TABLE_NAMES) {
    const rows = [...model.of(name)].sort(([a], [b]) => a - b);
    tables[name] = { count: rows.length, rows: rows.map(([entity, row]) => [entity, row, row]) };
  }
  return { alive: [...model.alive].sort((a, b) => a - b), count: model.alive.size, tables };
}
