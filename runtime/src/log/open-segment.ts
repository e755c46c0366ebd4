/** The segment that the log is writing. */

import { type Directory, segmentName, syncFile } from '../directory/index.js';
import { type OpenFile, writeFully, writeZeros } from '../fs/index.js';
import { SECTOR_BYTES } from './format.js';
import { completeFrame, lastVersionOf, lengthOfFrame } from './frame.js';
import type { LogTail } from './log-tail.js';

/** A file with the frames of one segment, for the thread that opened it. Its state is in the tail. */
export class OpenSegment {
  readonly path: string;
  readonly #file: OpenFile;
  readonly #tail: LogTail;

  constructor(file: OpenFile, path: string, tail: LogTail) {
    this.path = path;
    this.#file = file;
    this.#tail = tail;
  }

  get hasScrap(): boolean {
    // mutant: has-scrap
    return this.#tail.scrapEnd > 0;
  }

  /**
   * Appends the frames of groups as `append` does. Hot: called for each group.
   */
  appendGroups(frames: Uint8Array, start: number, end: number): void {
    const tail = this.#tail;
    // mutant: append-durable-version
    this.append(frames, start, end, tail.durableVersion);
    tail.hasGroups = true;
    tail.writtenVersion = lastVersionOf(frames, start, end, tail.writtenVersion);
  }

  /**
   * Completes the frames from `start` to `end` in place and writes them with one call. If that throws, the end of the
   * segment stays, and bytes that were written behind it are scrap, unless the next call appends the same frames.
   *
   * Hot: called for each group.
   */
  append(frames: Uint8Array, start: number, end: number, durableVersion: number): void {
    const tail = this.#tail;
    const { salt } = tail;
    let { checksum } = tail;
    for (let at = start; at < end; at += lengthOfFrame(frames, at)) {
      // mutant: seal-frame
      checksum = completeFrame(frames, at, salt, durableVersion, checksum);
    }
    const position = tail.position + end - start;
    tail.scrapEnd = Math.max(tail.scrapEnd, position);
    const bytes = start === 0 && end === frames.length ? frames : frames.subarray(start, end);
    this.#write(bytes);
    if (position === tail.scrapEnd) tail.scrapEnd = 0;
    tail.continueAt(position, checksum);
    tail.isSealed = false;
    // mutant: append-needs-sync
    tail.isDirty = true;
  }

  /**
   * Overwrites scrap with zeros and syncs them. Otherwise a crash could mix the next frame with older bytes, which
   * would look like damage; zeros show that it was never written.
   */
  clearScrap(): void {
    const tail = this.#tail;
    writeZeros(this.#file, tail.position, Math.min(tail.scrapEnd, this.#file.size()));
    // sync-scrap
    this.sync();
    tail.scrapEnd = 0;
  }

  /**
   * Writes zeros in the place of the next frame. They change nothing in the log, and fail if the frame would find no
   * room.
   */
  probe(bytes: number): void {
    const { position } = this.#tail;
    writeZeros(this.#file, position, position + bytes);
    this.#tail.isDirty = true;
  }

  sync(): void {
    syncFile(this.#file, this.path);
    this.#tail.isDirty = false;
  }

  /**
   * Writes all bytes. If the system takes only a part, completes and syncs the sector in which the part ends before it
   * writes the rest. Otherwise a crash could keep half of that sector and the sectors after it, which would look like
   * damage.
   */
  #write(bytes: Uint8Array): void {
    const { position } = this.#tail;
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

/**
 * Opens the segment that the log is writing, for another thread than the one that has made it. A file belongs to the
 * thread that has opened it: its number would be that of another file once that thread has ended.
 */
export function openAtTail(directory: Directory, tail: LogTail): OpenSegment {
  const name = segmentName(tail.sequence, tail.firstVersion);
  return new OpenSegment(directory.open(name, 'update'), directory.pathOf(name), tail);
}

/** The end of the sector that contains the byte at `position`. */
function endOfSector(position: number): number {
  return (Math.floor(position / SECTOR_BYTES) + 1) * SECTOR_BYTES;
}
