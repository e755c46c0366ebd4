/** T2 in the middle of an opening: the machine goes off while recovery puts things in order. */

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
/** Where only names are at stake, more outcomes are worth a look: most are the same. */
const OUTCOMES = { short: { names: 6, bytes: 1 }, long: { names: 50, bytes: 50 } } as const;

export const repairs: Scenario = {
  name: 'repairs',
  proves:
    'a loss of power while a torn end is put away changes nothing about the outcome, and what was cut off is kept',
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
  proves:
    'a loss of power in an opening changes nothing about the outcome, also when another opening had failed before',
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
    require(firstUnproven !== undefined, 'there is something that was not synced');
    const torn = fs.clone();
    // The end mark is all that is missing.
    edit(torn, last.path, (bytes) => bytes.fill(0, firstUnproven.end - 1, firstUnproven.end));
    await this.#crashOpening('with a torn end', torn, firstUnproven.firstVersion - 1, true);
  }

  async afterCrashes(): Promise<void> {
    const { fs, version } = this.#sample;
    for (const moment of await this.#openingOf(fs)) {
      // The newest segment has its name then, and the manifest does not say so yet.
      if (moment.kind !== 'create' || !moment.what.includes('MANIFEST')) continue;
      const left = moment.fs.crash({ sectors: 'all', entries: 'all' });
      await this.#crashOpening(`after a crash at ${moment.what}`, left, version);
    }
  }

  /** The names that a directory's failed sync has dropped are there until the machine goes off; nothing may be built on them. */
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

  /** Crashes an opening at each of its calls; the next one must come to the same. */
  async #crashOpening(how: string, before: SimulatedFileSystem, version: number, isTorn = false): Promise<void> {
    const { random, at, count, effort } = this.#context;
    at(`${this.#sample.name}, ${how}`);
    const fs = before.clone();
    const moments = await this.#openingOf(fs);
    const evidence = evidenceIn(moments.at(-1)?.fs ?? fs);
    require(!isTorn || evidence.size === 1, 'what was cut off is kept', () => [...evidence.keys()]);
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

  /** What the machine was like before each call of an opening that changes something. */
  async #openingOf(before: SimulatedFileSystem): Promise<readonly Moment[]> {
    const moments: Moment[] = [];
    const fs = before.clone();
    fs.onCall(({ kind, path, index }) => {
      if (isChanging(kind)) moments.push({ fs: fs.clone(), kind, what: `call ${index}, ${kind} of ${path}` });
      return undefined;
    });
    const whole = await this.#opener.open(fs);
    require(whole.isOpen, 'what a crash has left is opened', () => whole);
    return moments;
  }
}

function requireKept(evidence: ReadonlyMap<string, Uint8Array>, kept: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of evidence) {
    const found = kept.get(path);
    const isSame = found !== undefined && Buffer.compare(found, bytes) === 0;
    require(isSame, `what was cut off is kept in ${path}`, () => [...kept.keys()]);
  }
}

function evidenceIn(fs: SimulatedFileSystem): ReadonlyMap<string, Uint8Array> {
  return new Map([...fs.files()].filter(([path]) => path.includes('/torn-')));
}
