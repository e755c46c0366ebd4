/** CRC-32, as in zip and PNG: by `node:zlib` if it has the function (from Node 20.15 and 22.2), by tables otherwise. */

import { crc32 } from '#node-system';

/** The algorithm byte of file headers. */
export const CHECKSUM_CRC32 = 1;

const POLYNOMIAL = 0xedb88320;

/** Tables for eight bytes at a time ("slicing by 8", Kounavis and Berry, 2005), one after the other. */
const TABLES: Uint32Array = /*@__PURE__*/ makeTables();

/** The same tables as signed numbers, which V8 keeps as small integers. */
const SIGNED_TABLES: Int32Array = /*@__PURE__*/ new Int32Array(TABLES.buffer);

/** Below this length, tables are faster than a call of zlib, which takes 0.3 us. */
const SHORT_BYTES = 128;

/** The CRC-32 of `bytes`, unsigned; with `previous`, the checksum of earlier bytes, of those followed by `bytes`. */
export function checksum(bytes: Uint8Array, previous: number = 0): number {
  if (crc32 === undefined || bytes.length < SHORT_BYTES) return tableChecksum(bytes, 0, bytes.length, previous);
  return crc32(bytes, previous);
}

/** The same over a part of `bytes`. Hot: makes no view of a short part, such as a header. */
export function checksumOf(bytes: Uint8Array, from: number, to: number, previous: number = 0): number {
  if (to - from < SHORT_BYTES) return tableChecksum(bytes, from, to, previous);
  return checksum(bytes.subarray(from, to), previous);
}

/** The same by tables alone. */
export function tableChecksum(bytes: Uint8Array, from: number, to: number, previous: number = 0): number {
  let crc = ~previous;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    const low = crc ^ word(bytes, at);
    const high = word(bytes, at + 4);
    crc =
      entry(7, low & 0xff) ^
      entry(6, (low >>> 8) & 0xff) ^
      entry(5, (low >>> 16) & 0xff) ^
      entry(4, low >>> 24) ^
      entry(3, high & 0xff) ^
      entry(2, (high >>> 8) & 0xff) ^
      entry(1, (high >>> 16) & 0xff) ^
      entry(0, high >>> 24);
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ entry(0, (crc ^ (bytes[at] as number)) & 0xff);
  return ~crc >>> 0;
}

/**
 * The same over words, the first byte in the lowest bits, by tables. Twice as fast as over bytes: recovery reads
 * millions of short frames.
 */
export function checksumOfWords(words: Int32Array, from: number, to: number): number {
  const tables = SIGNED_TABLES;
  let crc = -1;
  let at = from;
  for (; at + 2 <= to; at += 2) {
    const low = crc ^ (words[at] as number);
    const high = words[at + 1] as number;
    crc =
      (tables[0x700 | (low & 0xff)] as number) ^
      (tables[0x600 | ((low >>> 8) & 0xff)] as number) ^
      (tables[0x500 | ((low >>> 16) & 0xff)] as number) ^
      (tables[0x400 | (low >>> 24)] as number) ^
      (tables[0x300 | (high & 0xff)] as number) ^
      (tables[0x200 | ((high >>> 8) & 0xff)] as number) ^
      (tables[0x100 | ((high >>> 16) & 0xff)] as number) ^
      (tables[high >>> 24] as number);
  }
  if (at < to) {
    const low = crc ^ (words[at] as number);
    crc =
      (tables[0x300 | (low & 0xff)] as number) ^
      (tables[0x200 | ((low >>> 8) & 0xff)] as number) ^
      (tables[0x100 | ((low >>> 16) & 0xff)] as number) ^
      (tables[low >>> 24] as number);
  }
  return ~crc >>> 0;
}

function entry(table: number, byte: number): number {
  return TABLES[(table << 8) | byte] as number;
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

function makeTables(): Uint32Array {
  const tables = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    tables[byte] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const shorter = tables[i - 256] as number;
    tables[i] = (shorter >>> 8) ^ (tables[shorter & 0xff] as number);
  }
  return tables;
}
