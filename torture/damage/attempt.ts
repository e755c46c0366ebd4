/** Opens a damaged directory and reports the outcome: a state of the history, or a refusal that changes nothing. */

import type { EcsDbError, RecoveryReport, Schema } from '@ecsdb/runtime';
import type { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import type { VirtualClock } from '../framework/clock.js';
import { anotherDatabase } from '../framework/memory.js';
import type { Runtime } from '../framework/runtime.js';
import { require } from '../framework/violation.js';
import { Ledger, show } from '../ledger/ledger.js';
import { contentsAt, textOf } from '../ledger/model.js';
import { ledgerSchema } from '../ledger/schema.js';
import { openLedger } from './sample.js';

export type Attempt =
  | { readonly isOpen: true; readonly version: number; readonly report: RecoveryReport | undefined }
  | { readonly isOpen: false; readonly error: EcsDbError };

export class Opener {
  readonly #runtime: Runtime;
  readonly #schema: Schema;
  readonly #clock: VirtualClock;
  /** By version. */
  readonly #texts = new Map<number, string>();

  /** The clock must be installed during openings. */
  constructor(runtime: Runtime, clock: VirtualClock) {
    this.#runtime = runtime;
    this.#clock = clock;
    this.#schema = ledgerSchema(runtime);
  }

  /** Opens `fs` itself. It must contain a state of the history; a refusal must be an `EcsDbError`. */
  async open(fs: SimulatedFileSystem): Promise<Attempt> {
    this.#clock.forget();
    await anotherDatabase();
    try {
      const db = await openLedger(this.#runtime, this.#schema, fs);
      const { version, recovery: report } = db;
      const found = textOf(show(db));
      require(found === this.#textAt(version), `version ${version} is ${this.#textAt(version)}`, () => found);
      return { isOpen: true, version, report };
    } catch (error) {
      if (!(error instanceof this.#runtime.EcsDbError)) throw error;
      return { isOpen: false, error };
    }
  }

  /**
   * Opens the directory again after the process that opened it has ended, commits, and closes. The database must
   * continue from its state.
   */
  async goOn(opened: SimulatedFileSystem): Promise<void> {
    this.#clock.forget();
    const fs = opened.clone();
    const ledger = new Ledger(await openLedger(this.#runtime, this.#schema, fs));
    const before = ledger.db.version;
    require(ledger.db.recovery?.dropped === null, 'a second opening drops nothing');
    await ledger.commitGroup(3);
    await ledger.db.close();
    const after = await this.open(fs);
    const isSound = after.isOpen && after.version === before + 3 && after.report?.wasClosed === true;
    require(isSound, `after ${before} and three more, there are ${before + 3}`, () => after);
  }

  #textAt(version: number): string {
    let text = this.#texts.get(version);
    if (text === undefined) {
      text = textOf(contentsAt(version));
      this.#texts.set(version, text);
    }
    return text;
  }
}

/** True if both contain the same files with the same bytes. */
export function isSameDisk(one: SimulatedFileSystem, other: SimulatedFileSystem): boolean {
  const files = one.files();
  const others = other.files();
  if (files.size !== others.size) return false;
  for (const [path, bytes] of files) {
    const twin = others.get(path);
    if (twin === undefined || Buffer.compare(bytes, twin) !== 0) return false;
  }
  return true;
}
