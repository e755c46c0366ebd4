/** Reads a snapshot's file block by block, and checks the header and the payload of each block. */

import { checksum, checksumOf, FILE_HEADER_BYTES } from '../directory/index.js';
import type { OpenFile } from '../fs/index.js';
import { SegmentWindow } from '../log/index.js';
import { aligned } from '../operation/index.js';
import { SCHEMA_BYTES_MAX } from '../schema/index.js';
import { decompressPayload } from './block-compression.js';
import type { Compression } from './compression.js';
import {
  BLOCK_COMPRESSED,
  BLOCK_CONTENTS,
  BLOCK_COUNT,
  BLOCK_FIRST,
  BLOCK_HEADER_BYTES,
  BLOCK_HEADER_CHECKSUM,
  BLOCK_NUMBER,
  BLOCK_PAYLOAD_CHECKSUM,
  BLOCK_PAYLOAD_LENGTH,
  BLOCK_PAYLOAD_MAX,
  BLOCK_SALT,
  BLOCK_SCHEMA,
  BLOCK_TABLE_ID,
  BLOCK_TYPE,
  CONTENTS_BYTES_MAX,
  type SnapshotBlock,
  WORD_BYTES,
} from './format.js';

export class BlockReader {
  /** The current block. Its payload is valid until the next call of `next`. */
  block: SnapshotBlock = { type: 0, tableId: 0, first: 0, count: 0, length: 0 };
  /** Number of blocks so far. */
  blocks = 0;
  /** Over the header checksums of all blocks. */
  checksum = 0;

  readonly #window: SegmentWindow = new SegmentWindow();
  readonly #salt: number;
  readonly #compression: Compression;
  /** Where the block begins in the file, and where it ends. */
  #offset: number = FILE_HEADER_BYTES;
  #end: number = FILE_HEADER_BYTES;
  #isCompressed = false;
  /** Its payload begins at `#payloadAt` in `#payload`: in the window, or decompressed. */
  #payload: Uint8Array = this.#window.bytes;
  #payloadAt = 0;

  /** `compression` is that of the compressed blocks. */
  constructor(file: OpenFile, path: string, salt: number, compression: Compression) {
    this.#window.open(file, path);
    this.#salt = salt;
    this.#compression = compression;
  }

  get isAtEnd(): boolean {
    return this.#end === this.#window.size;
  }

  /** Where the block begins in the file. */
  get offset(): number {
    return this.#offset;
  }

  /** Reads the next block. Throws `InvalidBlock`. */
  next(): void {
    const window = this.#window;
    this.#offset = this.#end;
    const left = window.size - this.#offset;
    if (left < BLOCK_HEADER_BYTES) throw new InvalidBlock('ends before its last block', this.#offset);
    const payloadChecksum = this.#readHeader(window.locate(this.#offset, BLOCK_HEADER_BYTES));
    this.#readPayload(left, payloadChecksum);
    if (this.#isCompressed) this.#decompress();
    this.blocks++;
  }

  /** The payload as bytes, from `start` on. */
  bytes(start = 0, length: number = this.block.length - start): Uint8Array {
    return this.#payload.subarray(this.#payloadAt + start, this.#payloadAt + start + length);
  }

  /** The first `count` words of the payload. */
  words(count: number): Uint32Array {
    // Blocks begin at multiples of 8 in the file, and the window keeps this alignment in memory.
    return new Uint32Array(this.#payload.buffer, this.#payload.byteOffset + this.#payloadAt, count);
  }

  /** Returns the expected checksum of the payload. */
  #readHeader(at: number): number {
    const { bytes } = this.#window;
    const view = new DataView(bytes.buffer, at, BLOCK_HEADER_BYTES);
    const sealed = at + BLOCK_HEADER_CHECKSUM;
    const isIntact = checksumOf(bytes, at, sealed) === view.getUint32(BLOCK_HEADER_CHECKSUM, true);
    if (!isIntact) throw this.invalid('has a header whose checksum is wrong');
    if (view.getUint32(BLOCK_SALT, true) !== this.#salt) throw this.invalid('belongs to another file');
    const number = view.getUint32(BLOCK_NUMBER, true);
    if (number !== this.blocks) throw this.invalid(`says that it is number ${number}`);
    const compressed = bytes[at + BLOCK_COMPRESSED] as number;
    if (compressed > (this.#compression === 'none' ? 0 : 1)) throw this.invalid('uses a reserved byte');
    this.#isCompressed = compressed === 1;
    this.checksum = checksumOf(bytes, sealed, at + BLOCK_HEADER_BYTES, this.checksum);
    this.block = {
      type: view.getUint8(BLOCK_TYPE),
      tableId: view.getUint16(BLOCK_TABLE_ID, true),
      first: view.getUint32(BLOCK_FIRST, true),
      count: view.getUint32(BLOCK_COUNT, true),
      length: view.getUint32(BLOCK_PAYLOAD_LENGTH, true),
    };
    return view.getUint32(BLOCK_PAYLOAD_CHECKSUM, true);
  }

  #readPayload(left: number, payloadChecksum: number): void {
    const { type, length } = this.block;
    if (length > payloadMax(type)) throw this.invalid(`has ${length} bytes, more than a block may have`);
    const size = BLOCK_HEADER_BYTES + aligned(length);
    if (size > left) throw this.invalid(`has ${size} bytes, and the file has only ${left} more`);
    this.#payloadAt = this.#window.locate(this.#offset, size) + BLOCK_HEADER_BYTES;
    this.#payload = this.#window.bytes;
    this.#end = this.#offset + size;
    // mutant: case-p1
    if (checksum(this.bytes(0, aligned(length))) !== payloadChecksum) throw this.invalid('has a wrong checksum');
    if (this.bytes(length, aligned(length) - length).some((byte) => byte !== 0))
      throw this.invalid('is not padded with zeros');
  }

  #decompress(): void {
    const payload = decompressPayload(this.bytes(), this.#compression, payloadMax(this.block.type));
    if (typeof payload === 'string') throw this.invalid(payload);
    // zlib may have placed it anywhere in a buffer.
    this.#payload = payload.byteOffset % WORD_BYTES === 0 ? payload : new Uint8Array(payload);
    this.#payloadAt = 0;
    this.block = { ...this.block, length: payload.length };
  }

  /** `objection` is the end of a sentence that begins with "a block that". */
  invalid(objection: string): InvalidBlock {
    return new InvalidBlock(`has a block, number ${this.blocks}, that ${objection}`, this.#offset);
  }
}

/** Bytes of a block's payload at most. */
function payloadMax(type: number): number {
  switch (type) {
    case BLOCK_SCHEMA:
      return SCHEMA_BYTES_MAX;
    case BLOCK_CONTENTS:
      return CONTENTS_BYTES_MAX;
    default:
      return BLOCK_PAYLOAD_MAX;
  }
}

/** Thrown inside the reader if a snapshot is damaged. Callers get a `SnapshotFault`. */
export class InvalidBlock extends Error {
  override readonly name = 'InvalidBlock';
  /** Where in the file, in bytes. */
  readonly offset: number;

  /** `text` is the end of a sentence that begins with the file's name. */
  constructor(text: string, offset: number) {
    super(text);
    this.offset = offset;
  }
}
