/** Decodes a snapshot, so that tests can change it, and encodes it again with right checksums. See docs/format.md. */

import { checksumOf, FILE_HEADER_BYTES } from '@ecsdb/runtime/storage';
import { checksum } from '@ecsdb/runtime/testing';
import { setHeaderChecksum, viewOf } from './segment.js';

const BLOCK_HEADER_BYTES = 32;
const REGISTRY = 2;
const ROWS = 3;
const CONTENTS = 4;
const FOOTER = 5;
const SALT_AT = 52;

export interface Block {
  type: number;
  /** 1 if the payload is compressed. */
  compressed: number;
  tableId: number;
  first: number;
  count: number;
  payload: Uint8Array;
}

export interface SnapshotFile {
  /** 512 bytes. */
  readonly header: Uint8Array;
  /** Without contents and footer, which `writeSnapshot` computes. */
  readonly blocks: Block[];
}

export function parseSnapshot(bytes: Uint8Array): SnapshotFile {
  const view = viewOf(bytes);
  const blocks: Block[] = [];
  for (let at = FILE_HEADER_BYTES; at < bytes.length; ) {
    const length = view.getUint32(at + 8, true);
    const type = view.getUint8(at + 12);
    if (type !== CONTENTS && type !== FOOTER) {
      blocks.push({
        type,
        compressed: view.getUint8(at + 13),
        tableId: view.getUint16(at + 14, true),
        first: view.getUint32(at + 16, true),
        count: view.getUint32(at + 20, true),
        payload: bytes.slice(at + BLOCK_HEADER_BYTES, at + BLOCK_HEADER_BYTES + length),
      });
    }
    at += BLOCK_HEADER_BYTES + Math.ceil(length / 8) * 8;
  }
  return { header: bytes.slice(0, FILE_HEADER_BYTES), blocks };
}

export function writeSnapshot({ header, blocks }: SnapshotFile): Uint8Array {
  const salt = viewOf(header).getUint32(SALT_AT, true);
  const contents = contentsOf(blocks);
  const all = [
    ...blocks,
    { type: CONTENTS, compressed: 0, tableId: 0, first: 0, count: contents.length / 24, payload: contents },
  ];
  const parts: Uint8Array[] = [];
  let chain = 0;
  for (const block of all) {
    const bytes = encode(block, salt, parts.length);
    chain = checksumOf(bytes, 28, 32, chain);
    parts.push(bytes);
  }
  const footer = new Uint8Array(16);
  viewOf(footer).setBigUint64(0, BigInt(parts.length), true);
  viewOf(footer).setUint32(8, chain, true);
  parts.push(
    encode({ type: FOOTER, compressed: 0, tableId: 0, first: 0, count: 0, payload: footer }, salt, parts.length),
  );
  const newHeader = header.slice();
  const bytes = Buffer.concat([newHeader, ...parts]);
  viewOf(newHeader).setBigUint64(80, BigInt(bytes.length), true);
  viewOf(newHeader).setBigUint64(88, BigInt(parts.length), true);
  setHeaderChecksum(newHeader);
  bytes.set(newHeader);
  return new Uint8Array(bytes);
}

function encode({ type, compressed, tableId, first, count, payload }: Block, salt: number, number: number): Uint8Array {
  const bytes = new Uint8Array(BLOCK_HEADER_BYTES + Math.ceil(payload.length / 8) * 8);
  const view = viewOf(bytes);
  bytes.set(payload, BLOCK_HEADER_BYTES);
  view.setUint32(0, salt, true);
  view.setUint32(4, checksum(bytes.subarray(BLOCK_HEADER_BYTES)), true);
  view.setUint32(8, payload.length, true);
  view.setUint8(12, type);
  view.setUint8(13, compressed);
  view.setUint16(14, tableId, true);
  view.setUint32(16, first, true);
  view.setUint32(20, count, true);
  view.setUint32(24, number, true);
  view.setUint32(28, checksumOf(bytes, 0, 28), true);
  return bytes;
}

function contentsOf(blocks: readonly Block[]): Uint8Array {
  const entries: { type: number; tableId: number; count: number; blocks: number }[] = [];
  for (const { type, tableId, count } of blocks) {
    if (type !== REGISTRY && type !== ROWS) continue;
    let entry = entries.at(-1);
    if (entry?.type !== type || entry.tableId !== tableId) {
      entry = { type, tableId, count: 0, blocks: 0 };
      entries.push(entry);
    }
    entry.count += count;
    entry.blocks++;
  }
  const bytes = new Uint8Array(entries.length * 24);
  for (const [i, entry] of entries.entries()) {
    const view = new DataView(bytes.buffer, i * 24, 24);
    view.setUint16(0, entry.tableId, true);
    view.setUint8(2, entry.type);
    view.setBigUint64(8, BigInt(entry.count), true);
    view.setBigUint64(16, BigInt(entry.blocks), true);
  }
  return bytes;
}
