/** The segment that the log is being written to. */

import { syncFile } from '../directory/index.js';
import { type OpenFile, writeFully, writeZeros } from '../fs/index.js';
import { SECTOR_BYTES } from './format.js';
import { lengthOfFrame, sealFrame } from './frame.js';
import type { SegmentEnd, SegmentFields } from './segment-header.js';

export interface OpenSegmentParts {
  readonly file: OpenFile;
  readonly path: string;
  readonly fields: SegmentFields;
  /** Where the next frame goes. */
  readonly position: number;
  /** Checksum of the last frame's header. */
  readonly checksum: number;
  /** Bytes that the file has or may get; only a frame that fits nowhere makes it longer. */
  readonly capacity: number;
}

export class OpenSegment {
  readonly path: string;
  readonly sequence: number;
  readonly capacity: number;
  /** True once a group is in here. */
  hasGroups = false;
  /** True while something written is not synced. */
  isDirty = false;

  readonly #file: OpenFile;
  readonly #salt: number;
  #position: number;
  #checksum: number;
  /** Up to where there may be bytes of frames that found no room; 0 when there are none. */
  #scrapEnd = 0;

  constructor({ file, path, fields, position, checksum, capacity }: OpenSegmentParts) {
    this.path = path;
    this.sequence = fields.sequence;
    this.capacity = capacity;
    this.#file = file;
    this.#salt = fields.identity.salt;
    this.#position = position;
    this.#checksum = checksum;
  }

  get position(): number {
    return this.#position;
  }

  get hasScrap(): boolean {
    // mutant: has-scrap
    return this.#scrapEnd > 0;
  }

  end(lastVersion: number): SegmentEnd {
    return { sequence: this.sequence, length: this.#position, lastVersion, checksum: this.#checksum };
  }

  /**
   * Completes the frames from `start` to `end` in place and writes them at once. When that throws, the segment ends where it did; what
   * was written nevertheless is scrap, unless the same frames are appended again at once.
   *
   * Hot: once for each group.
   */
  append(frames: Uint8Array, start: number, end: number, durableVersion: number): void {
    let checksum = this.#checksum;
    for (let at = start; at < end; at += lengthOfFrame(frames, at)) {
      // mutant: seal-frame
      checksum = sealFrame(frames, at, this.#salt, durableVersion, checksum);
    }
    const position = this.#position + end - start;
    this.#scrapEnd = Math.max(this.#scrapEnd, position);
    const bytes = start === 0 && end === frames.length ? frames : frames.subarray(start, end);
    this.#write(bytes);
    if (position === this.#scrapEnd) this.#scrapEnd = 0;
    this.#position = position;
    this.#checksum = checksum;
    // mutant: append-needs-sync
    this.isDirty = true;
  }

  /**
   * Overwrites scrap with zeros and syncs them. Without that, what a crash leaves of the next frame could be mixed with older bytes, and
   * would look like damage where zeros say that it was never written.
   */
  clearScrap(): void {
    writeZeros(this.#file, this.#position, Math.min(this.#scrapEnd, this.#file.size()));
    // sync-scrap
    this.sync();
    this.#scrapEnd = 0;
  }

  /** Writes zeros where the next frame goes: they say what is so without them, and fail where the frame would find no room. */
  probe(bytes: number): void {
    writeZeros(this.#file, this.#position, this.#position + bytes);
    this.isDirty = true;
  }

  sync(): void {
    syncFile(this.#file, this.path);
    this.isDirty = false;
  }

  /**
   * Writes all of it. Where the system takes only a part, the sector in which that ends is completed and synced before anything behind
   * it is written: a crash that keeps half of that sector and what comes after it would leave what looks like damage.
   */
  #write(bytes: Uint8Array): void {
    const position = this.#position;
    let done = this.#file.write(bytes, position);
    // mutant: segment-short-write
    while (done < bytes.length) {
      const end = Math.min(bytes.length, endOfSector(position + done) - position);
      writeFully(this.#file, bytes.subarray(done, end), position + done);
      // sync-part
      syncFile(this.#file, this.path);
      done = end;
      if (done < bytes.length) done += this.#file.write(bytes.subarray(done), position + done);
    }
  }

  /** What was synced is safe, whatever closing says. */
  close(): void {
    try {
      this.#file.close();
    } catch {}
  }
}

/** Of the sector that the byte at `position` lies in. */
function endOfSector(position: number): number {
  return (Math.floor(position / SECTOR_BYTES) + 1) * SECTOR_BYTES;
}
