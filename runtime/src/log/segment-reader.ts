/** Reads a segment frame by frame, and classifies each place as a case of recovery; docs/format.md. */

import { checksumOf, checksumOfWords, FILE_HEADER_BYTES } from '../directory/index.js';
import type { ErrorFacts } from '../errors.js';
import type { OpenFile } from '../fs/index.js';
import { findHeader, readAfterBadFrame } from './after-bad-frame.js';
import { BAD_FRAME, type BadFrameCase, type FrameCase } from './cases.js';
import { END_MARK, FRAME_CLOSE, FRAME_HEADER_BYTES, FRAME_SCHEMA, FRAME_SKIPPABLE, frameBytes } from './format.js';
import { FrameFields } from './segment-frame.js';
import type { SegmentHeader } from './segment-header.js';
import type { SegmentWindow } from './segment-window.js';
import { classifyBadFrame } from './torn-tail.js';

const SHORT_PAYLOAD_BYTES = 256;

/** What is known from other files about a segment. */
export interface SegmentContext {
  /** False when another segment follows it. */
  readonly isLast: boolean;
  /** The highest version that another file proves to have been on the device; 0 without proof. */
  readonly provenVersion: number;
}

/** Why a segment cannot be read further. */
export interface SegmentFault {
  readonly case: Exclude<FrameCase, 'F1' | 'F2' | 'F3'> | BadFrameCase;
  /** Where in the file, in bytes. */
  readonly offset: number;
  /** What is wrong, as the end of a sentence that begins with "the frame". */
  readonly reason: string;
  /** The first version that cannot be read, and the last version that is known to have been in the file. */
  readonly firstVersion: number;
  readonly lastVersion: number | undefined;
  /** The end of the last byte of the file that is not zero. */
  readonly nonZeroEnd: number;
  /** The contradiction in a frame whose checksums are right. */
  readonly facts?: ErrorFacts;
}

/** Where a reader is: after a valid frame. */
export interface SegmentPlace {
  /** Where the frame ends in the file. */
  readonly end: number;
  /** The last version in the segment up to the frame. */
  readonly lastVersion: number;
  /** The checksum and the durable version of the frame's header. */
  readonly checksum: number;
  readonly durableVersion: number;
}

/**
 * What is in the place of the next frame, with its case in docs/format.md: a frame; a frame of an unknown type that may
 * be skipped; the end of the segment; or a fault.
 */
export type NextFrame =
  | { readonly kind: 'frame'; readonly case: 'F1' }
  | { readonly kind: 'skipped'; readonly case: 'F5' }
  | { readonly kind: 'end'; readonly case: 'F2' | 'F3' }
  | { readonly kind: 'fault'; readonly fault: SegmentFault };

// Made once, because a segment may hold millions of frames.
const FRAME: NextFrame = { kind: 'frame', case: 'F1' };
const SKIPPED: NextFrame = { kind: 'skipped', case: 'F5' };
const END_OF_FILE: NextFrame = { kind: 'end', case: 'F2' };
const ZEROS: NextFrame = { kind: 'end', case: 'F3' };

/**
 * Moves from frame to frame. The fields and the payload of a frame are valid until the next call of `next`.
 *
 * Hot: a frame may contain a single small transaction, so nothing is allocated for a frame.
 */
export class SegmentReader {
  /** The fields of the current frame. */
  readonly frame: FrameFields = new FrameFields();
  /** Where the current frame begins in the file. */
  offset = 0;
  /** Where its payload begins in `bytes`. */
  payloadStart = 0;

  /** Where the last valid frame ends in the file. */
  end: number;
  lastVersion: number;
  /** Checksum of the last frame's header or, before the first one, of the file's. */
  checksum: number;
  isClosed = false;
  /** Set while `next` returns a fault. */
  fault: SegmentFault | undefined;

  readonly #window: SegmentWindow;
  readonly #header: SegmentHeader;
  readonly #context: SegmentContext;
  #durableVersion: number;

  /**
   * `window` may be used by one reader after the other; `path` is for errors. Begins at `place`, where another reader
   * of the segment was, or at the first frame. The place must not be after a close frame.
   */
  constructor(
    file: OpenFile,
    path: string,
    header: SegmentHeader,
    context: SegmentContext,
    window: SegmentWindow,
    place?: SegmentPlace,
  ) {
    this.#window = window;
    this.#header = header;
    this.#context = context;
    this.end = place?.end ?? FILE_HEADER_BYTES;
    this.lastVersion = place?.lastVersion ?? header.firstVersion - 1;
    // The segment before was synced first.
    this.#durableVersion = place?.durableVersion ?? header.firstVersion - 1;
    this.checksum = place?.checksum ?? header.checksum;
    window.open(file, path);
  }

  /** Where it is, for a reader that continues there. */
  get place(): SegmentPlace {
    const { end, lastVersion, checksum } = this;
    return { end, lastVersion, checksum, durableVersion: this.#durableVersion };
  }

  /** The bytes that contain the payload. */
  get bytes(): Uint8Array {
    return this.#window.bytes;
  }

  get payloadEnd(): number {
    return this.payloadStart + this.frame.payloadLength;
  }

  /** Moves to the next frame, known or skipped. At the end and at a fault, the reader stays where it is. */
  next(): NextFrame {
    if (this.fault !== undefined) return { kind: 'fault', fault: this.fault };
    const window = this.#window;
    const { frame } = this;
    const { salt } = this.#header.identity;
    const offset = this.end;
    const left = window.size - offset;
    if (left < FRAME_HEADER_BYTES) return this.#stop(undefined);
    const at = window.locate(offset, FRAME_HEADER_BYTES) >>> 2;
    if (!frame.readWords(window.words, at, salt)) return this.#stop(undefined);
    const length = frameBytes(frame.payloadLength);
    // What no writer makes is not read into memory to be checked.
    const excess = frame.lengthFault();
    if (excess !== undefined) return this.#refuse('F4', offset, excess);
    if (length > left) return this.#stop(length);
    const payloadStart = window.locate(offset, length) + FRAME_HEADER_BYTES;
    const end = payloadStart + length - FRAME_HEADER_BYTES;
    // mutant: frame-payload-checksum
    if (payloadChecksum(window, payloadStart, end) !== frame.payloadChecksum) return this.#stop(length);

    this.payloadStart = payloadStart;
    if (frame.type > FRAME_CLOSE && frame.type < FRAME_SKIPPABLE) {
      return this.#refuse('F5', offset, `is of type ${frame.type}, which belongs to a newer format`);
    }
    const reason = this.#objection(end);
    if (reason !== undefined) return this.#refuse('F4', offset, reason);
    this.offset = offset;
    this.end = offset + length;
    this.lastVersion = frame.lastVersion;
    this.checksum = frame.headerChecksum;
    this.#durableVersion = frame.durableVersion;
    this.isClosed = frame.type === FRAME_CLOSE;
    return frame.type < FRAME_SKIPPABLE ? FRAME : SKIPPED;
  }

  /**
   * For tools: continues after a fault, as if everything before it were valid: after the faulty frame or, if its header
   * is not valid, at the next valid header. Returns false if there is none.
   */
  resume(): boolean {
    if (this.fault === undefined) return false;
    const { frame } = this;
    const window = this.#window;
    const { salt } = this.#header.identity;
    const { offset } = this.fault;
    const isHeader = (at: number): boolean =>
      window.size - at >= FRAME_HEADER_BYTES && frame.read(window.bytes, window.locate(at, FRAME_HEADER_BYTES), salt);
    if (isHeader(offset)) {
      this.end = offset + frameBytes(frame.payloadLength);
      this.lastVersion = frame.lastVersion;
      this.checksum = frame.headerChecksum;
    } else {
      const next = findHeader(window, salt, offset + 8);
      if (next === undefined || !isHeader(next)) return false;
      this.end = next;
      this.lastVersion = frame.firstVersion - 1;
      this.checksum = frame.previousChecksum;
    }
    if (this.end >= window.size) return false;
    this.#durableVersion = 0;
    this.isClosed = false;
    this.fault = undefined;
    return true;
  }

  /** Why a frame whose checksums are right cannot be in this place. */
  #objection(end: number): string | undefined {
    const { frame } = this;
    // mutant: frame-chain
    if (frame.previousChecksum !== this.checksum) return 'does not follow the previous frame: the chain is broken';
    // mutant: frame-versions
    if (frame.firstVersion !== this.lastVersion + 1) {
      return `begins with version ${frame.firstVersion}, but version ${this.lastVersion + 1} is next`;
    }
    const isFirst = this.end === FILE_HEADER_BYTES;
    if (isFirst !== (frame.type === FRAME_SCHEMA))
      return isFirst ? `is the first and of type ${frame.type}` : 'is a schema frame but not the first frame';
    // mutant: frame-after-close
    if (this.isClosed) return 'follows a close frame';
    if (frame.durableVersion < this.#durableVersion) return 'has a lower durable version than the previous frame';
    if (this.bytes[end - 1] !== END_MARK) return 'has no end mark';
    return frame.fault();
  }

  /** No valid frame is here: the end of the segment, or a bad frame. `length` is its length if the header is valid. */
  #stop(length: number | undefined): NextFrame {
    const window = this.#window;
    const offset = this.end;
    if (offset === window.size && offset > FILE_HEADER_BYTES) return END_OF_FILE;
    const ownLast = length === undefined ? 0 : this.frame.lastVersion;
    const framesFrom = offset + (length ?? 8);
    const tail = readAfterBadFrame(window, this.#header.identity.salt, offset, framesFrom);
    if (tail.nonZeroEnd === offset && offset > FILE_HEADER_BYTES) return ZEROS;
    const firstVersion = this.lastVersion + 1;
    const known = Math.max(ownLast, tail.lastVersion, this.#context.provenVersion);
    const left = window.size - offset;
    // The payload of an incomplete frame is not needed.
    const there = length !== undefined && length <= left ? length : Math.min(FRAME_HEADER_BYTES, left);
    const index = window.locate(offset, there);
    const label = classifyBadFrame({
      offset,
      firstVersion,
      isInLastSegment: this.#context.isLast,
      isFirst: offset === FILE_HEADER_BYTES,
      isAfterClose: this.isClosed,
      // mutant: proof-of-later-frames
      provenVersion: Math.max(tail.durableVersion, this.#context.provenVersion),
      size: window.size,
      nonZeroEnd: tail.nonZeroEnd,
      length,
      bytes: window.bytes.subarray(index, index + there),
    });
    const lastVersion = known >= firstVersion ? known : undefined;
    const { nonZeroEnd } = tail;
    return this.#fail({ case: label, offset, reason: BAD_FRAME[label], firstVersion, lastVersion, nonZeroEnd });
  }

  #refuse(label: 'F4' | 'F5', offset: number, reason: string): NextFrame {
    const { lastVersion: own } = this.frame;
    const firstVersion = this.lastVersion + 1;
    const tail = readAfterBadFrame(this.#window, this.#header.identity.salt, offset, offset + 8);
    const known = Math.max(tail.lastVersion, this.#context.provenVersion, own <= Number.MAX_SAFE_INTEGER ? own : 0);
    const lastVersion = known >= firstVersion ? known : undefined;
    return this.#fail({ case: label, offset, reason, firstVersion, lastVersion, nonZeroEnd: tail.nonZeroEnd });
  }

  #fail(fault: SegmentFault): NextFrame {
    this.fault = fault;
    return { kind: 'fault', fault };
  }
}

/** Hot: for a short payload, tables are faster than a call of zlib. */
function payloadChecksum({ bytes, words }: SegmentWindow, start: number, end: number): number {
  return end - start < SHORT_PAYLOAD_BYTES
    ? checksumOfWords(words, start >>> 2, end >>> 2)
    : checksumOf(bytes, start, end);
}
