/**
 * Appends groups to the segment that a `LogWriter` of another thread is writing. It does only what needs no decision;
 * whatever else a group needs, such as a new segment or room on the device, is left to the `LogWriter`.
 */

import { Directory } from '../directory/index.js';
import { assert } from '../errors.js';
import type { FileSystem } from '../fs/index.js';
import { endOfRun } from './frame.js';
import { type LogTail, roomFor } from './log-tail.js';
import { type OpenSegment, openAtTail } from './open-segment.js';

export class TailWriter {
  readonly #directory: Directory;
  readonly #tail: LogTail;
  #segment: OpenSegment | undefined;
  #sequence = 0;

  constructor(fs: FileSystem, directory: string, tail: LogTail) {
    this.#directory = new Directory(fs, directory);
    this.#tail = tail;
  }

  /** True if nothing has to be done before a group of `bytes` bytes is appended, and it fits. */
  canAppend(bytes: number): boolean {
    const tail = this.#tail;
    return tail.unannounced === 0 && tail.scrapEnd === 0 && bytes <= roomFor(tail) && this.#open() !== undefined;
  }

  /**
   * Appends whole frames as `LogWriter.write` does, after `canAppend`. After "no space", the `LogWriter` may write them
   * again.
   */
  append(frames: Uint8Array): void {
    const { writtenVersion } = this.#tail;
    const end = endOfRun(frames, 0, writtenVersion, frames.length, false);
    assert(end === frames.length, 'all frames fit');
    this.#opened.appendGroups(frames, 0, end);
  }

  /** Returns when all written bytes are on the device. */
  sync(): void {
    const tail = this.#tail;
    // sync-group
    // mutant: tail-sync
    this.#opened.sync();
    tail.durableVersion = tail.writtenVersion;
  }

  /** Closes the file; the next group opens it again. */
  close(): void {
    this.#segment?.close();
    this.#segment = undefined;
  }

  get #opened(): OpenSegment {
    assert(this.#segment !== undefined, 'a segment is open');
    return this.#segment;
  }

  /** Returns `undefined` after an error, which the log's thread will meet, too. */
  #open(): OpenSegment | undefined {
    const { sequence } = this.#tail;
    if (this.#segment !== undefined && this.#sequence === sequence) return this.#segment;
    this.close();
    try {
      this.#segment = openAtTail(this.#directory, this.#tail);
      this.#sequence = sequence;
    } catch {}
    return this.#segment;
  }
}
