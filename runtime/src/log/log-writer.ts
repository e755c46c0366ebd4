/** Writes the log: frames into segments, one segment after the other, in the order that docs/format.md describes. */

import { Directory, setU64 } from '../directory/index.js';
import { assert } from '../errors.js';
import { type FileSystem, isNoSpace } from '../fs/index.js';
import { CHECKPOINT_BYTES, FRAME_CHECKPOINT, FRAME_CLOSE, FRAME_SEAL } from './format.js';
import { encodeFrame, endOfRun, lengthOfFrame } from './frame.js';
import { LogTail, roomFor } from './log-tail.js';
import { type OpenSegment, openAtTail } from './open-segment.js';
import type { SegmentEnd } from './segment-header.js';
import { SegmentMaker, type SegmentMakerOptions } from './segment-maker.js';

const NOTHING: Uint8Array = new Uint8Array(0);

export interface LogWriterOptions extends SegmentMakerOptions {
  /** The end of the segment that the first one follows, which is on the device; all 0 if there is none. */
  readonly previous: SegmentEnd;
  /**
   * Sequence of the newest segment: that of `previous`, or the next one if a segment without transactions is to be
   * replaced.
   */
  readonly newestSegment?: number;
  /** The last version in the log or in the snapshot. */
  readonly lastVersion: number;
}

/**
 * After any error but "no space", the content of the device is unknown: the writer throws the same error at each
 * further call. After "no space", every call can be retried.
 */
export class LogWriter {
  /** Bytes of the last `write` that are in the log, in whole frames. The rest may be written again. */
  consumed = 0;

  readonly #directory: Directory;
  readonly #maker: SegmentMaker;
  readonly #previous: SegmentEnd;
  readonly #newestSegment: number;
  readonly #tail: LogTail;
  #segment: OpenSegment | undefined;
  #isOpen = false;
  #hasFailed = false;
  #failure: unknown;

  /** Changes nothing in the directory. Another thread may append groups through `tail` while this one does not run. */
  constructor(fs: FileSystem, options: LogWriterOptions, tail: LogTail = new LogTail()) {
    this.#directory = new Directory(fs, options.directory);
    this.#tail = tail;
    this.#maker = new SegmentMaker(fs, options, tail);
    this.#previous = options.previous;
    this.#newestSegment = options.newestSegment ?? options.previous.sequence;
    tail.writtenVersion = options.lastVersion;
    tail.durableVersion = options.lastVersion;
  }

  get writtenVersion(): number {
    return this.#tail.writtenVersion;
  }

  /** The last version known to be on the device. */
  get durableVersion(): number {
    return this.#tail.durableVersion;
  }

  /** Sequence of the segment that is being written; 0 before `begin`. */
  get sequence(): number {
    return this.#tail.sequence;
  }

  /** Position of the next frame in the segment, in bytes. */
  get position(): number {
    return this.#tail.position;
  }

  /** True while written bytes are not synced. */
  get isDirty(): boolean {
    return this.#tail.isDirty;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Begins the first segment of this opening. Every error is final, also "no space". */
  begin(): void {
    assert(this.#segment === undefined && !this.#hasFailed, 'a log begins once');
    try {
      this.#segment = this.#maker.first(this.#previous, this.#tail.writtenVersion, this.#newestSegment);
      this.#isOpen = true;
      // mutant: begin-announces
      this.#maker.announce();
    } catch (error) {
      this.#fail(error);
      this.abandon();
      throw error;
    }
  }

  /** Continues on this thread the log that another one has begun. */
  continue(): void {
    assert(this.#segment === undefined && !this.#hasFailed, 'a log is continued once');
    this.#segment = openAtTail(this.#directory, this.#tail);
    this.#isOpen = true;
  }

  /**
   * Writes frames that are back to back and end with `lastVersion`. Fills in salt, checksums, durable version and chain
   * in place. If this throws "no space", the caller passes the rest to the next `write`, or discards it.
   *
   * Hot: called for each group.
   */
  write(frames: Uint8Array, lastVersion: number): void {
    this.consumed = 0;
    let segment = this.#ready();
    try {
      this.#finishPending(segment);
      while (this.consumed < frames.length) {
        const end = this.#endOfRun(frames);
        if (end > this.consumed) this.#append(segment, frames, end);
        else segment = this.#rotate(segment);
      }
      assert(this.#tail.writtenVersion === lastVersion, 'the frames of groups end with their last version');
    } catch (error) {
      throw this.#recordFailure(error);
    }
  }

  /** Throws as `write` does if there still is no room for a group of `bytes` bytes. Adds nothing to the log. */
  probe(bytes: number): void {
    let segment = this.#ready();
    try {
      this.#finishPending(segment);
      if (bytes > roomFor(this.#tail) && this.#tail.hasGroups) segment = this.#rotate(segment);
      segment.probe(bytes);
    } catch (error) {
      throw this.#recordFailure(error);
    }
  }

  /** Returns when all written bytes are on the device. */
  sync(): void {
    const segment = this.#ready();
    try {
      // sync-group
      // mutant: group-sync
      this.#sync(segment);
    } catch (error) {
      throw this.#recordFailure(error);
    }
  }

  /**
   * Writes and syncs a seal frame, which says that everything before it is durable. Does nothing if the last frame is
   * one.
   */
  seal(): void {
    const segment = this.#ready();
    if (this.#tail.isSealed) return;
    try {
      this.#finishPending(segment);
      // sync-group
      // mutant: group-sync-before-seal
      this.#sync(segment);
      this.#appendPlain(segment, FRAME_SEAL, NOTHING);
      // sync-seal
      this.#sync(segment);
      this.#tail.isSealed = true;
    } catch (error) {
      throw this.#recordFailure(error);
    }
  }

  /** Writes a frame that says that a snapshot with this window is in place. The frame is not synced. */
  checkpoint(windowStart: number, windowEnd: number): void {
    const segment = this.#ready();
    const payload = new Uint8Array(CHECKPOINT_BYTES);
    const view = new DataView(payload.buffer);
    setU64(view, 0, windowStart);
    setU64(view, 8, windowEnd);
    try {
      this.#finishPending(segment);
      this.#appendPlain(segment, FRAME_CHECKPOINT, payload);
    } catch (error) {
      throw this.#recordFailure(error);
    }
  }

  /** Writes and syncs a close frame, and closes the file. */
  close(): void {
    const segment = this.#ready();
    try {
      this.#finishPending(segment);
      // sync-group
      // mutant: group-sync-before-close
      this.#sync(segment);
      this.#appendPlain(segment, FRAME_CLOSE, NOTHING);
      // sync-close
      this.#sync(segment);
    } catch (error) {
      throw this.#recordFailure(error);
    }
    this.abandon();
  }

  /** Closes the file without another write, also after a failure. */
  abandon(): void {
    if (this.#isOpen) this.#segment?.close();
    this.#isOpen = false;
  }

  #ready(): OpenSegment {
    // mutant: writer-has-failed
    if (this.#hasFailed) throw this.#failure;
    assert(this.#segment !== undefined && this.#isOpen, 'a log is written to between its beginning and its end');
    return this.#segment;
  }

  /** Returns the error to throw: the given one, or the error of cleaning up after it if that is final. */
  #recordFailure(error: unknown): unknown {
    if (!isNoSpace(error)) {
      this.#fail(error);
      return error;
    }
    try {
      this.#tryToClearScrap(this.#ready());
    } catch (later) {
      return this.#recordFailure(later);
    }
    return error;
  }

  #fail(error: unknown): void {
    this.#hasFailed = true;
    this.#failure = error;
  }

  /** Does the work for which an earlier call found no room. */
  #finishPending(segment: OpenSegment): void {
    this.#clearScrap(segment);
    // mutant: announce-again
    this.#maker.announce();
  }

  #tryToClearScrap(segment: OpenSegment): void {
    try {
      this.#clearScrap(segment);
    } catch (error) {
      // If there is no room for this either, the next call does it before it writes.
      if (!isNoSpace(error)) throw error;
    }
  }

  #clearScrap(segment: OpenSegment): void {
    if (!segment.hasScrap) return;
    segment.clearScrap();
    this.#tail.durableVersion = this.#tail.writtenVersion;
  }

  #sync(segment: OpenSegment): void {
    if (this.#tail.isDirty) segment.sync();
    this.#tail.durableVersion = this.#tail.writtenVersion;
  }

  /** The end of the frames that fit into the segment. A segment without groups takes one frame of any size. */
  #endOfRun(frames: Uint8Array): number {
    const tail = this.#tail;
    return endOfRun(frames, this.consumed, tail.writtenVersion, roomFor(tail), !tail.hasGroups);
  }

  /** Writes frames with one call or, if there is no room for all of them, as many as possible. */
  #append(segment: OpenSegment, frames: Uint8Array, end: number): void {
    try {
      this.#appendRun(segment, frames, end);
    } catch (error) {
      let next = this.consumed + lengthOfFrame(frames, this.consumed);
      if (!isNoSpace(error) || next === end) throw error;
      this.#tryToClearScrap(segment);
      for (; next <= end; next += lengthOfFrame(frames, next)) this.#appendRun(segment, frames, next);
    }
  }

  #appendRun(segment: OpenSegment, frames: Uint8Array, end: number): void {
    segment.appendGroups(frames, this.consumed, end);
    this.consumed = end;
  }

  /**
   * Frames without transactions begin no segment: they use the reserved bytes, and extend the file if these are used
   * up.
   */
  #appendPlain(segment: OpenSegment, type: number, payload: Uint8Array): void {
    const frame = encodeFrame(type, payload, this.#tail.writtenVersion + 1);
    segment.append(frame, 0, frame.length, this.#tail.durableVersion);
  }

  /**
   * Continues in a new segment. Without room, the old segment stays, or the new one is in place and only the manifest
   * is still to be written.
   */
  #rotate(segment: OpenSegment): OpenSegment {
    // sync-predecessor
    this.#sync(segment);
    const next = this.#maker.next();
    segment.close();
    this.#segment = next;
    // mutant: rotate-announces
    this.#maker.announce();
    return next;
  }
}
