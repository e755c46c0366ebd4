/** The segment that the log is writing. */

import { syncFile } from '../directory/index.js';
import { type OpenFile, writeFully, writeZeros } from '../fs/index.js';
import { SECTOR_BYTES } from './format.js';
import { completeFrame, lengthOfFrame } from './frame.js';
import type { SegmentEnd, SegmentFields } from './segment-header.js';

export interface OpenSegmentParts {
  readonly file: OpenFile;
  readonly path: string;
  readonly fields: SegmentFields;
  /** Position of the next frame. */
  readonly position: number;
  /** Checksum of the last frame's header. */
  readonly checksum: number;
  /** Bytes for frames in the file. Only a frame that fits into no segment makes the file longer. */
  readonly capacity: number;
}

export class OpenSegment {
  readonly path: string;
  readonly sequence: number;
  readonly capacity: number;
  /** True once the segment contains a group. */
  hasGroups = false;
  /** True while written bytes are not synced. */
  isDirty = false;

  readonly #file: OpenFile;
  readonly #salt: number;
  #position: number;
  #checksum: number;
  /** End of the bytes of frames that found no room; 0 if there are none. */
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
   * Completes the frames from `start` to `end` in place and writes them with one call. If that throws, the end of the
   * segment stays, and bytes that were written behind it are scrap, unless the next call appends the same frames.
   *
   * Hot: called for each group.
   */
  append(frames: Uint8Array, start: number, end: number, durableVersion: number): void {
    let checksum = this.#checksum;
    for (let at = start; at < end; at += lengthOfFrame(frames, at)) {
      // mutant: seal-frame
      checksum = completeFrame(frames, at, this.#salt, durableVersion, checksum);
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
   * Overwrites scrap with zeros and syncs them. Otherwise a crash could mix the next frame with older bytes, which
   * would look like damage; zeros show that it was never written.
   */
  clearScrap(): void {
    writeZeros(this.#file, this.#position, Math.min(this.#scrapEnd, this.#file.size()));
    // sync-scrap
    this.sync();
    this.#scrapEnd = 0;
  }

  /**
   * Writes zeros in the place of the next frame. They change nothing in the log, and fail if the frame would find no
   * room.
   */
  probe(bytes: number): void {
    writeZeros(this.#file, this.#position, this.#position + bytes);
    this.isDirty = true;
  }

  sync(): void {
    syncFile(this.#file, this.path);
    this.isDirty = false;
  }

  /**
   * Writes all bytes. If the system takes only a part, completes and syncs the sector in which the part ends before it
   * writes the rest. Otherwise a crash could keep half of that sector and the sectors after it, which would look like
   * damage.
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

  /** Errors are ignored: synced bytes are on the device. */
  close(): void {
    try {
      this.#file.close();
    } catch {}
  }
}

/** The end of the sector that contains the byte at `position`. */
function endOfSector(position: number): number {
  return (Math.floor(position / SECTOR_BYTES) + 1) * SECTOR_BYTES;
}
