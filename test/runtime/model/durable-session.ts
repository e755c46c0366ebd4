/** A durable database and its model: commits, snapshots, closings and crashes in one directory. */

import { Database, type EcsDbError, type Entity } from '@ecsdb/runtime';
import { expect } from '@jest/globals';
import type { VirtualClock } from '../../../torture/framework/clock.js';
import { anotherDatabase } from '../../../torture/framework/memory.js';
import { expectSame, isSame } from './compare.js';
import { History } from './history.js';
import { type Count, type Crash, Machine } from './machine.js';
import { countRecovery } from './recovery-counts.js';
import { isRefusal, Session, type Step } from './session.js';
import { modelSchema } from './tables.js';

export interface DurableOptions {
  readonly durability: 'strict' | 'interval' | 'none';
  readonly segmentBytes: number;
  readonly checkpointBytes: number;
  readonly readsAfterPoison: boolean;
}

export interface DurableStep {
  readonly work: Step;
  /** Time that passes, so that a snapshot can advance. */
  readonly waitMs: number;
  /** Turns of the event loop after that. */
  readonly turns: number;
  /** `begin snapshot` does not wait until the snapshot is in place. */
  readonly request: 'none' | 'flush' | 'snapshot' | 'begin snapshot' | 'close';
  readonly crash: Crash | null;
  /** A crash while the database is opened again. */
  readonly crashInOpening: Crash | null;
}

export class DurableSession {
  readonly #clock: VirtualClock;
  readonly #options: DurableOptions;
  readonly #count: Count;
  readonly #machine: Machine;
  readonly #history = new History();
  readonly #everSeen = new Set<Entity>();
  #session: Session | undefined;
  /** Snapshots that no step has awaited. */
  #snapshots: Promise<void>[] = [];
  #warnings: EcsDbError[] = [];
  /** The state and the version that recovery must reach. */
  #promisedState = 0;
  #promisedVersion = 0;
  #isClosing = false;

  constructor(clock: VirtualClock, options: DurableOptions, count: Count) {
    this.#clock = clock;
    this.#options = options;
    this.#count = count;
    this.#machine = new Machine(count);
  }

  async step({ work, waitMs, turns, request, crash, crashInOpening }: DurableStep): Promise<void> {
    this.#session ??= await this.#open(crashInOpening);
    if (crash !== null) this.#machine.arm(crash);
    // The queued transactions continue during the request.
    const working = this.#session.step(work);
    working.catch(() => {});
    const requesting = this.#request(request, this.#session);
    requesting.catch(() => {});
    await working;
    await requesting;
    this.#recordPromises(this.#session);
    this.#clock.advance(waitMs);
    for (let i = 0; i < turns; i++) await turn();
    this.#recordPromises(this.#session);
    if (crash !== null) await this.#crash(crash, this.#session);
    else if (request === 'close') this.#endSession();
    else expect(this.#warnings).toEqual([]);
  }

  /** Closes the database, opens it once more, and compares it. */
  async finish(): Promise<void> {
    const idle = { work: { queued: [], sync: null }, waitMs: 0, turns: 0, crash: null, crashInOpening: null };
    await this.step({ ...idle, request: 'close' });
    await this.step({ ...idle, request: 'close' });
  }

  async #request(request: DurableStep['request'], session: Session): Promise<void> {
    const { db } = session;
    const history = this.#history;
    if (request === 'flush') {
      if (!(await this.#machine.attempt(db.flush()))) return;
      this.#count('flushed');
      this.#promisedState = Math.max(this.#promisedState, history.lastIndex);
    } else if (request === 'snapshot' || request === 'begin snapshot') {
      const taking = this.#takeSnapshot(db);
      taking.catch(() => {});
      if (request === 'snapshot') await taking;
      else this.#snapshots.push(taking);
    } else if (request === 'close') {
      this.#isClosing = true;
      if (!(await this.#machine.attempt(db.close()))) return;
      this.#count('closed');
      this.#promisedState = history.lastIndex;
    }
  }

  async #takeSnapshot(db: Database): Promise<void> {
    const before = db.durableVersion;
    const isTaken = await this.#machine.attempt(
      db.checkpoint(),
      (error) => this.#isClosing && error.code === 'CHANNEL_CLOSED',
    );
    if (isTaken) this.#count('snapshots');
    if (isTaken) expect(db.durableVersion).toBeGreaterThanOrEqual(before);
  }

  /** Records what recovery must reach. In `strict`, this includes all that readers saw and writers got acknowledged. */
  #recordPromises({ db, acknowledged }: Session): void {
    const { durability } = this.#options;
    this.#promisedVersion = Math.max(this.#promisedVersion, db.durableVersion);
    if (durability !== 'strict') return;
    this.#promisedVersion = Math.max(this.#promisedVersion, db.version);
    this.#promisedState = Math.max(this.#promisedState, acknowledged);
  }

  async #crash(crash: Crash, session: Session): Promise<void> {
    const { choice } = crash;
    this.#compareAfterCrash(session);
    // If all writes are kept, the crash has the same effect as the end of the process alone.
    const isProcessOnly = choice.sectors === 'all' && choice.entries === 'all';
    if (isProcessOnly && this.#options.durability === 'none') {
      this.#promisedVersion = Math.max(this.#promisedVersion, session.db.version);
    }
    this.#machine.crash(crash);
    this.#count('crashes');
    // Pending calls of the ended process fail now.
    await Promise.all(this.#snapshots);
    this.#endSession();
  }

  /**
   * Between a crash and the end of the process, readers see the last published state. Without `readsAfterPoison`, their
   * reads can also be refused.
   */
  #compareAfterCrash(session: Session): void {
    if (this.#isClosing) return;
    try {
      const contents = session.readContents();
      const models = this.#history.at(session.db.version).map(({ model }) => model);
      expectSame(contents, models.find((model) => isSame(contents, model)) ?? this.#history.last);
    } catch (error) {
      if (this.#options.readsAfterPoison || !this.#machine.isOff || !isRefusal(error)) throw error;
    }
  }

  #endSession(): void {
    this.#clock.forget();
    this.#session = undefined;
    this.#snapshots = [];
    this.#warnings = [];
  }

  async #open(crash: Crash | null): Promise<Session> {
    await anotherDatabase();
    if (crash !== null) this.#machine.arm(crash);
    let db = await this.#tryOpen();
    if (db === undefined) {
      this.#count('crashes in opening');
      this.#machine.crash(crash as Crash);
      this.#isClosing = false;
      db = await this.#tryOpen();
    }
    this.#machine.disarm();
    return this.#resume(db as Database);
  }

  async #tryOpen(): Promise<Database | undefined> {
    const { fs: fileSystem } = this.#machine;
    const onWarning = (warning: EcsDbError): void => {
      if (!fileSystem.isOff) this.#warnings.push(warning);
    };
    let db: Database | undefined;
    const opening = Database.open(modelSchema(), { ...this.#options, directory: 'model', fileSystem, onWarning });
    await this.#machine.attempt(
      opening.then((opened) => {
        db = opened;
      }),
    );
    return db;
  }

  /** Expects that the recovered state is in the history and not older than promised. Continues from that state. */
  #resume(db: Database): Session {
    const { version } = db;
    expect(version).toBeGreaterThanOrEqual(this.#promisedVersion);
    expect(db.durableVersion).toBe(version);
    const states = this.#history.at(version, this.#promisedState);
    expect(states).not.toEqual([]);
    countRecovery(db.recovery, this.#count);

    const past = {
      history: this.#history,
      everSeen: this.#everSeen,
      isOff: () => this.#machine.isOff,
      isClosing: () => this.#isClosing,
    };
    const contents = new Session(db, past).readContents();
    const { index, model } = states.find((state) => isSame(contents, state.model)) ?? (states[0] as (typeof states)[0]);
    expectSame(contents, model);
    if (index < this.#history.lastIndex) this.#count('lost states');
    this.#history.returnTo(index, version);
    this.#promisedState = index;
    this.#promisedVersion = version;
    this.#isClosing = false;
    return new Session(db, past);
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
