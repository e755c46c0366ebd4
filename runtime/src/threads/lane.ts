/** A lane: what one attached thread and the owner use to talk to each other, side by side in shared memory. */

import { makeSharedBuffer } from '../memory/index.js';
import { THREADS_MAX } from './layout.js';
import { type RingMemory, ringBytes } from './ring.js';

/** Bytes for replies that the thread has not read yet, and for the ids that it may give out. */
const REPLY_BYTES = 2 ** 18;
const ID_BYTES = 2 ** 14;

export interface Lane {
  /** Transactions, to the owner. */
  readonly requests: RingMemory;
  /** What became of them, to the thread. */
  readonly replies: RingMemory;
  /** Ids that the owner has reserved for the thread. */
  readonly ids: RingMemory;
}

/** Memory for the lanes of all threads that can be attached; what is never used costs address space alone. */
export function makeLanes(requestBytes: number): SharedArrayBuffer {
  return makeSharedBuffer(lanesBytes(requestBytes));
}

export function lanesBytes(requestBytes: number): number {
  return THREADS_MAX * laneBytes(requestBytes);
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
