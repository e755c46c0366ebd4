/** CRC-32 as in zip and PNG: polynomial 0xEDB88320, reflected. By node:zlib where it offers it (Node 20.15, 22.2), else by tables. */

import * as zlib from 'node:zlib';

/** The algorithm byte of file headers. */
export const CHECKSUM_CRC32 = 1;

/** Tables for eight bytes at a time ("slicing by 8", Kounavis and Berry, 2005), one after the other. */
const TABLES: Uint32Array = makeTables();

/** Below this length, tables are faster than the way into zlib and back (0.3 us). */
const SHORT_BYTES = 128;

const native: ((data: Uint8Array, value?: number) => number) | undefined = (
  zlib as { crc32?: (data: Uint8Array, value?: number) => number }
).crc32;

/** The checksum of `bytes`, or of what `previous` is the checksum of with `bytes` after it. */
export function checksum(bytes: Uint8Array, previous = 0): number {
  if (native === undefined || bytes.length < SHORT_BYTES) return checksumOf(bytes, 0, bytes.length, previous);
  return native(bytes, previous);
}

/** The same over a part of `bytes`, without zlib and without a view of it: for headers. */
export function checksumOf(bytes: Uint8Array, from: number, to: number, previous = 0): number {
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
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    tables[byte] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const shorter = tables[i - 256] as number;
    tables[i] = (shorter >>> 8) ^ (tables[shorter & 0xff] as number);
  }
  return tables;
}
