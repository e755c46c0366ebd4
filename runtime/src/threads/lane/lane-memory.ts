/** A lane: what one attached thread and the owner use to talk to each other, side by side in shared memory. */

import { makeSharedBuffer } from '../../memory/index.js';
import { type RingMemory, ringBytes } from './ring.js';

/** Bytes for replies that the thread has not read yet, and for the ids that it may give out. */
const REPLY_BYTES = 2 ** 18;
const ID_BYTES = 2 ** 14;

/** Bytes for the transactions of one thread: the least and the most that a database can be shared with. */
export const REQUEST_BYTES_MIN: number = 2 ** 12;
export const REQUEST_BYTES_MAX: number = 2 ** 26;

/** Flag of a reply that contains an error as JSON. Without it, a reply contains the version as f64. */
export const FAILED = 1;

export interface Lane {
  /** Transactions, to the owner. */
  readonly requests: RingMemory;
  /** What became of them, to the thread. */
  readonly replies: RingMemory;
  /** Ids that the owner has reserved for the thread. */
  readonly ids: RingMemory;
}

/** Memory for `count` lanes. The parts that are never used cost address space only. */
export function makeLanes(count: number, requestBytes: number): SharedArrayBuffer {
  return makeSharedBuffer(lanesBytes(count, requestBytes));
}

/** True for a power of two within the limits. */
export function isRequestBytes(bytes: unknown): bytes is number {
  if (typeof bytes !== 'number' || !Number.isInteger(Math.log2(bytes))) return false;
  return bytes >= REQUEST_BYTES_MIN && bytes <= REQUEST_BYTES_MAX;
}

export function lanesBytes(count: number, requestBytes: number): number {
  return count * laneBytes(requestBytes);
}

export function laneOf(buffer: SharedArrayBuffer, requestBytes: number, slot: number): Lane {
  const start = slot * laneBytes(requestBytes);
  const replies = start + ringBytes(requestBytes);
  const ids = replies + ringBytes(REPLY_BYTES);
  return {
    requests: { buffer, start, bytes: requestBytes },
    replies: { buffer, start: replies, bytes: REPLY_BYTES },
    ids: { buffer, start: ids, bytes: ID_BYTES },
  };
}

function laneBytes(requestBytes: number): number {
  return ringBytes(requestBytes) + ringBytes(REPLY_BYTES) + ringBytes(ID_BYTES);
}
