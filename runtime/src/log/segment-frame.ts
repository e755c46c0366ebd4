/** The fields of a frame's header, and their checks. */

import { checksumOfWords, getU32At } from '../directory/index.js';
import { SCHEMA_BYTES_MAX } from '../schema/index.js';
import {
  CHECKPOINT_BYTES,
  FRAME_CHECKPOINT,
  FRAME_CLOSE,
  FRAME_DURABLE_VERSION,
  FRAME_FIRST_VERSION,
  FRAME_HEADER_BYTES,
  FRAME_HEADER_CHECKSUM,
  FRAME_PAYLOAD_CHECKSUM,
  FRAME_PAYLOAD_LENGTH,
  FRAME_PREVIOUS_CHECKSUM,
  FRAME_SALT,
  FRAME_SCHEMA,
  FRAME_SEAL,
  FRAME_TRANSACTIONS,
  FRAME_TYPE,
} from './format.js';

/** Writers stay far below. */
const PAYLOAD_BYTES_MAX = 2 ** 31;

const HEADER_WORDS = FRAME_HEADER_BYTES / 4;

/** Reused for each frame, because recovery reads millions. */
export class FrameFields {
  payloadChecksum = 0;
  payloadLength = 0;
  type = 0;
  transactionCount = 0;
  firstVersion = 0;
  durableVersion = 0;
  previousChecksum = 0;
  headerChecksum = 0;

  /** Reads the 40 bytes at `at`. Returns false if they are not the header of a frame with this salt. */
  read(bytes: Uint8Array, at: number, salt: number): boolean {
    if (getU32At(bytes, at) !== salt) return false;
    const words = new Int32Array(HEADER_WORDS);
    new Uint8Array(words.buffer).set(bytes.subarray(at, at + FRAME_HEADER_BYTES));
    return this.readWords(words, 0, salt);
  }

  /** The same with words. Hot. */
  readWords(words: Int32Array, at: number, salt: number): boolean {
    const checksumAt = at + FRAME_HEADER_CHECKSUM / 4;
    // mutant: frame-salt
    if (unsigned(words[at + FRAME_SALT / 4]) !== salt) return false;
    const headerChecksum = unsigned(words[checksumAt]);
    // mutant: frame-header-checksum
    if (checksumOfWords(words, at, checksumAt) !== headerChecksum) return false;
    const kind = words[at + FRAME_TYPE / 4] as number;
    this.payloadChecksum = unsigned(words[at + FRAME_PAYLOAD_CHECKSUM / 4]);
    this.payloadLength = unsigned(words[at + FRAME_PAYLOAD_LENGTH / 4]);
    this.type = kind & 0xff;
    this.transactionCount = kind >>> 16;
    this.firstVersion = u64(words, at + FRAME_FIRST_VERSION / 4);
    this.durableVersion = u64(words, at + FRAME_DURABLE_VERSION / 4);
    this.previousChecksum = unsigned(words[at + FRAME_PREVIOUS_CHECKSUM / 4]);
    this.headerChecksum = headerChecksum;
    return true;
  }

  /** The last version in the log up to this frame. */
  get lastVersion(): number {
    return this.firstVersion + this.transactionCount - 1;
  }

  /** Whether a database can have such versions at all. */
  isPossible(): boolean {
    const { firstVersion, durableVersion } = this;
    return firstVersion >= 1 && durableVersion < firstVersion && this.lastVersion <= Number.MAX_SAFE_INTEGER;
  }

  /** Why no frame of this type can have a payload of this length, as the end of a sentence; undefined if it can. */
  lengthFault(): string | undefined {
    const { type, payloadLength } = this;
    const isTooLong = payloadLength > (type === FRAME_SCHEMA ? SCHEMA_BYTES_MAX : PAYLOAD_BYTES_MAX);
    return isTooLong ? `of type ${type} has a payload of ${payloadLength} bytes` : undefined;
  }

  /** What is wrong with the frame, regardless of other frames, as the end of a sentence; undefined if nothing is. */
  fault(): string | undefined {
    if (!this.isPossible())
      return `begins with version ${this.firstVersion} and says that version ${this.durableVersion} was durable`;
    const excess = this.lengthFault();
    if (excess !== undefined) return excess;
    const { type, payloadLength, transactionCount } = this;
    if (type === 0) return 'is of type 0';
    if ((type === FRAME_TRANSACTIONS) !== transactionCount > 0)
      return `of type ${type} has ${transactionCount} transactions`;
    if ((type === FRAME_SEAL || type === FRAME_CLOSE) && payloadLength > 0) return `of type ${type} has a payload`;
    if (type === FRAME_CHECKPOINT && payloadLength !== CHECKPOINT_BYTES) return 'is a checkpoint without a window';
    return undefined;
  }
}

function unsigned(word: number | undefined): number {
  return (word as number) >>> 0;
}

/** Exact below 2^53. A larger number gives a larger result, which is refused. */
function u64(words: Int32Array, at: number): number {
  return unsigned(words[at + 1]) * 2 ** 32 + unsigned(words[at]);
}
