/**
 * The intact parts of a segment, before and after damage.
 *
 * Recovery stops at the first damaged frame. Here the next intact frame is searched, at every multiple of 8: salt and
 * checksum of a header are 64 bits that other bytes match only by chance, and the checksum of the payload must be right
 * as well.
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
  OperationReader,
  ReplayError,
  SEGMENT_BYTES_MAX,
  SegmentWindow,
  TransactionReader,
} from '@ecsdb/runtime/storage';

/** More zeros in a row than a segment of the usual length contains, in bytes. */
const ZEROS_MAX = 2 ** 26;

/** Consecutive intact frames. */
export interface Piece {
  readonly file: string;
  /** Offset in the file, in bytes. */
  readonly start: number;
  readonly end: number;
  readonly firstVersion: number;
  /** Below `firstVersion` in a piece without transactions. */
  readonly lastVersion: number;
  /** Of the last frame's header. */
  readonly checksum: number;
}

export interface SegmentParts {
  /** In file order. */
  readonly pieces: readonly Piece[];
  /** Bytes between and after the pieces that are not zero: from the first to the last such byte of each gap. */
  readonly gaps: readonly { readonly start: number; readonly end: number }[];
  /** The schema, if its frame is intact. */
  readonly schemaText: string | undefined;
  /** The highest version that any intact header of a frame mentions, whatever its payload. */
  readonly lastKnownVersion: number;
}

/** The frames start at `from`. Throws what the system throws. */
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
  /** Bytes after the longest segment that can be written are not part of it. */
  readonly #end: number;
  readonly #file: string;
  readonly #salt: number;
  readonly #frame: FrameFields = new FrameFields();
  readonly #transaction: TransactionReader = new TransactionReader();
  readonly #operation: OperationReader = new OperationReader();
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
      const length = this.#intactFrameAt(at);
      if (length === undefined) {
        this.#addGap(at);
        at = this.#nextCandidate(at + 8);
      } else {
        this.#addFrame(at, at + length);
        at += length;
      }
    }
    const [pieces, gaps, schemaText] = [this.#pieces, this.#gaps, this.#schemaText];
    return { pieces, gaps, schemaText, lastKnownVersion: this.#lastKnownVersion };
  }

  /**
   * Where the next frame may start. Zeros are skipped; in a file that is longer than any segment, `ZEROS_MAX` of them
   * are taken for the end.
   */
  #nextCandidate(from: number): number {
    const isLonger = this.#window.size > SEGMENT_BYTES_MAX;
    const limit = Math.min(this.#end, isLonger ? from + ZEROS_MAX : this.#end);
    const at = findNonZero(this.#window, from, limit);
    return at < limit ? at - ((at - from) % 8) : this.#end;
  }

  /** The length of the intact frame at an offset; undefined if there is none. */
  #intactFrameAt(at: number): number | undefined {
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
    const isIntact = checksumOf(window.bytes, start, start + length - FRAME_HEADER_BYTES) === frame.payloadChecksum;
    return isIntact && this.#isWellFormed(start) ? length : undefined;
  }

  /** Parses the payload, as far as lengths and counts. */
  #isWellFormed(start: number): boolean {
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
    const isContinued = gap !== undefined && gap.end > (this.#pieces.at(-1)?.end ?? 0);
    if (isContinued) gap.end = at + length;
    else this.#gaps.push({ start: at, end: at + length });
  }
}
