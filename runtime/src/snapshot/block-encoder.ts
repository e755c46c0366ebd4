/** Blocks as bytes: header, payload, padding, one after the other. */

import { checksum, checksumOf } from '../directory/index.js';
import { aligned } from '../operation/index.js';
import { compressPayload } from './block-compression.js';
import type { Compression } from './compression.js';
import {
  BLOCK_COMPRESSED,
  BLOCK_COUNT,
  BLOCK_FIRST,
  BLOCK_HEADER_BYTES,
  BLOCK_HEADER_CHECKSUM,
  BLOCK_NUMBER,
  BLOCK_PAYLOAD_CHECKSUM,
  BLOCK_PAYLOAD_LENGTH,
  BLOCK_SALT,
  BLOCK_TABLE_ID,
  BLOCK_TYPE,
  type SnapshotBlock,
} from './format.js';

export class BlockEncoder {
  /** Number of blocks so far. */
  blocks = 0;
  /** Over the header checksums of all blocks. */
  checksum = 0;
  /** True if a block became smaller by compression. */
  isCompressed = false;

  readonly #salt: number;
  readonly #compression: Compression;
  /** The blocks that were not taken yet. */
  #bytes: Uint8Array;
  #length = 0;

  constructor(salt: number, capacity: number, compression: Compression) {
    this.#salt = salt;
    this.#compression = compression;
    this.#bytes = new Uint8Array(capacity);
  }

  /** False if `take` must be called before a block with a payload of this length is added. */
  hasRoom(payloadLength: number): boolean {
    return this.#length === 0 || this.#length + BLOCK_HEADER_BYTES + aligned(payloadLength) <= this.#bytes.length;
  }

  add(block: SnapshotBlock, payload: Uint8Array): void {
    const start = this.#length;
    const from = start + BLOCK_HEADER_BYTES;
    const compressed = compressPayload(payload, this.#compression);
    const stored = compressed ?? payload;
    const end = from + aligned(stored.length);
    // Only for a first block, which may be larger than the buffer.
    if (end > this.#bytes.length) this.#bytes = new Uint8Array(end);
    const bytes = this.#bytes;
    bytes.set(stored, from);
    bytes.fill(0, from + stored.length, end);
    const view = new DataView(bytes.buffer, start, BLOCK_HEADER_BYTES);
    view.setUint32(BLOCK_SALT, this.#salt, true);
    view.setUint32(BLOCK_PAYLOAD_CHECKSUM, checksum(bytes.subarray(from, end)), true);
    view.setUint32(BLOCK_PAYLOAD_LENGTH, stored.length, true);
    view.setUint8(BLOCK_TYPE, block.type);
    view.setUint8(BLOCK_COMPRESSED, compressed === undefined ? 0 : 1);
    view.setUint16(BLOCK_TABLE_ID, block.tableId, true);
    view.setUint32(BLOCK_FIRST, block.first, true);
    view.setUint32(BLOCK_COUNT, block.count, true);
    view.setUint32(BLOCK_NUMBER, this.blocks, true);
    const headerChecksum = checksumOf(bytes, start, start + BLOCK_HEADER_CHECKSUM);
    view.setUint32(BLOCK_HEADER_CHECKSUM, headerChecksum, true);
    this.checksum = checksumOf(bytes, start + BLOCK_HEADER_CHECKSUM, from, this.checksum);
    this.#length = end;
    if (compressed !== undefined) this.isCompressed = true;
    this.blocks++;
  }

  /** The blocks since the last call; valid until the next block is added. */
  take(): Uint8Array {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return bytes;
  }
}
