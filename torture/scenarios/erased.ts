/**
 * T4 with zeros: each sector and each frame of the log is zeroed. A crash also leaves zeros in a sector that was never
 * written, so recovery depends on what proves that it was written.
 */

import { Opener } from '../damage/attempt.js';
import { edit } from '../damage/files.js';
import { CLOSE, HEADER_BYTES, type Layout, layoutOf, SECTOR_BYTES, type SegmentPlace } from '../damage/layout.js';
import { firstNeeded } from '../damage/regions.js';
import { makeSample, SAMPLE_NAMES, type Sample } from '../damage/sample.js';
import { VirtualClock } from '../framework/clock.js';
import type { Context, Scenario } from '../framework/scenario.js';
import { require } from '../framework/violation.js';

export const erased: Scenario = {
  name: 'erased',
  proves: 'zeros are refused wherever something proves that data was on the device there',
  run: async (context) => {
    const clock = new VirtualClock(context.runtime);
    for (const name of SAMPLE_NAMES) {
      // A snapshot contains what is erased there.
      if (name === 'saved') continue;
      const sample = await makeSample(context.runtime, name);
      await clock.during(() => new Erasing(context, clock, sample).run());
    }
  },
};

class Erasing {
  readonly #context: Context;
  readonly #sample: Sample;
  readonly #layout: Layout;
  readonly #opener: Opener;

  constructor(context: Context, clock: VirtualClock, sample: Sample) {
    this.#context = context;
    this.#sample = sample;
    this.#layout = layoutOf(sample.fs);
    this.#opener = new Opener(context.runtime, clock);
  }

  async run(): Promise<void> {
    const needed = firstNeeded(this.#layout, this.#sample.fs.files());
    for (const segment of this.#layout.segments) {
      if (segment.firstVersion < needed) continue;
      for (let from = 0; from < segment.end; from += SECTOR_BYTES) {
        await this.#erase(segment, from, Math.min(from + SECTOR_BYTES, segment.end));
      }
      for (const { offset, end } of segment.frames) {
        await this.#erase(segment, offset, end);
        // The end mark, which may be the only byte of a sector that is not zero.
        await this.#erase(segment, end - 1, end);
      }
    }
  }

  async #erase(segment: SegmentPlace, from: number, to: number): Promise<void> {
    const { path, frames } = segment;
    const { last, firstUnproven } = this.#layout;
    const { at, count } = this.#context;
    at(`${this.#sample.name}, zeros from ${from} to ${to} of ${path}`);
    const fs = this.#sample.fs.clone();
    edit(fs, path, (bytes) => bytes.fill(0, from, to));
    const attempt = await this.#opener.open(fs);
    if (!attempt.isOpen) {
      const { code, path: said, case: label } = attempt.error;
      require(code === 'CORRUPT' && said === path, `${path} is reported as corrupt`, () => attempt);
      const isSchema = from >= HEADER_BYTES && from < (frames[0]?.end ?? 0);
      require(!isSchema || label === 'B1', 'a schema was on the device before its segment had a name', () => attempt);
      return count(`refused, case ${label}`);
    }
    const { version } = attempt;
    const hit = frames.find(({ end }) => from < end);
    // The log looked like this before the last frames were written, and nothing proves that they were.
    const isCutOff = segment === last && to === segment.end && frames.some(({ offset }) => offset >= from);
    const isUnproven = segment === last && firstUnproven !== undefined && to > firstUnproven.offset;
    // A seal or a close contains only the proof itself.
    const isProof = segment === last && hit?.type !== undefined && hit.type >= CLOSE - 1 && frames.at(-1) === hit;
    require(isCutOff || isUnproven || isProof, 'missing data that was on the device is noticed', () => attempt);
    const expected = hit === undefined ? this.#sample.version : hit.firstVersion - 1;
    require(version === expected, `everything before is there, up to version ${expected}`, () => version);
    count('opened without the end');
  }
}
