/** Writes the log: frames into segments, one segment after the other, in the order of docs/format.md. */

import { assert } from '../errors.js';
import { type FileSystem, isNoSpace } from '../fs/index.js';
import { type FileIdentity, randomSalt, setU64 } from './file-header.js';
import {
  FRAME_CHECKPOINT,
  FRAME_CLOSE,
  FRAME_FIRST_VERSION,
  FRAME_SEAL,
  FRAME_TRANSACTION_COUNT,
  frameBytes,
} from './format.js';
import { encodeFrame, lengthOfFrame } from './frame.js';
import { getU16At, getU64At } from './integers.js';
import { makeFilledSegment, makeSegment } from './make-segment.js';
import { writeManifest } from './manifest.js';
import { parseSegmentName } from './names.js';
import type { OpenSegment } from './open-segment.js';
import type { SegmentEnd, SegmentFields } from './segment-header.js';

/** Bytes of the first segment after an opening, which is filled while somebody waits. */
const FIRST_SEGMENT_BYTES = 256 * 1024;

const CHECKPOINT_BYTES = 16;
const NOTHING: Uint8Array = new Uint8Array(0);

/** Room that groups leave in a segment, so that a log that fills the device can still be sealed and closed. */
const RESERVED_BYTES: number = frameBytes(CHECKPOINT_BYTES) + frameBytes(0) + frameBytes(0);

export interface LogWriterOptions {
  readonly directory: string;
  readonly databaseId: string;
  readonly epoch: number;
  /** When the database was created, milliseconds since 1970. */
  readonly createdMs: number;
  readonly schema: { readonly hash: string; readonly version: string; readonly json: Uint8Array };
  /** Of a segment, once the log has one made ahead. */
  readonly segmentBytes: number;
  /** Where the newest segment ends, which is on the device; zeros if there is none. */
  readonly previous: SegmentEnd;
  /** The last version that is in the log or in the snapshot. */
  readonly lastVersion: number;
}

/**
 * Any error but "no space" is the end of it: the writer throws that error again whatever it is asked, because nobody knows what is on the
 * device. After "no space" everything can be tried again.
 */
export class LogWriter {
  /** Bytes of the argument of the last `write` that are in the log, whole frames; the rest may be written again. */
  consumed = 0;

  readonly #fs: FileSystem;
  readonly #options: LogWriterOptions;
  #segment: OpenSegment | undefined;
  #isOpen = false;
  #writtenVersion: number;
  #durableVersion: number;
  #isSealed = false;
  /** True while the manifest does not name the segment yet, and nothing may be written to it. */
  #owesManifest = false;
  #hasFailed = false;
  #failure: unknown;

  /** Leaves the directory as it is. */
  constructor(fs: FileSystem, options: LogWriterOptions) {
    this.#fs = fs;
    this.#options = options;
    this.#writtenVersion = options.lastVersion;
    this.#durableVersion = options.lastVersion;
  }

  get writtenVersion(): number {
    return this.#writtenVersion;
  }

  /** The last version known to be on the device. */
  get durableVersion(): number {
    return this.#durableVersion;
  }

  /** Of the segment that is written to; 0 before `begin`. */
  get sequence(): number {
    return this.#segment?.sequence ?? 0;
  }

  /** Where in the segment the next frame goes, in bytes. */
  get position(): number {
    return this.#segment?.position ?? 0;
  }

  /** True while something written is not synced. */
  get isDirty(): boolean {
    return this.#segment?.isDirty ?? false;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Begins the first segment of this opening. An error is final, even for want of room. */
  begin(): void {
    assert(this.#segment === undefined && !this.#hasFailed, 'a log begins once');
    const { directory, previous, schema, segmentBytes } = this.#options;
    try {
      for (const name of this.#fs.list(directory)) {
        const other = parseSegmentName(name)?.sequence ?? 0;
        assert(other <= previous.sequence, 'no segment is beyond the one that recovery found last');
      }
      const bytes = Math.min(segmentBytes, FIRST_SEGMENT_BYTES);
      this.#segment = makeFilledSegment(this.#fs, directory, this.#fieldsAfter(previous), schema.json, bytes);
      this.#isOpen = true;
      this.#writeManifest(this.#segment);
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  /**
   * Writes frames that lie back to back and end with `lastVersion`; salt, checksums, durable version and chain are filled in in place.
   * What has found no room when this throws is to be given to the next `write`, or forgotten.
   *
   * Hot: once for each group.
   */
  write(frames: Uint8Array, lastVersion: number): void {
    this.consumed = 0;
    let segment = this.#ready();
    try {
      this.#settle(segment);
      while (this.consumed < frames.length) {
        const end = this.#endOfRun(segment, frames);
        if (end > this.consumed) this.#append(segment, frames, end);
        else segment = this.#rotate(segment);
      }
      assert(this.#writtenVersion === lastVersion, 'the frames of groups end with their last version');
    } catch (error) {
      throw this.#noted(error);
    }
  }

  /** Returns when everything written is on the device. */
  sync(): void {
    const segment = this.#ready();
    try {
      // sync-group
      this.#sync(segment);
    } catch (error) {
      throw this.#noted(error);
    }
  }

  /** Says, in a frame that is synced as well, that everything before it is durable; nothing if the last frame says so. */
  seal(): void {
    const segment = this.#ready();
    if (this.#isSealed) return;
    try {
      this.#settle(segment);
      // sync-group
      this.#sync(segment);
      this.#appendPlain(segment, FRAME_SEAL, NOTHING);
      // sync-seal
      this.#sync(segment);
      this.#isSealed = true;
    } catch (error) {
      throw this.#noted(error);
    }
  }

  /** Says that a snapshot with this window is in place. The frame is not synced. */
  checkpoint(windowStart: number, windowEnd: number): void {
    const segment = this.#ready();
    const payload = new Uint8Array(CHECKPOINT_BYTES);
    const view = new DataView(payload.buffer);
    setU64(view, 0, windowStart);
    setU64(view, 8, windowEnd);
    try {
      this.#settle(segment);
      this.#appendPlain(segment, FRAME_CHECKPOINT, payload);
    } catch (error) {
      throw this.#noted(error);
    }
  }

  /** Says that nothing follows, and lets go of the file. */
  close(): void {
    const segment = this.#ready();
    try {
      this.#settle(segment);
      // sync-group
      this.#sync(segment);
      this.#appendPlain(segment, FRAME_CLOSE, NOTHING);
      // sync-close
      this.#sync(segment);
    } catch (error) {
      throw this.#noted(error);
    }
    this.abandon();
  }

  /** Lets go of the file without another byte, also after a failure. */
  abandon(): void {
    if (this.#isOpen) this.#segment?.close();
    this.#isOpen = false;
  }

  #ready(): OpenSegment {
    if (this.#hasFailed) throw this.#failure;
    assert(this.#segment !== undefined && this.#isOpen, 'a log is written to between its beginning and its end');
    return this.#segment;
  }

  #noted(error: unknown): unknown {
    if (!isNoSpace(error)) this.#fail(error);
    return error;
  }

  #fail(error: unknown): void {
    this.#hasFailed = true;
    this.#failure = error;
  }

  /** Does what an earlier call had no room for. */
  #settle(segment: OpenSegment): void {
    if (segment.hasScrap) {
      segment.clearScrap();
      this.#durableVersion = this.#writtenVersion;
    }
    if (this.#owesManifest) this.#writeManifest(segment);
  }

  #sync(segment: OpenSegment): void {
    if (segment.isDirty) segment.sync();
    this.#durableVersion = this.#writtenVersion;
  }

  /** Where the frames end that have room in the segment. A segment without groups has room for one, however large it is. */
  #endOfRun(segment: OpenSegment, frames: Uint8Array): number {
    const start = this.consumed;
    const limit = start + segment.capacity - RESERVED_BYTES - segment.position;
    let version = this.#writtenVersion;
    let end = start;
    while (end < frames.length) {
      const next = end + lengthOfFrame(frames, end);
      if (next > limit && (end > start || segment.hasGroups)) break;
      assert(next <= frames.length, 'frames are whole');
      assert(getU64At(frames, end + FRAME_FIRST_VERSION) === version + 1, 'frames follow each other without gaps');
      version += transactionsIn(frames, end);
      end = next;
    }
    return end;
  }

  /** Writes frames at once or, if there is no room for all of them, as many as possible. */
  #append(segment: OpenSegment, frames: Uint8Array, end: number): void {
    try {
      this.#appendRun(segment, frames, end);
    } catch (error) {
      let next = this.consumed + lengthOfFrame(frames, this.consumed);
      if (!isNoSpace(error) || next === end) throw error;
      for (; next <= end; next += lengthOfFrame(frames, next)) this.#appendRun(segment, frames, next);
    }
  }

  #appendRun(segment: OpenSegment, frames: Uint8Array, end: number): void {
    segment.append(frames, this.consumed, end, this.#durableVersion);
    segment.hasGroups = true;
    this.#isSealed = false;
    for (let at = this.consumed; at < end; at += lengthOfFrame(frames, at)) {
      this.#writtenVersion += transactionsIn(frames, at);
    }
    this.consumed = end;
  }

  /** Frames without transactions begin no segment: they have their room, and make a file longer if it is used up. */
  #appendPlain(segment: OpenSegment, type: number, payload: Uint8Array): void {
    const frame = encodeFrame(type, payload, this.#writtenVersion + 1);
    segment.append(frame, 0, frame.length, this.#durableVersion);
    this.#isSealed = false;
  }

  /** Goes on in a new segment. Short of room, the old one stays, or the new one is in place and only the manifest is owed. */
  #rotate(segment: OpenSegment): OpenSegment {
    // sync-predecessor
    this.#sync(segment);
    const { directory, schema, segmentBytes } = this.#options;
    const fields = this.#fieldsAfter(segment.end(this.#writtenVersion));
    const next = makeSegment(this.#fs, directory, fields, schema.json, segmentBytes);
    segment.close();
    this.#segment = next;
    this.#isSealed = false;
    this.#writeManifest(next);
    return next;
  }

  #writeManifest({ sequence }: OpenSegment): void {
    this.#owesManifest = true;
    const { directory, createdMs } = this.#options;
    writeManifest(this.#fs, directory, { identity: this.#identity(), newestSegment: sequence, createdMs });
    this.#owesManifest = false;
  }

  #fieldsAfter(previous: SegmentEnd): SegmentFields {
    return {
      identity: this.#identity(),
      sequence: previous.sequence + 1,
      firstVersion: this.#writtenVersion + 1,
      previous,
      createdMs: Date.now(),
    };
  }

  #identity(): FileIdentity {
    const { databaseId, epoch, schema } = this.#options;
    return { databaseId, schemaHash: schema.hash, schemaVersion: schema.version, epoch, salt: randomSalt() };
  }
}

function transactionsIn(frames: Uint8Array, at: number): number {
  return getU16At(frames, at + FRAME_TRANSACTION_COUNT);
}
