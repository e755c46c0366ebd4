/** Writes the file of one snapshot; docs/format.md, "Snapshots". */

import { wallClockMs } from '../clock.js';
import {
  createOrReplace,
  type Directory,
  encodeFileHeader,
  FEATURE_COMPRESSION,
  FILE_HEADER_BYTES,
  type FileIdentity,
  setU64,
  snapshotName,
  temporaryName,
} from '../directory/index.js';
import { assert } from '../errors.js';
import { type OpenFile, writeFully } from '../fs/index.js';
import { BlockEncoder } from './block-encoder.js';
import { COMPRESSIONS, type Compression } from './compression.js';
import { Contents, encodeFooter } from './contents.js';
import {
  BLOCK_CONTENTS,
  BLOCK_FOOTER,
  HEADER_BLOCKS,
  HEADER_COMPRESSION,
  HEADER_CREATED_MS,
  HEADER_FILE_BYTES,
  HEADER_WINDOW_END,
  HEADER_WINDOW_START,
  type SnapshotBlock,
} from './format.js';

export interface SnapshotWriterOptions {
  /** Blocks that it does not make smaller are stored as they are. The default is `none`. */
  readonly compression?: Compression;
  /** Milliseconds since 1970; the default is the time at the end. */
  readonly createdMs?: number;
}

/** A snapshot that is complete and has its name. */
export interface WrittenSnapshot {
  /** Of the file in the directory. */
  readonly name: string;
  /** Of the file. */
  readonly bytes: number;
}

/** Bytes per write: one call for many small blocks. */
const WRITE_BYTES = 2 ** 20;

/**
 * Bytes after which the file is synced. Syncs of the log wait while the device writes these bytes: 4 MiB take a few
 * milliseconds even on a slow device. A snapshot that is synced only at its end would block all commits until the
 * device has written it.
 */
const SYNC_BYTES = 2 ** 22;

const TEMPORARY = temporaryName('snap');

/**
 * The file has a temporary name and no header until everything else is written. So an unfinished file cannot be taken
 * for a snapshot, and older snapshots are not changed.
 *
 * Throws the errors of the system. After an error, the snapshot can only be abandoned; other methods throw the same
 * error again.
 */
export class SnapshotWriter {
  readonly #directory: Directory;
  readonly #identity: FileIdentity;
  readonly #windowStart: number;
  readonly #compression: Compression;
  readonly #createdMs: number | undefined;
  readonly #encoder: BlockEncoder;
  readonly #contents: Contents = new Contents();
  /** `undefined` after it was closed. */
  #file: OpenFile | undefined;
  /** Length of the file. */
  #written: number = FILE_HEADER_BYTES;
  #unsynced = 0;
  #isFinished = false;
  /** The first error. */
  #failure: { readonly error: unknown } | undefined;
  /** The final name of the file, which may not be durable yet. */
  #placed: string | undefined;

  /** `windowStart` is the version that is published when, or before, the first block is read. */
  constructor(
    directory: Directory,
    identity: FileIdentity,
    windowStart: number,
    { compression = 'none', createdMs }: SnapshotWriterOptions = {},
  ) {
    this.#directory = directory;
    this.#identity = identity;
    this.#windowStart = windowStart;
    this.#compression = compression;
    this.#createdMs = createdMs;
    this.#encoder = new BlockEncoder(identity.salt, WRITE_BYTES, compression);
    this.#file = createOrReplace(directory, TEMPORARY);
  }

  /** Adds the next block, in the order of the scan. The caller may reuse `payload` afterwards. */
  add(block: SnapshotBlock, payload: Uint8Array): void {
    this.#attempt(() => {
      this.#contents.add(block);
      this.#append(block, payload);
    });
  }

  /**
   * Completes the file and gives it its name; it is durable when this returns. The log must be synced up to
   * `windowEnd`, the published version after the last block was read.
   */
  finish(windowEnd: number): WrittenSnapshot {
    return this.#attempt(() => {
      this.#complete(windowEnd);
      this.#place(windowEnd);
      this.#isFinished = true;
      return { name: snapshotName(windowEnd), bytes: this.#written };
    });
  }

  /** As `finish`, but the file gets another name, which is not durable yet. */
  finishUnder(name: string, windowEnd: number): void {
    this.#attempt(() => {
      this.#complete(windowEnd);
      this.#directory.rename(TEMPORARY, name);
      this.#isFinished = true;
    });
  }

  /** Deletes the file, best effort. Never throws: recovery deletes what remains. */
  abandon(): void {
    if (this.#isFinished) return;
    quietly(() => this.#close());
    quietly(() => this.#directory.unlink(this.#placed ?? TEMPORARY));
  }

  #append(block: SnapshotBlock, payload: Uint8Array): void {
    assert(block.length === payload.length, 'a block is as long as its payload');
    if (!this.#encoder.hasRoom(payload.length)) this.#flush();
    this.#encoder.add(block, payload);
  }

  #flush(): void {
    const file = this.#openFile();
    const bytes = this.#encoder.take();
    writeFully(file, bytes, this.#written);
    this.#written += bytes.length;
    this.#unsynced += bytes.length;
    // mutant: snapshot-sync-rate
    if (this.#unsynced < SYNC_BYTES) return;
    file.sync();
    this.#unsynced = 0;
  }

  /** Returns when everything is in the file, which is closed. */
  #complete(windowEnd: number): void {
    assert(windowEnd >= this.#windowStart, 'a window ends after it began');
    const contents = this.#contents.encode();
    this.#append(blockOf(BLOCK_CONTENTS, this.#contents.length, contents), contents);
    const footer = encodeFooter(this.#encoder.blocks, this.#encoder.checksum);
    this.#append(blockOf(BLOCK_FOOTER, 0, footer), footer);
    this.#flush();
    const file = this.#openFile();
    writeFully(file, this.#header(windowEnd), 0);
    // sync-snapshot
    file.sync();
    this.#close();
  }

  #place(windowEnd: number): void {
    const name = snapshotName(windowEnd);
    // A snapshot of the same version is replaced. If that fails, the existing one is as good.
    const isNew = !this.#directory.list().includes(name);
    this.#directory.rename(TEMPORARY, name);
    if (isNew) this.#placed = name;
    // sync-snapshot-directory
    this.#directory.sync();
  }

  #header(windowEnd: number): Uint8Array {
    const { isCompressed } = this.#encoder;
    const setFields = (view: DataView): void => {
      setU64(view, HEADER_WINDOW_START, this.#windowStart);
      setU64(view, HEADER_WINDOW_END, windowEnd);
      setU64(view, HEADER_CREATED_MS, this.#createdMs ?? wallClockMs());
      setU64(view, HEADER_FILE_BYTES, this.#written);
      setU64(view, HEADER_BLOCKS, this.#encoder.blocks);
      if (isCompressed) view.setUint8(HEADER_COMPRESSION, COMPRESSIONS.indexOf(this.#compression));
    };
    // Without a compressed block, older versions of ecsdb can read the file.
    return encodeFileHeader('snapshot', this.#identity, setFields, isCompressed ? FEATURE_COMPRESSION : 0);
  }

  #openFile(): OpenFile {
    assert(this.#file !== undefined, 'a snapshot is written while its file is open');
    return this.#file;
  }

  #close(): void {
    const file = this.#file;
    this.#file = undefined;
    file?.close();
  }

  #attempt<Result>(run: () => Result): Result {
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      return run();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }
}

function blockOf(type: number, count: number, payload: Uint8Array): SnapshotBlock {
  return { type, tableId: 0, first: 0, count, length: payload.length };
}

function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // Best effort.
  }
}
