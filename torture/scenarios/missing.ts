/** T5, one kind of damage at a time: needed files are missing, cut, older, or of another database. */

import type { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { isSameDisk, Opener } from '../damage/attempt.js';
import { bring, edit, editHeader } from '../damage/files.js';
import { HEADER_BYTES, type Layout, layoutOf } from '../damage/layout.js';
import { firstNeeded } from '../damage/regions.js';
import { makeSample, SAMPLE_NAMES, type Sample } from '../damage/sample.js';
import { VirtualClock } from '../framework/clock.js';
import type { Context, Scenario } from '../framework/scenario.js';
import { require } from '../framework/violation.js';

const NEWEST_SEGMENT_IN_MANIFEST = 56;
const WINDOW_END_IN_SNAPSHOT = 64;

export const missing: Scenario = {
  name: 'missing',
  proves: 'a needed file that is missing, cut, older or of another database is noticed',
  run: async (context) => {
    const clock = new VirtualClock(context.runtime);
    for (const name of SAMPLE_NAMES) {
      const sample = await makeSample(context.runtime, name);
      const stranger = await makeSample(context.runtime, name);
      await clock.during(() => new Missing(context, clock, sample, stranger.fs).run());
    }
  },
};

type Change = (fs: SimulatedFileSystem) => void;

class Missing {
  readonly #context: Context;
  readonly #sample: Sample;
  readonly #stranger: SimulatedFileSystem;
  readonly #layout: Layout;
  readonly #opener: Opener;

  constructor(context: Context, clock: VirtualClock, sample: Sample, stranger: SimulatedFileSystem) {
    this.#context = context;
    this.#sample = sample;
    this.#stranger = stranger;
    this.#layout = layoutOf(sample.fs);
    this.#opener = new Opener(context.runtime, clock);
  }

  async run(): Promise<void> {
    const { manifest, segments, snapshots, last } = this.#layout;
    const needed = firstNeeded(this.#layout, this.#sample.fs.files());
    await this.#refuses('the manifest is gone', (fs) => fs.remove(manifest));
    for (const { path, firstVersion } of segments) {
      await this.#refuses(`${path} is another database's`, (fs) => bring(fs, path, this.#stranger));
      if (firstVersion >= needed) await this.#refuses(`${path} is gone`, (fs) => fs.remove(path));
    }
    for (const path of snapshots) {
      await this.#refuses(`${path} is another database's`, (fs) => bring(fs, path, this.#stranger));
    }
    for (const path of snapshots) await this.#doesWithout(path);
    await this.#refuses(
      'the manifest does not name the newest segment yet',
      named(manifest, sequenceOf(last.path) - 1),
    );
    await this.#refuses('the manifest is two segments behind', named(manifest, sequenceOf(last.path) - 2));
    await this.#cutBetweenFrames(needed);
    await this.#goBackBefore(snapshots[0]);
    if (snapshots.length === 0)
      await this.#refuses('the first segment is gone', (fs) => fs.remove(segments[0]?.path ?? ''));
    else await this.#refuses('all snapshots are gone', (fs) => snapshots.forEach((path) => void fs.remove(path)));
  }

  /** No byte of a segment with a successor may be missing, whether the cut is between two frames or not. */
  async #cutBetweenFrames(needed: number): Promise<void> {
    const { segments, last } = this.#layout;
    for (const { path, frames, firstVersion } of segments) {
      if (path === last.path || firstVersion < needed) continue;
      for (const { offset } of frames) {
        await this.#refuses(`${path} has zeros from ${offset} on`, (fs) =>
          edit(fs, path, (bytes) => bytes.fill(0, offset)),
        );
      }
    }
  }

  /** The end of the log is missing, back to a version that a snapshot contains. */
  async #goBackBefore(oldest: string | undefined): Promise<void> {
    if (oldest === undefined) return;
    const snapshot = this.#sample.fs.readRaw(oldest);
    const windowEnd = Number(
      new DataView(snapshot.buffer, snapshot.byteOffset).getBigUint64(WINDOW_END_IN_SNAPSHOT, true),
    );
    const { segments, snapshots, manifest } = this.#layout;
    const at = segments.findLastIndex(({ firstVersion }) => firstVersion <= windowEnd);
    const segment = segments[at];
    const frame = segment?.frames.find(({ type, lastVersion }) => type === 1 && lastVersion >= windowEnd);
    if (segment === undefined || frame === undefined) return;
    await this.#refuses(`the log ends before ${oldest}`, (fs) => {
      for (const later of segments.slice(at + 1)) fs.remove(later.path);
      for (const other of snapshots.slice(1)) fs.remove(other);
      named(manifest, sequenceOf(segment.path))(fs);
      edit(fs, segment.path, (bytes) => bytes.fill(0, frame.offset));
    });
  }

  /** If one of the snapshots is damaged, the other one is enough. */
  async #doesWithout(snapshot: string): Promise<void> {
    this.#context.at(`${this.#sample.name}, ${snapshot} is damaged`);
    const fs = this.#sample.fs.clone();
    edit(fs, snapshot, (bytes) => bytes.fill(0, HEADER_BYTES));
    const attempt = await this.#opener.open(fs);
    const isSame = attempt.isOpen && attempt.version === this.#sample.version;
    require(isSame, 'without one of the snapshots, no version is lost', () => attempt);
    this.#context.count('snapshots that were not needed');
  }

  async #refuses(what: string, change: Change): Promise<void> {
    this.#context.at(`${this.#sample.name}, ${what}`);
    const fs = this.#sample.fs.clone();
    change(fs);
    const before = fs.clone();
    const attempt = await this.#opener.open(fs);
    require(!attempt.isOpen && attempt.error.code === 'CORRUPT', `where ${what}, opening is refused`, () => attempt);
    require(isSameDisk(before, fs), 'a refusal changes nothing');
    this.#context.count(`refused, case ${attempt.error.case}`);
  }
}

function sequenceOf(segment: string): number {
  return Number(/wal-(\d+)-/.exec(segment)?.[1]);
}

/** Changes the manifest to name another segment as the newest. */
function named(manifest: string, sequence: number): Change {
  return (fs) =>
    editHeader(fs, manifest, (header) => header.setBigUint64(NEWEST_SEGMENT_IN_MANIFEST, BigInt(sequence), true));
}
