/** T2 within an opening: the machine crashes while recovery repairs the directory. */

import type { CallKind, SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { Opener } from '../damage/attempt.js';
import { edit } from '../damage/files.js';
import { layoutOf } from '../damage/layout.js';
import { makeSample, type Sample, type SampleName } from '../damage/sample.js';
import { VirtualClock } from '../framework/clock.js';
import type { Context, Scenario } from '../framework/scenario.js';
import { require } from '../framework/violation.js';
import { isChanging } from '../oracle/crash-oracle.js';
import { outcomesOf } from '../oracle/outcomes.js';

const SAMPLES: readonly SampleName[] = ['crashed', 'unsynced', 'young'];
/** More outcomes for changes of names only, because most of them are the same. */
const OUTCOMES = { short: { names: 6, bytes: 1 }, long: { names: 50, bytes: 50 } } as const;

export const repairs: Scenario = {
  name: 'repairs',
  proves: 'a loss of power while recovery removes a torn end does not change the outcome, and the cut bytes are kept',
  run: async (context) => {
    const clock = new VirtualClock(context.runtime);
    for (const name of SAMPLES) {
      const sample = await makeSample(context.runtime, name);
      await clock.during(() => new Openings(context, clock, sample).withTornEnd());
    }
  },
};

export const openings: Scenario = {
  name: 'openings',
  proves: 'a loss of power in an opening does not change the outcome, also if another opening failed before',
  run: async (context) => {
    const clock = new VirtualClock(context.runtime);
    const sample = await makeSample(context.runtime, 'young');
    await clock.during(async () => {
      await new Openings(context, clock, sample).afterSyncsThatFailed();
      await new Openings(context, clock, sample).afterCrashes();
    });
  },
};

interface Moment {
  readonly fs: SimulatedFileSystem;
  readonly kind: CallKind;
  readonly what: string;
}

class Openings {
  readonly #context: Context;
  readonly #sample: Sample;
  readonly #opener: Opener;

  constructor(context: Context, clock: VirtualClock, sample: Sample) {
    this.#context = context;
    this.#sample = sample;
    this.#opener = new Opener(context.runtime, clock);
  }

  async withTornEnd(): Promise<void> {
    const { fs } = this.#sample;
    const { last, firstUnproven } = layoutOf(fs);
    require(firstUnproven !== undefined, 'the sample contains unsynced frames');
    const torn = fs.clone();
    // Only the end mark is missing.
    edit(torn, last.path, (bytes) => bytes.fill(0, firstUnproven.end - 1, firstUnproven.end));
    await this.#crashOpening('with a torn end', torn, firstUnproven.firstVersion - 1, true);
  }

  async afterCrashes(): Promise<void> {
    const { fs, version } = this.#sample;
    for (const moment of await this.#openingOf(fs)) {
      // Then the newest segment has its name, and the manifest does not name it yet.
      if (moment.kind !== 'create' || !moment.what.includes('MANIFEST')) continue;
      const left = moment.fs.crash({ sectors: 'all', entries: 'all' });
      await this.#crashOpening(`after a crash at ${moment.what}`, left, version);
    }
  }

  /**
   * Names that a failed sync of the directory dropped are visible until the machine crashes. Recovery must not depend
   * on them.
   */
  async afterSyncsThatFailed(): Promise<void> {
    const { fs, version } = this.#sample;
    const syncs = (await this.#openingOf(fs)).filter(({ kind }) => kind === 'syncDirectory').length;
    for (let failing = 0; failing < syncs; failing++) {
      const machine = fs.clone();
      let seen = 0;
      machine.onCall(({ kind }) => (kind === 'syncDirectory' && seen++ === failing ? { dropSync: true } : undefined));
      await this.#opener.open(machine);
      await this.#crashOpening(`after the failure of sync ${failing} of the directory`, machine.clone(), version);
    }
  }

  /** Crashes an opening at each of its calls. The next one must find the same version. */
  async #crashOpening(how: string, before: SimulatedFileSystem, version: number, isTorn = false): Promise<void> {
    const { random, at, count, effort } = this.#context;
    at(`${this.#sample.name}, ${how}`);
    const fs = before.clone();
    const moments = await this.#openingOf(fs);
    const evidence = evidenceIn(moments.at(-1)?.fs ?? fs);
    require(!isTorn || evidence.size === 1, 'the cut bytes are kept', () => [...evidence.keys()]);
    for (const { fs: moment, what } of moments) {
      const pending = moment.pending();
      const { names, bytes } = OUTCOMES[effort];
      for (const choice of outcomesOf(pending, random, pending.sectors === 0 ? names : bytes)) {
        at(`${this.#sample.name}, an opening ${how}, ${what}, then a crash that leaves ${JSON.stringify(choice)}`);
        const left = moment.crash(choice);
        const again = await this.#opener.open(left);
        require(again.isOpen && again.version === version, `there is version ${version}`, () => again);
        requireKept(evidence, evidenceIn(left));
        count('crashes in openings');
      }
    }
  }

  /** The machine before each changing call of an opening. */
  async #openingOf(before: SimulatedFileSystem): Promise<readonly Moment[]> {
    const moments: Moment[] = [];
    const fs = before.clone();
    fs.onCall(({ kind, path, index }) => {
      if (isChanging(kind)) moments.push({ fs: fs.clone(), kind, what: `call ${index}, ${kind} of ${path}` });
      return undefined;
    });
    const whole = await this.#opener.open(fs);
    require(whole.isOpen, 'a directory after a crash is opened', () => whole);
    return moments;
  }
}

function requireKept(evidence: ReadonlyMap<string, Uint8Array>, kept: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of evidence) {
    const found = kept.get(path);
    const isSame = found !== undefined && Buffer.compare(found, bytes) === 0;
    require(isSame, `the cut bytes are kept in ${path}`, () => [...kept.keys()]);
  }
}

function evidenceIn(fs: SimulatedFileSystem): ReadonlyMap<string, Uint8Array> {
  return new Map([...fs.files()].filter(([path]) => path.includes('/torn-')));
}
