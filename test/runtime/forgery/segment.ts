/**
 * Decodes a segment of the log, so that tests can change it, and encodes it again with right checksums. See
 * docs/format.md.
 */

import { completeFrame, encodeFrame, FILE_HEADER_BYTES, FRAME_HEADER_BYTES } from '@ecsdb/runtime/storage';
import { checksum } from '@ecsdb/runtime/testing';

const TRANSACTIONS = 1;
const OPERATION_HEADER_BYTES = 16;
const SALT_AT = 52;
const PREVIOUS_LENGTH_AT = 72;
const PREVIOUS_CHECKSUM_AT = 88;
const HEADER_CHECKSUM_AT = 508;

export interface Operation {
  kind: number;
  tableId: number;
  index: number;
  generation: number;
  body: Uint8Array;
}

interface Frame {
  readonly type: number;
  readonly firstVersion: number;
  readonly durableVersion: number;
  /** Used only if the frame does not contain transactions. */
  payload: Uint8Array;
  readonly transactions: Operation[][];
}

export interface Segment {
  /** 512 bytes. */
  readonly header: Uint8Array;
  readonly frames: Frame[];
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function parseSegment(bytes: Uint8Array): Segment {
  const view = viewOf(bytes);
  const frames: Frame[] = [];
  let at = FILE_HEADER_BYTES;
  while (at + FRAME_HEADER_BYTES <= bytes.length && view.getUint32(at, true) !== 0) {
    const length = view.getUint32(at + 8, true);
    const type = view.getUint8(at + 12);
    const payload = bytes.slice(at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + length);
    frames.push({
      type,
      firstVersion: Number(view.getBigUint64(at + 16, true)),
      durableVersion: Number(view.getBigUint64(at + 24, true)),
      payload,
      transactions: type === TRANSACTIONS ? parseTransactions(payload) : [],
    });
    at += FRAME_HEADER_BYTES + (Math.floor(length / 8) + 1) * 8;
  }
  return { header: bytes.slice(0, FILE_HEADER_BYTES), frames };
}

function parseTransactions(payload: Uint8Array): Operation[][] {
  const view = viewOf(payload);
  const transactions: Operation[][] = [];
  for (let at = 0; at < payload.length; ) {
    const end = at + 8 + view.getUint32(at, true);
    const operations: Operation[] = [];
    for (at += 8; at < end; ) {
      const length = view.getUint32(at + 12, true);
      operations.push({
        kind: view.getUint8(at),
        tableId: view.getUint16(at + 2, true),
        index: view.getUint32(at + 4, true),
        generation: view.getUint32(at + 8, true),
        body: payload.slice(at + OPERATION_HEADER_BYTES, at + OPERATION_HEADER_BYTES + length),
      });
      at += OPERATION_HEADER_BYTES + Math.ceil(length / 8) * 8;
    }
    transactions.push(operations);
  }
  return transactions;
}

/** Encodes segments, oldest first, and updates the chain of their checksums. */
export function writeSegments(segments: readonly Segment[]): Uint8Array[] {
  let previous: { readonly length: number; readonly checksum: number } | undefined;
  return segments.map(({ header, frames }) => {
    const newHeader = header.slice();
    const view = viewOf(newHeader);
    if (previous !== undefined) {
      view.setBigUint64(PREVIOUS_LENGTH_AT, BigInt(previous.length), true);
      view.setUint32(PREVIOUS_CHECKSUM_AT, previous.checksum, true);
    }
    setHeaderChecksum(newHeader);
    let chain = view.getUint32(HEADER_CHECKSUM_AT, true);
    const salt = view.getUint32(SALT_AT, true);
    const parts = frames.map((frame) => {
      const bytes = encodeFrame(frame.type, payloadOf(frame), frame.firstVersion);
      viewOf(bytes).setUint16(14, frame.transactions.length, true);
      chain = completeFrame(bytes, 0, salt, frame.durableVersion, chain);
      return bytes;
    });
    const segment = new Uint8Array(Buffer.concat([newHeader, ...parts]));
    previous = { length: segment.length, checksum: chain };
    return segment;
  });
}

/** Writes the right checksum into the header of a file. */
export function setHeaderChecksum(header: Uint8Array): void {
  viewOf(header).setUint32(HEADER_CHECKSUM_AT, checksum(header.subarray(0, HEADER_CHECKSUM_AT)), true);
}

function payloadOf({ type, payload, transactions }: Frame): Uint8Array {
  return type === TRANSACTIONS ? new Uint8Array(Buffer.concat(transactions.map(transactionOf))) : payload;
}

function transactionOf(operations: readonly Operation[]): Uint8Array {
  const bodies = operations.map(({ kind, tableId, index, generation, body }) => {
    const bytes = new Uint8Array(OPERATION_HEADER_BYTES + Math.ceil(body.length / 8) * 8);
    const view = viewOf(bytes);
    view.setUint8(0, kind);
    view.setUint16(2, tableId, true);
    view.setUint32(4, index, true);
    view.setUint32(8, generation, true);
    view.setUint32(12, body.length, true);
    bytes.set(body, OPERATION_HEADER_BYTES);
    return bytes;
  });
  const header = new Uint8Array(8);
  viewOf(header).setUint32(
    0,
    bodies.reduce((sum, { length }) => sum + length, 0),
    true,
  );
  viewOf(header).setUint32(4, operations.length, true);
  return new Uint8Array(Buffer.concat([header, ...bodies]));
}
