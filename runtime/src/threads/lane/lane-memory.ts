/** The memory of lanes: three rings for each thread that can be attached, side by side in one buffer. */

import { makeSharedBuffer } from '../../memory/index.js';
import { type RingMemory, ringBytes } from './ring-memory.js';

/** Limits of the ring for requests, in bytes; both are powers of two. */
export const REQUEST_RING_BYTES_MIN: number = 2 ** 12;
export const REQUEST_RING_BYTES_MAX: number = 2 ** 26;
/** Replies that the thread has not read yet. */
const REPLY_RING_BYTES = 2 ** 18;
/** Ids that are reserved for the thread. */
const ID_RING_BYTES = 2 ** 14;

/**
 * What one attached thread and the owner use to exchange messages. `message-formats.ts` says what the messages contain.
 */
export interface Lane {
  /** From the thread to the owner: transactions. */
  readonly requests: RingMemory;
  /** From the owner to the thread: results of transactions. */
  readonly replies: RingMemory;
  /** From the owner to the thread: ids for new entities. */
  readonly ids: RingMemory;
}

export function isRequestRingBytes(bytes: unknown): bytes is number {
  if (typeof bytes !== 'number' || !Number.isInteger(Math.log2(bytes))) return false;
  return bytes >= REQUEST_RING_BYTES_MIN && bytes <= REQUEST_RING_BYTES_MAX;
}

/** Memory for `count` lanes. Parts that are never used cost address space only. */
export function makeLanes(count: number, requestRingBytes: number): SharedArrayBuffer {
  return makeSharedBuffer(lanesBytes(count, requestRingBytes));
}

export function lanesBytes(count: number, requestRingBytes: number): number {
  return count * laneBytes(requestRingBytes);
}

export function laneOf(buffer: SharedArrayBuffer, requestRingBytes: number, slot: number): Lane {
  const start = slot * laneBytes(requestRingBytes);
  const replies = start + ringBytes(requestRingBytes);
  const ids = replies + ringBytes(REPLY_RING_BYTES);
  return {
    requests: { buffer, start, bytes: requestRingBytes },
    replies: { buffer, start: replies, bytes: REPLY_RING_BYTES },
    ids: { buffer, start: ids, bytes: ID_RING_BYTES },
  };
}

function laneBytes(requestRingBytes: number): number {
  return ringBytes(requestRingBytes) + ringBytes(REPLY_RING_BYTES) + ringBytes(ID_RING_BYTES);
}
