/** One open database and its model: runs transactions, alone and in groups, and compares what readers see. */

import { type Database, type DynamicComponent, EcsDbError, type Entity, type Transaction } from '@ecsdb/runtime';
import { expect } from '@jest/globals';
import { type Contents, contentsOf } from '../support/contents.js';
import { expectSame } from './compare.js';
import { History } from './history.js';
import { Model } from './model.js';
import { Abort, type Operation, Runner } from './operations.js';
import { TABLE_NAMES, type TableName } from './tables.js';

export interface TransactionPlan {
  readonly operations: readonly Operation[];
  /** True if the callback throws at the end. */
  readonly fails: boolean;
}

/** Transactions that are queued together, then perhaps a synchronous one. */
export interface Step {
  readonly queued: readonly TransactionPlan[];
  readonly sync: TransactionPlan | null;
}

/** What a session needs to continue after the database was opened again. */
export interface SessionPast {
  readonly history: History;
  readonly everSeen: Set<Entity>;
  /** True if the machine is off, so commits are refused. */
  readonly isOff: () => boolean;
  /** True if the database is being closed, so it soon cannot be read. */
  readonly isClosing: () => boolean;
}

interface Outcome {
  readonly result?: unknown;
  readonly error?: unknown;
}

/** What a callback returned or threw, and the number of the state after it. */
interface CallbackOutcome extends Outcome {
  readonly index: number;
}

export class Session {
  readonly db: Database;
  /** All ids that were ever issued, also by failed transactions. */
  readonly everSeen: Set<Entity>;
  /** Number of the newest state whose transaction was acknowledged. */
  acknowledged: number;
  /** Its last state is the state after the last successful transaction. */
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
      const recorded: CallbackOutcome[] = [];
      const promise = this.db.write((tx) => this.#record(recorded, () => this.#run(tx, plan)));
      return outcomeOf(promise).then((outcome) => this.#expectOutcome(outcome, recorded));
    });
    const allChecked = Promise.all(outcomes);
    // The part below can throw first. Then these rejections are not reported.
    allChecked.catch(() => {});
    if (sync !== null) {
      const recorded: CallbackOutcome[] = [];
      const outcome = outcomeOfSync(() =>
        this.db.writeSync((tx) => {
          // The queued transactions are already published.
          this.#published = this.#history.last;
          return this.#record(recorded, () => this.#run(tx, sync));
        }),
      );
      this.#expectOutcome(outcome, recorded);
      this.#comparePublished();
    }
    await allChecked;
    this.#comparePublished();
  }

  /** Expects that a transaction sees its own writes, and that the database still shows the published state. */
  compareInside(tx: Transaction, working: Model): void {
    expectSame(contentsOf(tx, [...this.#components.values()], this.everSeen), working);
    expectSame(this.readContents(), this.#published);
  }

  /** The published contents of the database. */
  readContents(): Contents {
    return contentsOf(this.db, [...this.#components.values()], this.everSeen);
  }

  #run(tx: Transaction, plan: TransactionPlan): object {
    const working = new Model(this.#history.last);
    new Runner(this, tx, working).run(plan.operations);
    this.compareInside(tx, working);
    if (plan.fails) throw new Abort();
    this.#history.add(working);
    return {};
  }

  #record(recorded: CallbackOutcome[], run: () => object): object {
    try {
      const result = run();
      recorded.push({ result, index: this.#history.lastIndex });
      return result;
    } catch (error) {
      recorded.push({ error, index: this.#history.lastIndex });
      throw error;
    }
  }

  /** Expects that the caller gets the same result that the callback returned, or the same error that it threw. */
  #expectOutcome(outcome: Outcome, recorded: readonly CallbackOutcome[]): void {
    const { error } = outcome;
    if (this.#isOff() && isRefusal(error)) return;
    if (error !== undefined && !(error instanceof Abort)) throw error;
    expect(recorded).toHaveLength(1);
    expect(outcome.result).toBe(recorded[0]?.result);
    expect(error).toBe(recorded[0]?.error);
    if (error === undefined) this.acknowledged = Math.max(this.acknowledged, recorded[0]?.index ?? 0);
  }

  #comparePublished(): void {
    // The outcome of running transactions is known only after the database is opened again.
    if (this.#isOff() || this.#isClosing()) return;
    this.#published = this.#history.last;
    expectSame(this.readContents(), this.#published);
    this.#history.fixVersion(this.db.version);
  }
}

/** True for errors of commits if the log cannot be written. */
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
