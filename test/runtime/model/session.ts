/** One open database and its model, step by step: single transactions, groups of them, and what everyone should see. */

import { type Database, type DynamicComponent, EcsDbError, type Entity, type Transaction } from '@ecsdb/runtime';
import { expect } from '@jest/globals';
import { type Snapshot, snapshotOf } from '../support/snapshot.js';
import { expectSame } from './compare.js';
import { History } from './history.js';
import { Model } from './model.js';
import { Abort, type Operation, Runner } from './operations.js';
import { TABLE_NAMES, type TableName } from './tables.js';

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

/** What a session goes on with when the database was opened again. */
export interface SessionPast {
  readonly history: History;
  readonly everSeen: Set<Entity>;
  /** True when the machine is off, so that commits are refused. */
  readonly isOff: () => boolean;
  /** True when the database is being closed, so that soon nothing is to be seen. */
  readonly isClosing: () => boolean;
}

interface Outcome {
  readonly result?: unknown;
  readonly error?: unknown;
}

/** What a transaction returned or threw, and the state that it left, by its number in the history. */
interface Told extends Outcome {
  readonly index: number;
}

export class Session {
  readonly db: Database;
  /** Every id that was ever given out, those of failed transactions included. */
  readonly everSeen: Set<Entity>;
  /** The newest state whose transaction was acknowledged, by its number in the history. */
  acknowledged: number;
  /** Its last state is the one after the last transaction that succeeded. */
  readonly #history: History;
  readonly #isOff: () => boolean;
  readonly #isClosing: () => boolean;
  /** What readers see. */
  #published: Model;
  readonly #components: ReadonlyMap<TableName, DynamicComponent>;

  constructor(db: Database, past: Partial<SessionPast> = {}) {
    this.db = db;
    this.everSeen = past.everSeen ?? new Set();
    this.#history = past.history ?? new History();
    this.#isOff = past.isOff ?? (() => false);
    this.#isClosing = past.isClosing ?? (() => false);
    this.#published = this.#history.last;
    this.acknowledged = this.#history.lastIndex;
    this.#components = new Map(TABLE_NAMES.map((name) => [name, db.component(name)]));
  }

  readonly component = (name: TableName): DynamicComponent => this.#components.get(name) as DynamicComponent;

  async step({ queued, sync }: Step): Promise<void> {
    const outcomes = queued.map((plan) => {
      const told: Told[] = [];
      const promise = this.db.write((tx) => this.#record(told, () => this.#run(tx, plan)));
      return outcomeOf(promise).then((outcome) => this.#expectTold(outcome, told));
    });
    const allTold = Promise.all(outcomes);
    // Should the part below throw first, these are no news.
    allTold.catch(() => {});
    if (sync !== null) {
      const told: Told[] = [];
      const outcome = outcomeOfSync(() =>
        this.db.writeSync((tx) => {
          // What was queued before is published by now.
          this.#published = this.#history.last;
          return this.#record(told, () => this.#run(tx, sync));
        }),
      );
      this.#expectTold(outcome, told);
      this.#comparePublished();
    }
    await allTold;
    this.#comparePublished();
  }

  /** A transaction sees its own writes, and the database meanwhile what it showed before. */
  compareInside(tx: Transaction, working: Model): void {
    expectSame(snapshotOf(tx, [...this.#components.values()], this.everSeen), working);
    expectSame(this.shown(), this.#published);
  }

  /** What the database shows. */
  shown(): Snapshot {
    return snapshotOf(this.db, [...this.#components.values()], this.everSeen);
  }

  #run(tx: Transaction, plan: TransactionPlan): object {
    const working = new Model(this.#history.last);
    new Runner(this, tx, working).run(plan.operations);
    this.compareInside(tx, working);
    if (plan.fails) throw new Abort();
    this.#history.add(working);
    return {};
  }

  #record(told: Told[], run: () => object): object {
    try {
      const result = run();
      told.push({ result, index: this.#history.lastIndex });
      return result;
    } catch (error) {
      told.push({ error, index: this.#history.lastIndex });
      throw error;
    }
  }

  /** The caller gets the very result that the function returned, or the very error that it threw. */
  #expectTold(outcome: Outcome, told: readonly Told[]): void {
    const { error } = outcome;
    if (this.#isOff() && isRefusal(error)) return;
    if (error !== undefined && !(error instanceof Abort)) throw error;
    expect(told).toHaveLength(1);
    expect(outcome.result).toBe(told[0]?.result);
    expect(error).toBe(told[0]?.error);
    if (error === undefined) this.acknowledged = Math.max(this.acknowledged, told[0]?.index ?? 0);
  }

  #comparePublished(): void {
    // What was under way is only found out when the database is opened again.
    if (this.#isOff() || this.#isClosing()) return;
    this.#published = this.#history.last;
    expectSame(this.shown(), this.#published);
    this.#history.settle(this.db.version);
  }
}

/** True for what a commit is told when the log cannot be written. */
export function isRefusal(error: unknown): boolean {
  return error instanceof EcsDbError && (error.code === 'DURABILITY_UNKNOWN' || error.code === 'POISONED');
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
