/** T3: what was not synced is cut off at every byte, with and without zeros in its place, and loses every sector. */

import type { RecoveryReport } from '@ecsdb/runtime';
import type { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { Opener } from '../damage/attempt.js';
import { FRAME_HEADER_BYTES, type FramePlace, type Layout, layoutOf, SECTOR_BYTES } from '../damage/layout.js';
import { DIRECTORY, makeSample, type Sample, type SampleName } from '../damage/sample.js';
import { VirtualClock } from '../framework/clock.js';
import type { Context, Scenario } from '../framework/scenario.js';
import { require } from '../framework/violation.js';

/** One of so many torn directories is also gone on with. */
const USE_ONE_IN = { short: 100, long: 10 } as const;
/** In a short run, one of so many bytes is cut at. */
const PLACE_ONE_IN = 5;

export const torn: Scenario = {
  name: 'torn',
  proves: 'whatever is missing of frames that were not synced, the versions before are there, and the bytes are kept',
  run: async (context) => {
    await tearSample(context, 'crashed');
    await tearSample(context, 'unsynced');
    if (context.effort === 'long') await tearSample(context, 'young');
  },
};

async function tearSample(context: Context, name: SampleName): Promise<void> {
  const sample = await makeSample(context.runtime, name);
  const tearing = new Tearing(context, sample);
  await tearing.clock.during(() => tearing.run());
}

class Tearing {
  readonly clock: VirtualClock;
  readonly #context: Context;
  readonly #sample: Sample;
  readonly #layout: Layout;
  readonly #opener: Opener;
  /** The last segment as it is. */
  readonly #bytes: Uint8Array;
  /** The frames that nothing proves to have been synced. */
  readonly #unproven: readonly FramePlace[];

  constructor(context: Context, sample: Sample) {
    this.clock = new VirtualClock(context.runtime);
    this.#context = context;
    this.#sample = sample;
    this.#opener = new Opener(context.runtime, this.clock);
    const layout = layoutOf(sample.fs);
    this.#layout = layout;
    this.#bytes = sample.fs.readRaw(layout.last.path);
    const { firstUnproven } = layout;
    require(firstUnproven !== undefined, 'there is something that was not synced');
    this.#unproven = layout.last.frames.filter(({ offset }) => offset >= firstUnproven.offset);
  }

  async run(): Promise<void> {
    const start = this.#unproven[0]?.offset ?? 0;
    const { end } = this.#layout.last;
    const { random, effort, hasTime } = this.#context;
    for (let at = start; at < end && hasTime(); at++) {
      if (effort === 'short' && !random.oneIn(PLACE_ONE_IN)) continue;
      await this.#check(this.#bytes.slice(0, at), `cut at ${at}`);
      await this.#check(zeroed(this.#bytes, at, this.#bytes.length), `zeros from ${at} on`);
    }
    const first = Math.floor(start / SECTOR_BYTES);
    const count = Math.ceil(end / SECTOR_BYTES) - first;
    for (let lost = 1; lost < 2 ** count && hasTime(); lost++) {
      const left = this.#withoutSectors(start, first, lost);
      await this.#check(left, `without sectors ${lost.toString(2)}`);
      await this.#check(
        left.slice(0, end),
        `without sectors ${lost.toString(2)}, in a file that ends with its last frame`,
      );
    }
  }

  /** A sector that was never written still holds what was there before: the frames that were synced, then zeros. */
  #withoutSectors(start: number, first: number, lost: number): Uint8Array {
    let left = this.#bytes;
    for (let i = 0; 2 ** i <= lost; i++) {
      if ((lost & (2 ** i)) === 0) continue;
      const from = (first + i) * SECTOR_BYTES;
      left = zeroed(left, Math.max(start, from), Math.min(left.length, from + SECTOR_BYTES));
    }
    return left;
  }

  async #check(left: Uint8Array, what: string): Promise<void> {
    const { context, path } = { context: this.#context, path: this.#layout.last.path };
    context.at(`${this.#sample.name}, ${what}`);
    const fs = this.#sample.fs.clone();
    fs.writeRaw(path, left);
    const broken = this.#unproven.find(({ offset, end }) => !isSame(left, this.#bytes, offset, end));
    const attempt = await this.#opener.open(fs);
    require(attempt.isOpen, 'a torn end is no reason to refuse what is before it', () => attempt);
    const expected = broken === undefined ? this.#sample.version : broken.firstVersion - 1;
    require(attempt.version === expected, `version ${expected} is there, and nothing later`, () => attempt.version);
    const label = broken === undefined ? 'whole' : this.#checkReport(fs, left, broken, attempt.report);
    context.count(`${this.#sample.name}: ${label}`);
    if (context.random.oneIn(USE_ONE_IN[context.effort])) await this.#opener.goOn(fs);
  }

  /** The report says what was dropped, and the file with the evidence holds it; answers the case. */
  #checkReport(
    fs: SimulatedFileSystem,
    left: Uint8Array,
    broken: FramePlace,
    report: RecoveryReport | undefined,
  ): string {
    const label = caseOf(left, this.#bytes, broken);
    const { dropped } = report ?? {};
    const end = endOfEvidence(left, broken.offset);
    const evidence = evidencePaths(fs);
    if (label === undefined) {
      require(dropped === null && evidence.length === 0, 'where there are only zeros, nothing is dropped', () =>
        dropped);
      return 'nothing but zeros';
    }
    require(dropped !== null && dropped !== undefined, 'the report tells of what was dropped');
    const { path } = this.#layout.last;
    require(dropped.case === label, `the case is ${label}`, () => dropped);
    require(`${DIRECTORY}/${dropped.file}` === path && dropped.offset === broken.offset, 'the place is said', () =>
      dropped);
    require(dropped.firstVersion === broken.firstVersion, 'the versions are said', () => dropped);
    require(dropped.bytes === end - broken.offset, `${end - broken.offset} bytes were dropped`, () => dropped);
    require(evidence.length === 1 && evidence[0] === `${DIRECTORY}/${dropped.evidence}`, 'there is evidence', () =>
      evidence);
    const kept = fs.readRaw(evidence[0] ?? '');
    const isExact = Buffer.compare(kept, left.subarray(broken.offset, end)) === 0;
    require(isExact, 'the evidence is exactly what was dropped', () => kept.length);
    return `torn, case ${label}`;
  }
}

/** The case of the first broken frame, from the table in docs/format.md; undefined when there is nothing at all. */
function caseOf(left: Uint8Array, whole: Uint8Array, { offset, end }: FramePlace): string | undefined {
  const headerEnd = offset + FRAME_HEADER_BYTES;
  const isHeaderWhole = isSame(left, whole, offset, headerEnd);
  if (isZero(left, offset, left.length)) return undefined;
  if (left.length < (isHeaderWhole ? end : headerEnd)) return 'B4';
  if (isHeaderWhole) return left[end - 1] === 0 ? 'B5' : 'B6';
  return isZero(left, headerEnd - 1, left.length) ? 'B7' : 'B8';
}

/** Behind the last sector that is not all zero. */
function endOfEvidence(left: Uint8Array, offset: number): number {
  let end = left.length;
  while (end > offset && left[end - 1] === 0) end--;
  return Math.min(left.length, Math.ceil(end / SECTOR_BYTES) * SECTOR_BYTES);
}

function evidencePaths(fs: SimulatedFileSystem): string[] {
  return [...fs.files().keys()].filter((path) => path.includes('/torn-'));
}

function zeroed(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const copy = bytes.slice();
  copy.fill(0, from, to);
  return copy;
}

function isSame(one: Uint8Array, other: Uint8Array, from: number, to: number): boolean {
  return Buffer.compare(one.subarray(from, to), other.subarray(from, to)) === 0;
}

function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  return bytes.subarray(from, to).every((byte) => byte === 0);
}
