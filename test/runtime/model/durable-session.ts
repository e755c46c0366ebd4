/** A durable database and its model: commits, snapshots, closings and crashes, one after the other in one directory. */

import { Database, EcsDbError, type Entity } from '@ecsdb/runtime';
import { type CrashChoice, SimulatedFileSystem } from '@ecsdb/runtime/storage';
import { expect } from '@jest/globals';
import type { VirtualClock } from '../../../torture/framework/clock.js';
import { anotherDatabase } from '../../../torture/framework/memory.js';
import { expectSame, isSame } from './compare.js';
import { History } from './history.js';
import { isRefusal, Session, type Step } from './session.js';
import { modelSchema } from './tables.js';

export interface DurableOptions {
  readonly durability: 'strict' | 'interval' | 'none';
  readonly segmentBytes: number;
  readonly checkpointBytes: number;
  readonly readsAfterPoison: boolean;
}

/** The machine goes off at the call after so many that change something; if there are fewer, when they are over. */
export interface Crash {
  readonly afterCalls: number;
  readonly choice: CrashChoice;
}

export interface DurableStep {
  readonly work: Step;
  /** Milliseconds that pass, and turns of the event loop: time for a snapshot to come further. */
  readonly waitMs: number;
  readonly turns: number;
  /** `begin snapshot` does not wait until the snapshot is in place. */
  readonly then: 'go on' | 'flush' | 'snapshot' | 'begin snapshot' | 'close';
  readonly crash: Crash | null;
  /** Where the database is opened again: a crash in the middle of that. */
  readonly crashInOpening: Crash | null;
}

/** What was met, to see that the test meets everything. */
export type Count = (what: string) => void;

const CHANGING: ReadonlySet<string> = new Set(['write', 'sync', 'create', 'rename', 'unlink', 'syncDirectory']);

export class DurableSession {
  readonly #clock: VirtualClock;
  readonly #options: DurableOptions;
  readonly #count: Count;
  readonly #history = new History();
  readonly #everSeen = new Set<Entity>();
  #fs = new SimulatedFileSystem();
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
  }

  async step({ work, waitMs, turns, then, crash, crashInOpening }: DurableStep): Promise<void> {
    this.#session ??= await this.#open(crashInOpening);
    if (crash !== null) this.#arm(crash);
    // What is queued goes on while the rest is asked for.
    const working = this.#session.step(work);
    working.catch(() => {});
    const asked = this.#ask(then, this.#session);
    asked.catch(() => {});
    await working;
    await asked;
    this.#observe(this.#session);
    this.#clock.advance(waitMs);
    for (let i = 0; i < turns; i++) await turn();
    this.#observe(this.#session);
    if (crash !== null) await this.#crash(crash.choice, this.#session);
    else if (then === 'close') this.#end();
    else expect(this.#warnings).toEqual([]);
  }

  /** Closes the database, and looks at it once more. */
  async finish(): Promise<void> {
    const idle = { work: { queued: [], sync: null }, waitMs: 0, turns: 0, crash: null, crashInOpening: null };
    await this.step({ ...idle, then: 'close' });
    await this.step({ ...idle, then: 'close' });
  }

  async #ask(what: DurableStep['then'], session: Session): Promise<void> {
    const { db } = session;
    const history = this.#history;
    if (what === 'flush') {
      if (!(await this.#attempt(db.flush()))) return;
      this.#count('flushed');
      this.#owedState = Math.max(this.#owedState, history.lastIndex);
    } else if (what === 'snapshot' || what === 'begin snapshot') {
      const taken = this.#snapshot(db);
      taken.catch(() => {});
      if (what === 'snapshot') await taken;
      else this.#snapshots.push(taken);
    } else if (what === 'close') {
      this.#isClosing = true;
      if (!(await this.#attempt(db.close()))) return;
      this.#count('closed');
      this.#owedState = history.lastIndex;
    }
  }

  async #snapshot(db: Database): Promise<void> {
    const before = db.durableVersion;
    const taken = await this.#attempt(db.checkpoint(), (error) => this.#isClosing && error.code === 'CHANNEL_CLOSED');
    if (taken) this.#count('snapshots');
    if (taken) expect(db.durableVersion).toBeGreaterThanOrEqual(before);
  }

  /** False when it failed, which only the end of the machine excuses, or `isExpected`. */
  async #attempt(asked: Promise<unknown>, isExpected?: (error: EcsDbError) => boolean): Promise<boolean> {
    const fs = this.#fs;
    try {
      await asked;
      return true;
    } catch (error) {
      if (error instanceof EcsDbError && (fs.isOff || isExpected?.(error) === true)) return false;
      // The lock is released whatever happened, and that fails, too.
      if (fs.isOff && isMachineOff(error)) return false;
      throw error;
    }
  }

  #arm({ afterCalls }: Crash): void {
    let left = afterCalls;
    this.#fs.onCall(({ kind }) => {
      if (!CHANGING.has(kind) || left-- > 0) return undefined;
      this.#count(`crashes at ${kind}`);
      return 'crash';
    });
  }

  /** Notes what the database promises. What readers of a strict one have seen must stay, as what writers were told. */
  #observe({ db, acknowledged }: Session): void {
    const { durability } = this.#options;
    this.#owedVersion = Math.max(this.#owedVersion, db.durableVersion);
    if (durability !== 'strict') return;
    this.#owedVersion = Math.max(this.#owedVersion, db.version);
    this.#owedState = Math.max(this.#owedState, acknowledged);
  }

  async #crash(choice: CrashChoice, session: Session): Promise<void> {
    this.#compareDead(session);
    // Where everything that was written is kept, it is as though the process alone had ended.
    const isProcessOnly = choice.sectors === 'all' && choice.entries === 'all';
    if (isProcessOnly && this.#options.durability === 'none') {
      this.#owedVersion = Math.max(this.#owedVersion, session.db.version);
    }
    this.#fs = this.#fs.crash(choice);
    this.#count('crashes');
    // What the dead process still wanted fails now.
    await Promise.all(this.#snapshots);
    this.#end();
  }

  /** Between a crash and the end of the process, readers see the last published state or, unless they insist, nothing. */
  #compareDead(session: Session): void {
    if (this.#isClosing) return;
    try {
      const snapshot = session.shown();
      const models = this.#history.at(session.db.version).map(({ model }) => model);
      if (!models.some((model) => isSame(snapshot, model))) expectSame(snapshot, models[0] ?? this.#history.last);
    } catch (error) {
      if (this.#options.readsAfterPoison || !this.#fs.isOff || !isRefusal(error)) throw error;
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
    if (crash !== null) this.#arm(crash);
    let db = await this.#tryOpen();
    if (db === undefined) {
      this.#count('crashes in opening');
      this.#fs = this.#fs.crash((crash as Crash).choice);
      this.#isClosing = false;
      db = await this.#tryOpen();
    }
    // What is on the device now is enough to open it once more, so nobody needs the hook any longer.
    this.#fs.onCall();
    return this.#resume(db as Database);
  }

  async #tryOpen(): Promise<Database | undefined> {
    const fileSystem = this.#fs;
    const onWarning = (warning: EcsDbError): void => {
      if (!fileSystem.isOff) this.#warnings.push(warning);
    };
    let db: Database | undefined;
    const opening = Database.open(modelSchema(), { ...this.#options, directory: 'model', fileSystem, onWarning });
    await this.#attempt(
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
    this.#countReport(db);

    const past = {
      history: this.#history,
      everSeen: this.#everSeen,
      isOff: () => this.#fs.isOff,
      isClosing: () => this.#isClosing,
    };
    const snapshot = new Session(db, past).shown();
    const found = states.find(({ model }) => isSame(snapshot, model));
    if (found === undefined) expectSame(snapshot, (states[0] as (typeof states)[0]).model);
    const index = found?.index ?? 0;
    if (index < this.#history.lastIndex) this.#count('went back');
    this.#history.returnTo(index, version);
    this.#owedState = index;
    this.#owedVersion = version;
    this.#isClosing = false;
    return new Session(db, past);
  }

  #countReport({ recovery }: Database): void {
    if (recovery === undefined) return this.#count('new databases');
    expect(recovery.setAside).toEqual([]);
    if (recovery.snapshot !== null) this.#count('snapshots loaded');
    if (recovery.replayed !== null) this.#count('logs replayed');
    if (recovery.snapshot !== null && recovery.replayed !== null) this.#count('snapshots and logs');
    if (recovery.dropped !== null) this.#count(`torn: ${recovery.dropped.case}`);
    if (recovery.segmentsRead.length > 1) this.#count('several segments');
    if (recovery.wasClosed) this.#count('had been closed');
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isMachineOff(error: unknown): boolean {
  return error instanceof Error && error.message.includes('the machine is off');
}
