/** T5 within a segment: whole intact frames in wrong places. */

import { Opener } from '../damage/attempt.js';
import { edit } from '../damage/files.js';
import { type Forged, frameOf, sealAfter, withFrame } from '../damage/forge.js';
import {
  CLOSE,
  FRAME_HEADER_BYTES,
  type FramePlace,
  type Layout,
  layoutOf,
  SEAL,
  SECTOR_BYTES,
  type SegmentPlace,
  TRANSACTIONS,
} from '../damage/layout.js';
import { firstNeeded } from '../damage/regions.js';
import { makeSample, type Sample, type SampleName } from '../damage/sample.js';
import { VirtualClock } from '../framework/clock.js';
import type { Context, Scenario } from '../framework/scenario.js';
import { require } from '../framework/violation.js';

const SAMPLES: readonly SampleName[] = ['closed', 'sealed', 'unsynced', 'young'];

/** Another log has the same one with a probability of 2^-32. */
const OTHER_SALT = 0x5eed5eed;

export const frames: Scenario = {
  name: 'frames',
  proves: 'an intact frame in the wrong place is refused, and a frame of another segment proves nothing',
  run: async (context) => {
    const clock = new VirtualClock(context.runtime);
    for (const name of SAMPLES) {
      const sample = await makeSample(context.runtime, name);
      await clock.during(() => new Misplacing(context, clock, sample).run());
    }
  },
};

class Misplacing {
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
    const { last, segments } = this.#layout;
    const needed = firstNeeded(this.#layout, this.#sample.fs.files());
    for (const segment of segments) {
      if (segment.firstVersion < needed) continue;
      for (const [i, frame] of segment.frames.entries()) {
        if (segment !== last || i < segment.frames.length - 1) await this.#refuses('removed', segment, frame, []);
        await this.#refuses('doubled', segment, frame, [frame, frame]);
        const next = segment.frames[i + 1];
        if (next === undefined) continue;
        const both = { ...frame, end: next.end };
        await this.#refuses('exchanged with the next one', segment, both, [next, frame]);
      }
    }
    await this.#refuseForged(last);
    if (this.#layout.firstUnproven !== undefined) await this.#tearBeforeStranger(this.#layout.firstUnproven);
  }

  /** Other frames replace one. */
  async #refuses(
    what: string,
    segment: SegmentPlace,
    place: FramePlace,
    instead: readonly FramePlace[],
  ): Promise<void> {
    const { path } = segment;
    await this.#refusesEdit(`the frame at ${place.offset} of ${path} ${what}`, path, (bytes) => {
      const parts = instead.map(({ offset, end }) => bytes.subarray(offset, end));
      return Buffer.concat([bytes.subarray(0, place.offset), ...parts, bytes.subarray(place.end)]);
    });
  }

  async #refuseForged(last: SegmentPlace): Promise<void> {
    const right = sealAfter(last);
    const isClosed = last.frames.at(-1)?.type === CLOSE;
    const proven = Math.max(last.firstVersion - 1, ...last.frames.map(({ durableVersion }) => durableVersion));
    const wrong: readonly (readonly [string, Forged])[] = [
      ['that leaves out a version', { ...right, firstVersion: right.firstVersion + 1 }],
      ['that tells a version twice', { ...right, firstVersion: right.firstVersion - 1, durableVersion: proven - 1 }],
      ['that knows less than the one before', { ...right, durableVersion: proven - 1 }],
      ['that knows more than there is', { ...right, durableVersion: right.firstVersion }],
      ['without an end mark', { ...right, hasEndMark: false }],
      ['of type 0', { ...right, type: 0 }],
      ['of transactions without any', { ...right, type: TRANSACTIONS }],
      ['with a second schema', { ...right, type: 2 }],
      ...(isClosed ? [['behind the close', right] as const] : []),
    ];
    if (isClosed) {
      await this.#refusesEdit('something behind the close', last.path, (bytes) =>
        bytes.fill(1, last.end, last.end + 8),
      );
    }
    for (const [what, forged] of wrong) {
      await this.#refusesEdit(`a frame ${what}`, last.path, (bytes) => withFrame(bytes, last, forged));
    }
  }

  async #refusesEdit(what: string, path: string, change: (bytes: Uint8Array) => Uint8Array): Promise<void> {
    this.#context.at(`${this.#sample.name}, ${what}`);
    const fs = this.#sample.fs.clone();
    edit(fs, path, change);
    const attempt = await this.#opener.open(fs);
    require(!attempt.isOpen && attempt.error.code === 'CORRUPT', `${what} is refused`, () => attempt);
    this.#context.count(`refused, case ${attempt.error.case}`);
  }

  /**
   * The header of a frame was never written, and its data contain a frame of another log, as in an application that
   * stores copies of logs. That frame must not count as a proof that anything here was synced.
   */
  async #tearBeforeStranger(torn: FramePlace): Promise<void> {
    const { path } = this.#layout.last;
    this.#context.at(`${this.#sample.name}, a frame of another log in unsynced data`);
    const fs = this.#sample.fs.clone();
    const version = this.#sample.version + 1000;
    const seal = { type: SEAL, firstVersion: version, durableVersion: version - 1, hasEndMark: true };
    edit(fs, path, (bytes) => {
      bytes.fill(0, torn.offset);
      const behind = Math.ceil((torn.offset + FRAME_HEADER_BYTES) / SECTOR_BYTES) * SECTOR_BYTES;
      bytes.set(frameOf(OTHER_SALT, 0, seal), behind);
      return bytes;
    });
    const attempt = await this.#opener.open(fs);
    const isTorn = attempt.isOpen && attempt.version === torn.firstVersion - 1;
    require(isTorn, 'a frame of another log proves nothing', () => attempt);
    this.#context.count('frames of another log that prove nothing');
  }
}
