/** Crashes machines at given moments, and compares what they contain afterwards with what was promised. */

import { createHash } from 'node:crypto';
import type { Database, Entity } from '@ecsdb/runtime';
import type { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import type { VirtualClock } from '../framework/clock.js';
import { anotherDatabase } from '../framework/memory.js';
import type { Context } from '../framework/scenario.js';
import { require } from '../framework/violation.js';
import { bankSchema, show, tablesOf } from '../workload/bank.js';
import { MONEY } from '../workload/bank-transaction.js';
import { DIRECTORY, type Moment, SMALL } from '../workload/session.js';
import type { State } from '../workload/state.js';
import { outcomesOf } from './outcomes.js';

export interface CrashOracleOptions {
  /** The number of outcomes of each random kind that are tried at one moment. */
  readonly outcomes: number;
  /** One of so many states is used after recovery: recovered again, written to, closed and opened. */
  readonly useOneIn: number;
  /** For one of so many states, recovery is crashed at each of its calls. */
  readonly crashRecoveryOneIn: number;
}

/** The state that recovery found in an image of a directory. The same bytes recover to the same state. */
interface Known {
  readonly version: number;
  readonly text: string;
}

/** Calls that change what a crash may leave. */
const CHANGING: ReadonlySet<string> = new Set(['write', 'sync', 'create', 'rename', 'unlink', 'syncDirectory']);

export function isChanging(kind: string): boolean {
  return CHANGING.has(kind);
}

export class CrashOracle {
  readonly #context: Context;
  readonly #clock: VirtualClock;
  readonly #options: CrashOracleOptions;
  /** Every id that was ever returned. */
  readonly #seen: ReadonlySet<Entity>;
  readonly #schema: ReturnType<typeof bankSchema>;
  readonly #known = new Map<string, Known>();

  constructor(context: Context, clock: VirtualClock, seen: ReadonlySet<Entity>, options: CrashOracleOptions) {
    this.#context = context;
    this.#clock = clock;
    this.#options = options;
    this.#seen = seen;
    this.#schema = bankSchema(context.runtime);
  }

  /** Crashes the machine of a moment in many ways. What is left must be what was promised. */
  async check(moment: Moment): Promise<void> {
    const { fs, what, durable, written, newest } = moment;
    const { random } = this.#context;
    this.#context.count('moments');
    for (const choice of outcomesOf(fs.pending(), random, this.#options.outcomes)) {
      const isWhole = choice.sectors === 'all' && choice.entries === 'all';
      this.#context.at(`${what}, then a crash that leaves ${JSON.stringify(choice)}`);
      await this.#checkImage(fs.crash(choice), isWhole ? Math.max(written, durable) : durable, newest);
    }
  }

  /** `fs` is the machine after the crash. It must contain a state of the history from `oldest` to `newest`. */
  async #checkImage(fs: SimulatedFileSystem, oldest: number, newest: State): Promise<void> {
    const { random } = this.#context;
    this.#context.count('crashes');
    const hash = hashOf(fs);
    let known = this.#known.get(hash);
    if (known === undefined) {
      this.#context.count('states recovered');
      const isUsed = random.oneIn(this.#options.useOneIn);
      const isCrashed = random.oneIn(this.#options.crashRecoveryOneIn);
      const before = isCrashed ? fs.clone() : fs;
      known = await this.#recover(fs, newest, isUsed);
      this.#known.set(hash, known);
      if (isCrashed) await this.#crashRecovery(before, newest, known.version);
    }
    require(known.version >= oldest, `version ${oldest} must not be lost`, () => `version ${known.version}`);
    const expected = newest.at(known.version);
    require(expected !== undefined, `only versions up to ${newest.version} were written`, () => known.version);
    require(known.text === expected.text, `version ${expected.version} is ${expected.text}`, () => known.text);
  }

  async #recover(fs: SimulatedFileSystem, newest: State, isUsed: boolean): Promise<Known> {
    const db = await this.#open(fs);
    const known = this.#look(db);
    this.#countReport(db);
    const state = newest.at(known.version);
    // The caller checks for each crash whether this is the right state. Here it must only be usable.
    if (state === undefined || !isUsed) return known;
    this.#context.count('states used further');
    await this.#recoverAgain(fs, known);
    await this.#use(fs, db, state);
    return known;
  }

  /** A second recovery changes nothing, with or without a crash before it. */
  async #recoverAgain(fs: SimulatedFileSystem, known: Known): Promise<void> {
    for (const again of [fs.clone(), fs.clone().crash({ sectors: 'none', entries: 'none' })]) {
      const found = this.#look(await this.#open(again));
      require(found.version === known.version && found.text === known.text, 'a second recovery changes nothing', () => [
        known,
        found,
      ]);
    }
  }

  /** The database can be used: no id is issued again, and commits are there after closing. */
  async #use(fs: SimulatedFileSystem, db: Database, state: State): Promise<void> {
    const { account } = tablesOf(db);
    const fresh: Entity[] = [];
    await db.write((tx) => {
      for (let i = 0; i < 20; i++) fresh.push(tx.create());
      for (const entity of fresh) tx.insert(entity, account, { balance: 0 });
    });
    for (const entity of fresh) require(!state.issued.has(entity), 'no id is issued twice', () => entity);
    require(db.version === state.version + 1, 'versions continue without a gap', () => db.version);
    const ids = new Set([...this.#seen, ...fresh]);
    const { text } = show(db, ids);
    await db.close();
    const after = await this.#open(fs);
    require(after.version === state.version + 1 && show(after, ids).text === text, 'what was committed is there');
    require(after.recovery?.wasClosed === true && after.recovery.dropped === null, 'the opening recognises the close');
  }

  /** Crashes the recovery of an image at each of its calls. The next recovery must find the same version. */
  async #crashRecovery(fs: SimulatedFileSystem, newest: State, version: number): Promise<void> {
    const { random, count, at } = this.#context;
    const moments: { readonly fs: SimulatedFileSystem; readonly index: number }[] = [];
    fs.onCall(({ kind, index }) => {
      if (isChanging(kind)) moments.push({ fs: fs.clone(), index });
      return undefined;
    });
    const db = await this.#open(fs);
    require(db.version === version, 'recovery depends only on the bytes', () => db.version);
    for (const { fs: moment, index } of moments) {
      for (const choice of outcomesOf(moment.pending(), random, 1)) {
        at(`a crash at call ${index} of recovery that leaves ${JSON.stringify(choice)}`);
        count('crashes in recovery');
        const after = moment.crash(choice);
        const hash = hashOf(after);
        const known = this.#known.get(hash) ?? this.#look(await this.#open(after));
        this.#known.set(hash, known);
        const isSame = known.version === version && known.text === newest.at(version)?.text;
        require(isSame, `a crash in recovery leaves version ${version}`, () => known);
      }
    }
  }

  async #open(fs: SimulatedFileSystem): Promise<Database> {
    // A database that is never closed is garbage only without its timers.
    this.#clock.forget();
    await anotherDatabase();
    return this.#context.runtime.Database.open(this.#schema, { ...SMALL, directory: DIRECTORY, fileSystem: fs });
  }

  #look(db: Database): Known {
    const { text, sum } = show(db, this.#seen);
    require(sum === (db.version === 0 ? 0 : MONEY), 'the sum of money never changes', () => sum);
    return { version: db.version, text };
  }

  #countReport({ recovery }: Database): void {
    const { count } = this.#context;
    if (recovery === undefined) {
      count('case D1: a new database');
      return;
    }
    if (recovery.dropped !== null) count(`case ${recovery.dropped.case}: a torn end`);
    for (const { case: label } of recovery.setAside) count(`case ${label}: a snapshot set aside`);
    if (recovery.snapshot !== null) count('snapshots loaded');
    if (recovery.wasClosed) count('logs that were closed');
    if (recovery.removed.length > 0) count('temporary files deleted');
  }
}

function hashOf(fs: SimulatedFileSystem): string {
  const hash = createHash('sha1');
  for (const [path, bytes] of fs.files()) hash.update(`${path}\n${bytes.length}\n`).update(bytes);
  return hash.digest('base64');
}
