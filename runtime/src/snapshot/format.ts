/** The bytes of snapshots; docs/format.md, "Snapshots". */

import { GENERATION_LIMIT } from '../entity/index.js';
import { TABLES_MAX } from '../schema/index.js';

export const BLOCK_HEADER_BYTES = 32;
/** Of any block but the schema. */
export const BLOCK_PAYLOAD_MAX: number = 2 ** 20;

export const BLOCK_SCHEMA = 1;
export const BLOCK_REGISTRY = 2;
export const BLOCK_ROWS = 3;
export const BLOCK_CONTENTS = 4;
export const BLOCK_FOOTER = 5;

/** Offsets in a block's header. */
export const BLOCK_SALT = 0;
export const BLOCK_PAYLOAD_CHECKSUM = 4;
export const BLOCK_PAYLOAD_LENGTH = 8;
export const BLOCK_TYPE = 12;
/** 1 if the payload is compressed as the file's header says, 0 if it is stored as it is. */
export const BLOCK_COMPRESSED = 13;
export const BLOCK_TABLE_ID = 14;
export const BLOCK_FIRST = 16;
export const BLOCK_COUNT = 20;
export const BLOCK_NUMBER = 24;
export const BLOCK_HEADER_CHECKSUM = 28;

/** A compressed payload begins with length and checksum of the payload before compression. */
export const COMPRESSED_LENGTH = 0;
export const COMPRESSED_CHECKSUM = 4;
export const COMPRESSED_BYTES = 8;

/** Offsets in the file's header. */
export const HEADER_WINDOW_START = 56;
export const HEADER_WINDOW_END = 64;
export const HEADER_CREATED_MS = 72;
export const HEADER_FILE_BYTES = 80;
export const HEADER_BLOCKS = 88;
export const HEADER_COMPRESSION = 96;

/** A word of the registry: the generation in the lowest bits, then the state of the index. */
export const WORD_BYTES = 4;
export const WORD_GENERATION: number = GENERATION_LIMIT - 1;
export const WORD_ALIVE: number = 2 ** 30;
export const WORD_RETIRED: number = 2 ** 31;

/** Index and generation of a row's entity. */
export const ROW_ENTITY_BYTES = 8;

/** Offsets in an entry of the contents. */
export const ENTRY_BYTES = 24;
/** An entry for the registry, and one for each table that a schema may have. */
export const CONTENTS_BYTES_MAX: number = ENTRY_BYTES * (1 + TABLES_MAX);
export const ENTRY_TABLE_ID = 0;
export const ENTRY_TYPE = 2;
export const ENTRY_COUNT = 8;
export const ENTRY_BLOCKS = 16;

export const FOOTER_BYTES = 16;
export const FOOTER_BLOCKS = 0;
export const FOOTER_CHECKSUM = 8;

/** The header fields of a block. Its payload is passed separately. */
export interface SnapshotBlock {
  /** `BLOCK_SCHEMA`, `BLOCK_REGISTRY` or `BLOCK_ROWS`; the writer itself makes the others. */
  readonly type: number;
  /** 0 except in blocks of rows. */
  readonly tableId: number;
  /** The first index or row. */
  readonly first: number;
  /** Indexes or rows. */
  readonly count: number;
  /** Bytes of the payload before compression. */
  readonly length: number;
}
