/** A durable database and its model: commits, snapshots, closings and crashes, one after the other in one directory. */

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
  /** Milliseconds that pass, and turns of the event loop: time for a snapshot to come further. */
  readonly waitMs: number;
  readonly turns: number;
  /** `begin snapshot` does not wait until the snapshot is in place. */
  readonly ask: 'go on' | 'flush' | 'snapshot' | 'begin snapshot' | 'close';
  readonly crash: Crash | null;
  /** Where the database is opened again: a crash in the middle of that. */
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
  /** Snapshots that nobody waits for. */
  #snapshots: Promise<void>[] = [];
  #warnings: EcsDbError[] = [];
  /** The state and the version that must not be lost. */
  #owedState = 0;
  #owedVersion = 0;
  #isClosing = false;

  constructor(clock: VirtualClock, options: DurableOptions, count: Count) {
    this.#clock = clock;
    this.#options = options;
    this.#count = count;
    this.#machine = new Machine(count);
  }

  async step({ work, waitMs, turns, ask, crash, crashInOpening }: DurableStep): Promise<void> {
    this.#session ??= await this.#open(crashInOpening);
    if (crash !== null) this.#machine.arm(crash);
    // What is queued goes on while the rest is asked for.
    const working = this.#session.step(work);
    working.catch(() => {});
    const asked = this.#ask(ask, this.#session);
    asked.catch(() => {});
    await working;
    await asked;
    this.#observe(this.#session);
    this.#clock.advance(waitMs);
    for (let i = 0; i < turns; i++) await turn();
    this.#observe(this.#session);
    if (crash !== null) await this.#crash(crash, this.#session);
    else if (ask === 'close') this.#end();
    else expect(this.#warnings).toEqual([]);
  }

  /** Closes the database, and looks at it once more. */
  async finish(): Promise<void> {
    const idle = { work: { queued: [], sync: null }, waitMs: 0, turns: 0, crash: null, crashInOpening: null };
    await this.step({ ...idle, ask: 'close' });
    await this.step({ ...idle, ask: 'close' });
  }

  async #ask(what: DurableStep['ask'], session: Session): Promise<void> {
    const { db } = session;
    const history = this.#history;
    if (what === 'flush') {
      if (!(await this.#machine.attempt(db.flush()))) return;
      this.#count('flushed');
      this.#owedState = Math.max(this.#owedState, history.lastIndex);
    } else if (what === 'snapshot' || what === 'begin snapshot') {
      const taken = this.#snapshot(db);
      taken.catch(() => {});
      if (what === 'snapshot') await taken;
      else this.#snapshots.push(taken);
    } else if (what === 'close') {
      this.#isClosing = true;
      if (!(await this.#machine.attempt(db.close()))) return;
      this.#count('closed');
      this.#owedState = history.lastIndex;
    }
  }

  async #snapshot(db: Database): Promise<void> {
    const before = db.durableVersion;
    const taken = await this.#machine.attempt(
      db.checkpoint(),
      (error) => this.#isClosing && error.code === 'CHANNEL_CLOSED',
    );
    if (taken) this.#count('snapshots');
    if (taken) expect(db.durableVersion).toBeGreaterThanOrEqual(before);
  }

  /** Notes what the database promises. What readers of a strict one have seen must stay, as what writers were told. */
  #observe({ db, acknowledged }: Session): void {
    const { durability } = this.#options;
    this.#owedVersion = Math.max(this.#owedVersion, db.durableVersion);
    if (durability !== 'strict') return;
    this.#owedVersion = Math.max(this.#owedVersion, db.version);
    this.#owedState = Math.max(this.#owedState, acknowledged);
  }

  async #crash(crash: Crash, session: Session): Promise<void> {
    const { choice } = crash;
    this.#compareDead(session);
    // Where everything that was written is kept, it is as though the process alone had ended.
    const isProcessOnly = choice.sectors === 'all' && choice.entries === 'all';
    if (isProcessOnly && this.#options.durability === 'none') {
      this.#owedVersion = Math.max(this.#owedVersion, session.db.version);
    }
    this.#machine.crash(crash);
    this.#count('crashes');
    // What the dead process still wanted fails now.
    await Promise.all(this.#snapshots);
    this.#end();
  }

  /**
   * Between a crash and the end of the process, readers see the last published state or, unless they insist, nothing.
   */
  #compareDead(session: Session): void {
    if (this.#isClosing) return;
    try {
      const snapshot = session.shown();
      const models = this.#history.at(session.db.version).map(({ model }) => model);
      expectSame(snapshot, models.find((model) => isSame(snapshot, model)) ?? this.#history.last);
    } catch (error) {
      if (this.#options.readsAfterPoison || !this.#machine.isOff || !isRefusal(error)) throw error;
    }
  }

  #end(): void {
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

  /** What was found must be a state of the history, and none that is older than promised; it goes on from there. */
  #resume(db: Database): Session {
    const { version } = db;
    expect(version).toBeGreaterThanOrEqual(this.#owedVersion);
    expect(db.durableVersion).toBe(version);
    const states = this.#history.at(version, this.#owedState);
    expect(states).not.toEqual([]);
    countRecovery(db.recovery, this.#count);

    const past = {
      history: this.#history,
      everSeen: this.#everSeen,
      isOff: () => this.#machine.isOff,
      isClosing: () => this.#isClosing,
    };
    const snapshot = new Session(db, past).shown();
    const { index, model } = states.find((state) => isSame(snapshot, state.model)) ?? (states[0] as (typeof states)[0]);
    expectSame(snapshot, model);
    if (index < this.#history.lastIndex) this.#count('went back');
    this.#history.returnTo(index, version);
    this.#owedState = index;
    this.#owedVersion = version;
    this.#isClosing = false;
    return new Session(db, past);
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
