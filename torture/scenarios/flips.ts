/** T4: each bit of each file is flipped, one at a time. */

import { type Attempt, isSameDisk, Opener } from '../damage/attempt.js';
import { type Layout, layoutOf } from '../damage/layout.js';
import { type Region, regionsOf } from '../damage/regions.js';
import { DIRECTORY, makeSample, SAMPLE_NAMES, type Sample } from '../damage/sample.js';
import { VirtualClock } from '../framework/clock.js';
import type { Random } from '../framework/random.js';
import type { Context, Scenario } from '../framework/scenario.js';
import { require } from '../framework/violation.js';

/** Flips in each sample of a short run. */
const SHORT_FLIPS = 300;
/** One of so many refusals is checked to change nothing, and one of so many openings is continued. */
const LOOK_ONE_IN = 20;

export const flips: Scenario = {
  name: 'flips',
  proves: 'a flipped bit leads to the same state, to a refusal that names the file, or to a torn last group',
  run: async (context) => {
    const clock = new VirtualClock(context.runtime);
    const samples: FlippedSample[] = [];
    for (const name of SAMPLE_NAMES) {
      samples.push(new FlippedSample(context, clock, await makeSample(context.runtime, name)));
    }
    await clock.during(async () => {
      if (context.effort === 'short') await flipSome(context, samples);
      else await flipAll(context, samples);
    });
  },
};

/** The same number in each region, because a few regions contain most bits. */
async function flipSome({ random }: Context, samples: readonly FlippedSample[]): Promise<void> {
  for (const sample of samples) {
    const { regions } = sample;
    for (let i = 0; i < SHORT_FLIPS; i++) {
      const region = regions[i % regions.length] as Region;
      await sample.flip(region, region.from * 8 + random.below(bitsIn(region)));
    }
  }
}

/** All bits, in scattered order, so that a short run also covers all regions. */
async function flipAll(context: Context, samples: readonly FlippedSample[]): Promise<void> {
  const all = samples.flatMap((sample) => sample.regions.map((region) => ({ sample, region })));
  const count = all.reduce((sum, { region }) => sum + bitsIn(region), 0);
  context.count('bits', count);
  const step = strideThrough(count, context.random);
  let at = context.random.below(count);
  for (let done = 0; done < count; done++) {
    if (!context.hasTime()) return context.count('bits not tried for lack of time', count - done);
    at = (at + step) % count;
    let bit = at;
    const found = all.find(({ region }) => {
      if (bit < bitsIn(region)) return true;
      bit -= bitsIn(region);
      return false;
    });
    require(found !== undefined, 'each bit is in a region');
    await found.sample.flip(found.region, found.region.from * 8 + bit);
  }
}

function bitsIn({ from, to }: Region): number {
  return (to - from) * 8;
}

/** A step that visits all of `count` places, modulo `count`, before it repeats one. */
function strideThrough(count: number, random: Random): number {
  let step = Math.floor(count / 3) + random.below(Math.floor(count / 3));
  while (greatestCommonDivisor(step, count) !== 1) step++;
  return step;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

class FlippedSample {
  readonly regions: readonly Region[];
  readonly #context: Context;
  readonly #sample: Sample;
  readonly #layout: Layout;
  readonly #opener: Opener;
  readonly #files: ReadonlyMap<string, Uint8Array>;

  constructor(context: Context, clock: VirtualClock, sample: Sample) {
    this.#context = context;
    this.#sample = sample;
    this.#layout = layoutOf(sample.fs);
    this.#files = sample.fs.files();
    this.#opener = new Opener(context.runtime, clock);
    this.regions = regionsOf(this.#layout, this.#files);
  }

  /** Flips a bit, counted from the beginning of the region's file, and opens the directory. */
  async flip(region: Region, bit: number): Promise<void> {
    const context = this.#context;
    const sample = this.#sample;
    const { path, name } = region;
    context.at(`${sample.name}, bit ${bit % 8} of byte ${Math.floor(bit / 8)} of ${path} (${name})`);
    const fs = sample.fs.clone();
    const bytes = (this.#files.get(path) ?? new Uint8Array()).slice();
    const at = Math.floor(bit / 8);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
    fs.writeRaw(path, bytes);
    const isLookedAt = context.random.oneIn(LOOK_ONE_IN);
    const before = isLookedAt ? fs.clone() : fs;
    const attempt = await this.#opener.open(fs);
    context.count('flips');
    context.count(`${name}: ${this.#verdict(region, at, attempt)}`);
    if (!isLookedAt) return;
    if (attempt.isOpen) await this.#opener.goOn(fs);
    else require(isSameDisk(before, fs), 'a refusal changes nothing');
  }

  #verdict({ path }: Region, at: number, attempt: Attempt): string {
    if (!attempt.isOpen) {
      const { error } = attempt;
      require(error.code === 'CORRUPT' && error.path === path, `${path} is reported as corrupt`, () => error);
      const isThere = error.offset === undefined || error.offset <= at;
      require(isThere, 'the reported damage does not begin after the flipped bit', () => error);
      return `refused, ${error.case}`;
    }
    const { version, report } = attempt;
    const { dropped, setAside = [] } = report ?? {};
    for (const { file } of setAside)
      require(`${DIRECTORY}/${file}` === path, 'intact snapshots are not set aside', () => setAside);
    if (dropped !== null && dropped !== undefined) {
      require(path === this.#layout.last.path, 'only the last segment can be torn', () => dropped);
    }
    const label = [dropped?.case, ...setAside.map((one) => one.case)].filter((one) => one !== undefined).join(', ');
    if (version === this.#sample.version) return label === '' ? 'same state' : `same state, ${label}`;
    this.#requireTornGroup(at, version, attempt);
    // No crash leaves a flipped bit. It looks like a crash only if the rest of that sector is zero, before or after the
    // flip.
    require(dropped?.case === 'B7' || dropped?.case === 'B8', 'damage to a payload does not count as a crash', () =>
      attempt);
    return `torn, ${label}`;
  }

  /** Only groups that are not proven to be synced may be missing: the damaged group and those after it. */
  #requireTornGroup(at: number, version: number, attempt: Attempt): void {
    const { last, firstUnproven } = this.#layout;
    const isUnproven = firstUnproven !== undefined && at >= firstUnproven.offset;
    require(isUnproven, 'only groups that are not proven to be synced can be torn', () => attempt);
    const hit = last.frames.find(({ end }) => at < end);
    const expected = hit === undefined ? this.#sample.version : hit.firstVersion - 1;
    require(version === expected, `everything before the damaged group is there, up to ${expected}`, () => attempt);
  }
}
