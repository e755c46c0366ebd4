/** T2 within a migration: the machine crashes while an opening rewrites the rows for another schema. */

import type { Schema } from '@ecsdb/runtime';
import { Directory, inspectDirectory } from '@ecsdb/runtime/storage';
import type { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { DIRECTORY, makeSample, openLedger, type Sample, type SampleName } from '../damage/sample.js';
import { VirtualClock } from '../framework/clock.js';
import { anotherDatabase } from '../framework/memory.js';
import type { Context, Scenario } from '../framework/scenario.js';
import { require } from '../framework/violation.js';
import { Ledger, show } from '../ledger/ledger.js';
import { contentsAt, textOf } from '../ledger/model.js';
import { laterLedgerSchema, ledgerSchema } from '../ledger/schema.js';
import { isChanging } from '../oracle/crash-oracle.js';
import { outcomesOf } from '../oracle/outcomes.js';

const SAMPLES = {
  short: ['crashed'],
  long: ['crashed', 'closed', 'saved', 'sealed', 'young'],
} as const satisfies Readonly<Record<string, readonly SampleName[]>>;
/** More outcomes for changes of names only: their order is what the switch depends on. */
const OUTCOMES = { short: { names: 12, bytes: 1 }, long: { names: 50, bytes: 20 } } as const;

export const migrations: Scenario = {
  name: 'migrations',
  proves: 'a loss of power in a migration leaves the rows of the earlier schema or those of the later one, all of them',
  run: async (context) => {
    const clock = new VirtualClock(context.runtime);
    for (const name of SAMPLES[context.effort]) {
      const sample = await makeSample(context.runtime, name);
      await clock.during(() => new Migration(context, clock, sample).crashAtEachCall());
    }
  },
};

class Migration {
  readonly #context: Context;
  readonly #clock: VirtualClock;
  readonly #sample: Sample;
  readonly #earlier: Schema;
  readonly #later: Schema;
  /** What the ledger contains, before and after. */
  readonly #text: string;

  constructor(context: Context, clock: VirtualClock, sample: Sample) {
    this.#context = context;
    this.#clock = clock;
    this.#sample = sample;
    this.#earlier = ledgerSchema(context.runtime);
    this.#later = laterLedgerSchema(context.runtime);
    this.#text = textOf(contentsAt(sample.version));
  }

  async crashAtEachCall(): Promise<void> {
    const { random, at, count, effort } = this.#context;
    const states = new Set<boolean>();
    for (const { fs: moment, what } of await this.#moments()) {
      const pending = moment.pending();
      const { names, bytes } = OUTCOMES[effort];
      for (const choice of outcomesOf(pending, random, pending.sectors === 0 ? names : bytes)) {
        at(`${this.#sample.name}, a migration, ${what}, then a crash that leaves ${JSON.stringify(choice)}`);
        states.add(await this.#expectOldOrNew(moment.crash(choice)));
        count('crashes in migrations');
      }
    }
    require(states.size === 2, 'some crashes are before the switch, and some after it');
  }

  /** The machine before each changing call of a migration. */
  async #moments(): Promise<readonly { readonly fs: SimulatedFileSystem; readonly what: string }[]> {
    const moments: { readonly fs: SimulatedFileSystem; readonly what: string }[] = [];
    const fs = this.#sample.fs.clone();
    fs.onCall(({ kind, path, index }) => {
      if (isChanging(kind)) moments.push({ fs: fs.clone(), what: `call ${index}, ${kind} of ${path}` });
      return undefined;
    });
    await this.#open(this.#later, fs);
    return moments;
  }

  /** Returns whether the rows are migrated already. */
  async #expectOldOrNew(left: SimulatedFileSystem): Promise<boolean> {
    const { faults } = inspectDirectory(new Directory(left.clone(), DIRECTORY));
    // A torn end is no fault.
    require(faults.length === 0, 'tools find no damage', () => faults);
    const isMigrated = await this.#isMigrated(left.clone());
    const { version } = this.#sample;
    const found = await this.#open(this.#later, left);
    require(found.text === this.#text, `there is ${this.#text}`, () => found.text);
    require(found.version === version + 1, `the migration takes version ${version + 1}`, () => found.version);
    return isMigrated;
  }

  /** Opens with the earlier schema, which is refused after the switch. */
  async #isMigrated(left: SimulatedFileSystem): Promise<boolean> {
    const { EcsDbError } = this.#context.runtime;
    try {
      const { text } = await this.#open(this.#earlier, left);
      require(text === this.#text, `there is ${this.#text}`, () => text);
      return false;
    } catch (error) {
      if (error instanceof EcsDbError && error.code === 'SCHEMA_MISMATCH') return true;
      throw error;
    }
  }

  async #open(schema: Schema, fs: SimulatedFileSystem): Promise<{ readonly text: string; readonly version: number }> {
    this.#clock.forget();
    await anotherDatabase();
    const { db } = new Ledger(await openLedger(this.#context.runtime, schema, fs));
    return { text: textOf(show(db)), version: db.version };
  }
}
