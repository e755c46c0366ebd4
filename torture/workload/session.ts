/**
 * A bank in use: each call goes to the database and to the model, and each outcome is compared with the promises at
 * once.
 */

import type { Database, Entity, Schema } from '@ecsdb/runtime';
import type { Call, CrashChoice, Fault, SimulatedFileSystem } from '@ecsdb/runtime/testing';
import type { VirtualClock } from '../framework/clock.js';
import { anotherDatabase } from '../framework/memory.js';
import type { Random } from '../framework/random.js';
import type { Runtime } from '../framework/runtime.js';
import { require, Violation } from '../framework/violation.js';
import { bankSchema, show, type Tables, tablesOf } from './bank.js';
import { Abort, BankTransaction, type Change, MONEY } from './bank-transaction.js';
import { Draft, State } from './state.js';

export const DIRECTORY = 'bank';

export interface SessionOptions {
  readonly durability: 'strict' | 'interval' | 'none';
  readonly segmentBytes: number;
  readonly checkpointBytes: number;
  readonly readsAfterPoison: boolean;
}

export const SMALL: SessionOptions = {
  durability: 'strict',
  segmentBytes: 4096,
  checkpointBytes: 2 ** 30,
  readsAfterPoison: false,
};

/** The condition of the log, as far as errors have reported it. */
export type Condition = 'sound' | 'full' | 'poisoned';

/** A moment at which the machine may crash. */
export interface Moment {
  /** The machine as it was. */
  readonly fs: SimulatedFileSystem;
  readonly what: string;
  /** The version that must survive a loss of power, and the version that must survive the end of the process. */
  readonly durable: number;
  readonly written: number;
  /** The newest state that may be on the device. */
  readonly newest: State;
}

export class Session {
  readonly runtime: Runtime;
  readonly schema: Schema;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly options: SessionOptions;
  /** Every id that was ever returned, including those of undone transactions. */
  readonly seen: Set<Entity> = new Set();
  /** The state after everything that was applied: the newest state that may be on the device. */
  state: State = new State();
  condition: Condition = 'sound';
  /** True after a fault replaced a call, so that failures are expected. */
  isFaulty = false;
  /** True after a call has reported a failure. */
  hasReportedFailure = false;
  /** Called before each call of the file system. */
  onCall: (call: Call) => Fault | undefined = () => undefined;
  /** Called when a call has reported a failure. */
  onFailure: () => void = () => {};

  #fs: SimulatedFileSystem;
  #db: Database | undefined;
  #tables: Tables | undefined;
  #durable = 0;
  #written = 0;
  /** The lowest version that the next opening may find. */
  #owed = 0;
  #isClosing = false;
  /** A broken promise that was found where it could not be thrown. */
  #broken: string | undefined;

  constructor(runtime: Runtime, clock: VirtualClock, random: Random, options: SessionOptions) {
    this.runtime = runtime;
    this.schema = bankSchema(runtime);
    this.clock = clock;
    this.random = random;
    this.options = options;
    this.#fs = new runtime.SimulatedFileSystem();
    this.#attach();
  }

  get fs(): SimulatedFileSystem {
    return this.#fs;
  }

  get db(): Database {
    require(this.#db !== undefined, 'the script uses an open database');
    return this.#db;
  }

  get isOpen(): boolean {
    return this.#db !== undefined;
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** The machine as it is now, to be crashed. */
  moment(what: string): Moment {
    this.#observe();
    return { fs: this.#fs.clone(), what, durable: this.#durable, written: this.#written, newest: this.state };
  }

  /**
   * Opens the database. It must contain a state of its history that is not older than promised. If a fault prevents the
   * opening, a second attempt must succeed.
   */
  async open(): Promise<void> {
    await anotherDatabase();
    const db = await this.#tryOpen().catch((error: unknown) => {
      this.#requireKnown(error);
      require(this.isFaulty && !this.hasReportedFailure, 'an intact directory is opened', () => error);
      const { code } = error;
      require(code === 'IO_ERROR' || code === 'DISK_FULL', 'a fault of the device is not reported as damage', () =>
        error);
      this.#recordFailure();
      return this.#tryOpen();
    });
    const { version } = db;
    const state = this.state.at(version);
    require(version >= this.#owed, `version ${this.#owed} must not be lost`, () => `version ${version}`);
    require(state !== undefined, `no version above ${this.state.version} was written`, () => `version ${version}`);
    require(db.durableVersion === version, 'what is shown after opening is on the device', () => db.durableVersion);
    this.#db = db;
    this.#tables = tablesOf(db);
    this.condition = 'sound';
    this.state = state;
    this.checkShown();
    this.#observe();
  }

  /** Commits changes as one group; returns the number of acknowledged ones. */
  async commit(...changes: readonly Change[]): Promise<number> {
    const { db } = this;
    const before = this.condition;
    const outcomes = changes.map((change) => {
      const told = { version: 0 };
      return db
        .write((tx) => {
          told.version = this.#apply(tx, change);
        })
        .then(
          () => this.#acknowledged(told.version, before),
          (error: unknown) => error,
        );
    });
    const errors = (await Promise.all(outcomes)).filter((error) => error !== undefined);
    const acknowledged = changes.length - errors.length;
    const refusals = errors.filter((error) => !(error instanceof Abort));
    if (refusals.length === 0) return acknowledged;
    require(refusals.length === changes.length, 'a group is refused as a whole', () => errors.map(String));
    for (const error of refusals) this.#refused(error, before);
    return 0;
  }

  /** Commits a change without waiting for others. */
  commitSync(change: Change): void {
    const before = this.condition;
    let version: number;
    try {
      version = this.db.writeSync((tx) => this.#apply(tx, change));
    } catch (error) {
      if (!(error instanceof Abort)) this.#refused(error, before);
      return;
    }
    const error = this.#acknowledged(version, before);
    if (error !== undefined) throw error;
  }

  async flush(): Promise<void> {
    const before = this.condition;
    const { version } = this.db;
    try {
      await this.db.flush();
    } catch (error) {
      this.#refused(error, before);
      return;
    }
    require(before !== 'poisoned', 'nothing is acknowledged after the log has failed');
    require(this.db.durableVersion >= version, `flush means that version ${version} is on the device`);
    this.#observe();
  }

  /** Takes a snapshot; returns false if it was abandoned, which only a fault or the end of the database may cause. */
  async checkpoint(): Promise<boolean> {
    const { db } = this;
    try {
      await db.checkpoint();
      return true;
    } catch (error) {
      this.#requireKnown(error);
      const isCause = this.isFaulty || this.#isClosing || db !== this.#db;
      require(isCause, 'a snapshot succeeds without a fault', () => error);
      this.#recordFailure();
      return false;
    }
  }

  /** Closes the database; returns false if that failed. The lock is released in any case. */
  async close(): Promise<boolean> {
    const { db } = this;
    this.#isClosing = true;
    try {
      await db.close();
      this.#observe();
      const { state } = this;
      require(this.condition !== 'poisoned', 'a log that has failed is not closed properly');
      if (this.condition === 'sound') this.#durable = this.#written = state.version;
      this.#owed = this.#durable;
      return true;
    } catch (error) {
      this.#requireKnown(error);
      require(this.isFaulty, 'closing succeeds without a fault', () => error);
      this.#recordFailure();
      this.#owed = this.#written;
      return false;
    } finally {
      this.#end();
    }
  }

  /** Crashes the machine and starts it again. */
  crash(choice: CrashChoice): void {
    this.#observe();
    this.#fs = this.#fs.crash(choice);
    this.#owed = this.#durable;
    this.#attach();
    this.#end();
  }

  /** Ends the process. The machine keeps running, so the contents of the page cache stay readable. */
  kill(): void {
    this.#observe();
    this.#fs = this.#fs.clone();
    this.#owed = this.#written;
    this.#attach();
    this.#end();
  }

  /** The contents must be the last published state. */
  checkShown(): void {
    this.checkSeen();
    const { text, sum } = show(this.db, this.seen);
    const expected = this.state.at(this.db.version);
    require(expected !== undefined, `no version above ${this.state.version} was published`, () => this.db.version);
    require(text === expected.text, `version ${expected.version} is ${expected.text}`, () => text);
    require(sum === (expected.version === 0 ? 0 : MONEY), 'the sum of money never changes', () => sum);
  }

  /** After a pause longer than the interval between syncs, everything published is on the device. */
  checkPause(): void {
    if (this.options.durability === 'none' || this.isFaulty || this.condition !== 'sound') return;
    const { version, durableVersion } = this.db;
    require(durableVersion === version, 'after a pause, everything is on the device', () => [durableVersion, version]);
  }

  /** Retries what a full device has refused; returns whether it succeeded. */
  async resume(): Promise<boolean> {
    try {
      await this.db.resume();
      this.condition = 'sound';
      this.#observe();
      return true;
    } catch (error) {
      const before = this.condition;
      this.#refused(error, before);
      return false;
    }
  }

  /** Throws a broken promise that was found during a call. */
  checkSeen(): void {
    if (this.#broken !== undefined) throw new Violation(this.#broken);
  }

  async #tryOpen(): Promise<Database> {
    return this.runtime.Database.open(this.schema, {
      ...this.options,
      directory: DIRECTORY,
      fileSystem: this.#fs,
      onWarning: (warning) => {
        if (!this.isFaulty && !this.#isClosing) this.#broken ??= `a warning where nothing went wrong: ${warning}`;
      },
    });
  }

  #apply(tx: Parameters<Parameters<Database['write']>[0]>[0], change: Change): number {
    const draft = new Draft(this.state);
    const bank = new BankTransaction(tx, this.#tables as Tables, draft, this.random, this.seen);
    // The first transaction that succeeds creates the bank.
    if (draft.accounts.size === 0) bank.found();
    change(bank);
    this.state = new State(this.state, draft);
    return this.state.version;
  }

  /** Checks an acknowledgement. */
  #acknowledged(version: number, before: Condition): undefined {
    require(before === 'sound', `nothing is acknowledged while the log is ${before}`);
    require(this.db.version >= version, `version ${version} is published before it is acknowledged`);
    if (this.options.durability === 'strict') {
      require(this.db.durableVersion >= version, `version ${version} is on the device before it is acknowledged`);
      this.#durable = Math.max(this.#durable, version);
    }
    this.#observe();
    return undefined;
  }

  #refused(error: unknown, before: Condition): void {
    this.#requireKnown(error);
    require(this.isFaulty, 'a commit succeeds without a fault', () => error);
    this.#recordFailure();
    const { code } = error;
    if (before === 'poisoned')
      require(code === 'POISONED', 'after the first failure each call ends with POISONED', () => code);
    else if (before === 'full')
      require(code === 'DISK_FULL' || code === 'POISONED', 'a full log reports it', () => code);
    if (code === 'DISK_FULL') {
      require(this.condition !== 'poisoned', 'a failed log never becomes a full one');
      this.condition = 'full';
      // A transaction that was not published never happened.
      this.state = this.state.at(this.db.version) ?? this.state;
    } else {
      require(code === 'DURABILITY_UNKNOWN' || code === 'POISONED', 'a failing log reports it', () => error);
      this.condition = 'poisoned';
    }
  }

  #requireKnown(error: unknown): asserts error is InstanceType<Runtime['EcsDbError']> {
    if (error instanceof Violation) throw error;
    require(error instanceof this.runtime.EcsDbError, 'failures are reported as EcsDbError', () => error);
  }

  #attach(): void {
    this.#fs.onCall((call) => {
      this.#observe();
      this.#watch(call);
      return this.onCall(call);
    });
  }

  #recordFailure(): void {
    this.hasReportedFailure = true;
    this.onFailure();
  }

  /** Records a call that writes to the log after it has failed. */
  #watch({ kind, path, to }: Call): void {
    if (this.condition !== 'poisoned' || this.#db === undefined) return;
    if (kind !== 'write' && kind !== 'sync' && kind !== 'rename') return;
    if (isOfLog(path) || (to !== undefined && isOfLog(to)))
      this.#broken ??= `${kind} of ${path} after the log had failed`;
  }

  #observe(): void {
    const db = this.#db;
    if (db === undefined) return;
    const { durability } = this.options;
    const { version, durableVersion } = db;
    // Published state that readers saw must not be lost, like acknowledged commits.
    this.#durable = Math.max(this.#durable, durability === 'strict' ? version : durableVersion);
    this.#written = Math.max(this.#written, durability === 'none' ? version : this.#durable);
  }

  #end(): void {
    this.#db = undefined;
    this.#tables = undefined;
    this.#isClosing = false;
    this.clock.forget();
  }
}

/** True for the files that commits depend on. */
export function isOfLog(path: string): boolean {
  return /\/(wal-|MANIFEST)[^/]*$/.test(path);
}
