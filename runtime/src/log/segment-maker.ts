/** Makes the segments of one opening, one after the other, and writes the newest one's sequence to the manifest. */

import { wallClockMs } from '../clock.js';
import { Directory, type FileIdentity, parseSegmentName, randomSalt, writeManifest } from '../directory/index.js';
import { assert } from '../errors.js';
import type { FileSystem } from '../fs/index.js';
import type { LogTail } from './log-tail.js';
import { type MadeSegment, makeFilledSegment, makeSegment } from './make-segment.js';
import { OpenSegment } from './open-segment.js';
import type { SegmentEnd, SegmentFields } from './segment-header.js';

/** Bytes of the first segment after an opening: a caller waits while it is filled. */
const FIRST_SEGMENT_BYTES = 256 * 1024;

/**
 * Bytes of a later segment that was not made ahead. Beginning a segment takes 10 ms, and filling 1 MiB takes 1 ms more
 * than 256 KiB, so a log that grows before the keeper has made a segment ahead changes segments less often.
 */
const UNPREPARED_SEGMENT_BYTES = 1024 * 1024;

export interface SegmentMakerOptions {
  readonly directory: string;
  readonly databaseId: string;
  /** How often the database has been opened for writing, this time included. */
  readonly epoch: number;
  /** When the database was created, milliseconds since 1970. */
  readonly createdMs: number;
  readonly schema: { readonly hash: string; readonly version: string; readonly json: Uint8Array };
  /** Of a segment that is made ahead. */
  readonly segmentBytes: number;
}

export class SegmentMaker {
  readonly #directory: Directory;
  readonly #options: SegmentMakerOptions;
  readonly #tail: LogTail;

  constructor(fs: FileSystem, options: SegmentMakerOptions, tail: LogTail) {
    this.#tail = tail;
    this.#directory = new Directory(fs, options.directory);
    this.#options = options;
  }

  /**
   * Makes the first segment of this opening, which is small. It replaces the newest segment if that has the same
   * sequence.
   */
  first(previous: SegmentEnd, lastVersion: number, newestSegment: number): OpenSegment {
    const { schema } = this.#options;
    for (const name of this.#directory.list()) {
      const other = parseSegmentName(name)?.sequence ?? 0;
      assert(other <= newestSegment, 'no segment is beyond the one that recovery found last');
    }
    const fields = this.#fieldsAfter(previous, lastVersion);
    return this.#begin(makeFilledSegment(this.#directory, fields, schema.json, this.#limited(FIRST_SEGMENT_BYTES)));
  }

  /** Makes the segment after the current one, which must be synced. */
  next(): OpenSegment {
    const { schema } = this.#options;
    const { sequence, position, writtenVersion, checksum } = this.#tail;
    const previous = { sequence, length: position, lastVersion: writtenVersion, checksum };
    const fields = this.#fieldsAfter(previous, writtenVersion);
    return this.#begin(makeSegment(this.#directory, fields, schema.json, this.#limited(UNPREPARED_SEGMENT_BYTES)));
  }

  /**
   * Writes the manifest if it does not name the newest segment yet. Frames may be written to the segment only
   * afterwards.
   */
  announce(): void {
    const newestSegment = this.#tail.unannounced;
    if (newestSegment === 0) return;
    const { createdMs } = this.#options;
    writeManifest(this.#directory, { identity: this.#identity(), newestSegment, createdMs });
    this.#tail.unannounced = 0;
  }

  #begin({ file, path, start }: MadeSegment): OpenSegment {
    this.#tail.beginSegment(start);
    return new OpenSegment(file, path, this.#tail);
  }

  #limited(bytes: number): number {
    return Math.min(this.#options.segmentBytes, bytes);
  }

  #fieldsAfter(previous: SegmentEnd, lastVersion: number): SegmentFields {
    const sequence = previous.sequence + 1;
    const firstVersion = lastVersion + 1;
    return { identity: this.#identity(), sequence, firstVersion, previous, createdMs: wallClockMs() };
  }

  #identity(): FileIdentity {
    const { databaseId, epoch, schema } = this.#options;
    return { databaseId, schemaHash: schema.hash, schemaVersion: schema.version, epoch, salt: randomSalt() };
  }
}
