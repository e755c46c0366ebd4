/** The header of a frame, taken apart. */

import { checksumOf } from './checksum.js';
import {
  FRAME_CHECKPOINT,
  FRAME_CLOSE,
  FRAME_DURABLE_VERSION,
  FRAME_FIRST_VERSION,
  FRAME_HEADER_CHECKSUM,
  FRAME_PAYLOAD_CHECKSUM,
  FRAME_PAYLOAD_LENGTH,
  FRAME_PREVIOUS_CHECKSUM,
  FRAME_SALT,
  FRAME_SEAL,
  FRAME_TRANSACTION_COUNT,
  FRAME_TRANSACTIONS,
  FRAME_TYPE,
} from './format.js';

/** Bytes of a frame's payload at most; writers stay far below. */
const PAYLOAD_BYTES_MAX = 2 ** 31;
/** A checkpoint's payload: start and end of a window. */
const CHECKPOINT_BYTES = 16;

/** Used again for each frame, because recovery meets millions. */
export class FrameFields {
  payloadChecksum = 0;
  payloadLength = 0;
  type = 0;
  transactionCount = 0;
  firstVersion = 0;
  durableVersion = 0;
  previousChecksum = 0;
  headerChecksum = 0;

  /** Takes the 40 bytes at `at` apart; false when they are no header of a frame with this salt. */
  read(bytes: Uint8Array, at: number, salt: number): boolean {
    if (u32(bytes, at + FRAME_SALT) !== salt) return false;
    const headerChecksum = u32(bytes, at + FRAME_HEADER_CHECKSUM);
    if (checksumOf(bytes, at, at + FRAME_HEADER_CHECKSUM) !== headerChecksum) return false;
    this.payloadChecksum = u32(bytes, at + FRAME_PAYLOAD_CHECKSUM);
    this.payloadLength = u32(bytes, at + FRAME_PAYLOAD_LENGTH);
    this.type = bytes[at + FRAME_TYPE] as number;
    this.transactionCount =
      (bytes[at + FRAME_TRANSACTION_COUNT] as number) | ((bytes[at + FRAME_TRANSACTION_COUNT + 1] as number) << 8);
    this.firstVersion = u64(bytes, at + FRAME_FIRST_VERSION);
    this.durableVersion = u64(bytes, at + FRAME_DURABLE_VERSION);
    this.previousChecksum = u32(bytes, at + FRAME_PREVIOUS_CHECKSUM);
    this.headerChecksum = headerChecksum;
    return true;
  }

  /** The last version once this frame is there. */
  get lastVersion(): number {
    return this.firstVersion + this.transactionCount - 1;
  }

  /** Whether a database can have come to such versions at all. */
  isPossible(): boolean {
    const { firstVersion, durableVersion } = this;
    return firstVersion >= 1 && durableVersion < firstVersion && this.lastVersion <= Number.MAX_SAFE_INTEGER;
  }

  /** What is wrong with the frame by itself, as the end of a sentence; undefined when nothing is. */
  fault(): string | undefined {
    if (!this.isPossible()) return `tells of version ${this.firstVersion} when ${this.durableVersion} was durable`;
    if (this.payloadLength > PAYLOAD_BYTES_MAX) return `has a payload of ${this.payloadLength} bytes`;
    const { type, payloadLength, transactionCount } = this;
    if (type === 0) return 'is of type 0';
    if ((type === FRAME_TRANSACTIONS) !== transactionCount > 0)
      return `of type ${type} has ${transactionCount} transactions`;
    if ((type === FRAME_SEAL || type === FRAME_CLOSE) && payloadLength > 0) return `of type ${type} has a payload`;
    if (type === FRAME_CHECKPOINT && payloadLength !== CHECKPOINT_BYTES) return 'is a checkpoint without a window';
    return undefined;
  }
}

export function u32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)) >>>
    0
  );
}

/** Exact below 2^53; what is above comes out above, too, and is refused. */
export function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at + 4) * 2 ** 32 + u32(bytes, at);
}
