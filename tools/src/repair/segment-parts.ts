/**
 * What is sound in a segment, on both sides of damage.
 *
 * Recovery stops at the first frame that is not sound. Here the next one is looked for, at every multiple of 8: salt and checksum of
 * a header make 64 bits that no other bytes have, and those of the payload must be right, too.
 */

import {
  checksumOf,
  type FileSystem,
  FRAME_HEADER_BYTES,
  FRAME_SCHEMA,
  FRAME_TRANSACTIONS,
  FrameFields,
  findNonZero,
  frameBytes,
  joinPath,
  OperationCursor,
  ReplayError,
  SEGMENT_BYTES_MAX,
  SegmentWindow,
  TransactionCursor,
} from '@ecsdb/runtime/storage';

/** Zeros that a segment of the usual length cannot have, in bytes. */
const ZEROS_MAX = 2 ** 26;

/** Sound frames that follow each other. */
export interface Piece {
  readonly file: string;
  /** Where in the file, in bytes. */
  readonly start: number;
  readonly end: number;
  readonly firstVersion: number;
  /** Below `firstVersion` in a piece without transactions. */
  readonly lastVersion: number;
  /** Of the last frame's header. */
  readonly checksum: number;
}

export interface SegmentParts {
  /** In the order of the file. */
  readonly pieces: readonly Piece[];
  /** Bytes between and after them that are not zeros: from the first one to the last one of each gap. */
  readonly gaps: readonly { readonly start: number; readonly end: number }[];
  /** The schema, if its frame is sound. */
  readonly schemaText: string | undefined;
  /** The highest version that any header of a frame tells of, its payload sound or not. */
  readonly lastKnownVersion: number;
}

/** `from` is where the frames begin. Throws what the system throws. */
export function readSegmentParts(
  fs: FileSystem,
  directory: string,
  file: string,
  salt: number,
  from: number,
): SegmentParts {
  const path = joinPath(directory, file);
  const open = fs.open(path, 'read');
  try {
    const window = new SegmentWindow();
    window.open(open, path);
    return new PartsReader(window, file, salt).read(from);
  } finally {
    open.close();
  }
}

class PartsReader {
  readonly #window: SegmentWindow;
  /** What lies behind the longest segment that can be written is no part of one. */
  readonly #end: number;
  readonly #file: string;
  readonly #salt: number;
  readonly #frame: FrameFields = new FrameFields();
  readonly #transaction: TransactionCursor = new TransactionCursor();
  readonly #operation: OperationCursor = new OperationCursor();
  readonly #pieces: Piece[] = [];
  readonly #gaps: { start: number; end: number }[] = [];
  #schemaText: string | undefined;
  #lastKnownVersion = 0;

  constructor(window: SegmentWindow, file: string, salt: number) {
    this.#window = window;
    this.#end = Math.min(window.size, SEGMENT_BYTES_MAX);
    this.#file = file;
    this.#salt = salt;
  }

  read(from: number): SegmentParts {
    for (let at = from; at < this.#end; ) {
      const length = this.#soundFrameAt(at);
      if (length === undefined) {
        this.#addGap(at);
        at = this.#nextPlace(at + 8);
      } else {
        this.#addFrame(at, at + length);
        at += length;
      }
    }
    const [pieces, gaps, schemaText] = [this.#pieces, this.#gaps, this.#schemaText];
    return { pieces, gaps, schemaText, lastKnownVersion: this.#lastKnownVersion };
  }

  /** Where a frame may begin next. Zeros are passed by; in a file that somebody has made longer, so many of them are its end. */
  #nextPlace(from: number): number {
    const isLonger = this.#window.size > SEGMENT_BYTES_MAX;
    const limit = Math.min(this.#end, isLonger ? from + ZEROS_MAX : this.#end);
    const at = findNonZero(this.#window, from, limit);
    return at < limit ? at - ((at - from) % 8) : this.#end;
  }

  /** The length of the frame at a place; undefined where none is, or not a sound one. */
  #soundFrameAt(at: number): number | undefined {
    const window = this.#window;
    const frame = this.#frame;
    const left = window.size - at;
    if (left < FRAME_HEADER_BYTES) return undefined;
    if (!frame.read(window.bytes, window.locate(at, FRAME_HEADER_BYTES), this.#salt)) return undefined;
    if (!frame.isPossible()) return undefined;
    this.#lastKnownVersion = Math.max(this.#lastKnownVersion, frame.lastVersion, frame.durableVersion);
    const length = frameBytes(frame.payloadLength);
    if (length > left || frame.fault() !== undefined) return undefined;
    const start = window.locate(at, length) + FRAME_HEADER_BYTES;
    const isSound = checksumOf(window.bytes, start, start + length - FRAME_HEADER_BYTES) === frame.payloadChecksum;
    return isSound && this.#makesSense(start) ? length : undefined;
  }

  /** Takes the payload apart as far as it says how long everything is. */
  #makesSense(start: number): boolean {
    const { type, payloadLength, transactionCount } = this.#frame;
    const { bytes } = this.#window;
    const end = start + payloadLength;
    if (type === FRAME_SCHEMA) this.#schemaText ??= new TextDecoder().decode(bytes.slice(start, end));
    if (type !== FRAME_TRANSACTIONS) return true;
    try {
      let count = 0;
      this.#transaction.begin(bytes, start, end);
      while (this.#transaction.next()) {
        this.#operation.begin(bytes, this.#transaction.start, this.#transaction.end, this.#transaction.operations);
        while (this.#operation.next());
        count++;
      }
      return count === transactionCount;
    } catch (error) {
      if (error instanceof ReplayError) return false;
      throw error;
    }
  }

  #addFrame(start: number, end: number): void {
    const { firstVersion, lastVersion, previousChecksum, headerChecksum: checksum } = this.#frame;
    const before = this.#pieces.at(-1);
    const file = this.#file;
    if (
      before !== undefined &&
      before.end === start &&
      before.checksum === previousChecksum &&
      before.lastVersion + 1 === firstVersion
    ) {
      this.#pieces[this.#pieces.length - 1] = { ...before, end, lastVersion, checksum };
    } else {
      this.#pieces.push({ file, start, end, firstVersion, lastVersion, checksum });
    }
  }

  #addGap(at: number): void {
    const window = this.#window;
    const length = Math.min(8, window.size - at);
    const index = window.locate(at, length);
    if (window.bytes.subarray(index, index + length).every((byte) => byte === 0)) return;
    const gap = this.#gaps.at(-1);
    const isSame = gap !== undefined && gap.end > (this.#pieces.at(-1)?.end ?? 0);
    if (isSame) gap.end = at + length;
    else this.#gaps.push({ start: at, end: at + length });
  }
}
