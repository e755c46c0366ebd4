/**
 * A lane of runtime/src/threads as steps: a thread sends transactions through one ring and reads their replies from
 * another; the owner takes transactions and sends replies. Either ring can be full. Each side has one bell, at which it
 * waits for messages and for space. ring-model.ts models the content of a ring; here a ring is two positions and the
 * request for space.
 */

import { type BellWords, listening, ringing } from './bell-model.js';
import { Machine, type Memory, type Program } from './machine.js';

/** Mistakes, to check that the model finds them. */
export type LaneBug =
  | 'no side asks for space'
  | 'space is not checked again after it was asked for'
  | 'a request for space is checked before space is released'
  | 'a request for space is cleared after the bell was rung'
  | 'the thread ignores requests for space'
  | 'the owner does not check for space before it sleeps'
  | 'the thread does not check for space before it sleeps';

export interface LaneModelOptions {
  readonly transactions: number;
  /** Capacity of each ring, in messages. */
  readonly requests: number;
  readonly replies: number;
  readonly bug?: LaneBug;
}

interface Ring {
  readonly head: number;
  readonly tail: number;
  readonly wantsSpace: number;
  readonly capacity: number;
}

/** One side of the lane: the ring that it produces, the ring that it consumes, and its own words. */
interface Side {
  readonly produces: Ring;
  readonly consumes: Ring;
  readonly bell: BellWords;
  readonly other: BellWords;
  /** Number of messages that are queued. */
  readonly unsent: number;
  /** Number of messages that it has read. */
  readonly read: number;
  /** 1 if the other side's bell must be rung. */
  readonly mustRing: number;
  /** 1 after B1. */
  readonly listens: number;
  /** 1 if it has released space before it has read everything. */
  readonly hasMore: number;
}

const WORDS = 20;
const THREAD_BELL: BellWords = { word: 6, sleeps: 7 };
const OWNER_BELL: BellWords = { word: 8, sleeps: 9 };

export function laneModel(options: LaneModelOptions): Machine {
  const requests: Ring = { head: 0, tail: 1, wantsSpace: 2, capacity: options.requests };
  const replies: Ring = { head: 3, tail: 4, wantsSpace: 5, capacity: options.replies };
  const thread: Side = {
    produces: requests,
    consumes: replies,
    bell: THREAD_BELL,
    other: OWNER_BELL,
    unsent: 10,
    read: 11,
    mustRing: 12,
    listens: 13,
    hasMore: 18,
  };
  const owner: Side = {
    produces: replies,
    consumes: requests,
    bell: OWNER_BELL,
    other: THREAD_BELL,
    unsent: 14,
    read: 15,
    mustRing: 16,
    listens: 17,
    hasMore: 19,
  };
  const memory = new Array<number>(WORDS).fill(0);
  memory[thread.unsent] = options.transactions;
  return new Machine({
    memory,
    programs: [sideOf(thread, options, false), sideOf(owner, options, true)],
    wrongAtRest(end) {
      if (end.get(owner.read) !== options.transactions)
        return `the thread has sent ${end.get(owner.read)} transactions`;
      if (end.get(thread.read) !== options.transactions) return `the thread has read ${end.get(thread.read)} replies`;
      return undefined;
    },
  });
}

/** Reads messages, releases their space, sends queued messages, and sleeps if there was nothing to do. */
function sideOf(side: Side, { bug }: LaneModelOptions, isOwner: boolean): Program {
  const { produces, consumes, bell, other, unsent, read, mustRing, listens, hasMore } = side;
  // The owner needs no such step: it replies to each transaction that it takes, and rings for that.
  const handlesRequests = bug !== 'the thread ignores requests for space';
  const checksForSpace =
    bug !==
    (isOwner
      ? 'the owner does not check for space before it sleeps'
      : 'the thread does not check for space before it sleeps');
  const checksEarly = bug === 'a request for space is checked before space is released';
  const clearsLate = bug === 'a request for space is cleared after the bell was rung';

  /** After reading: releases space, and sends queued messages. */
  function flush(memory: Memory): string {
    if (memory.get(unsent) === 0) return ringIfNeeded(memory);
    // Checking after B1 without checking for space is one of the mistakes.
    return memory.get(listens) === 1 && !checksForSpace ? ringIfNeeded(memory) : 'space';
  }
  function ringIfNeeded(memory: Memory): string {
    if (memory.get(mustRing) === 0) return rest(memory);
    memory.set(mustRing, 0);
    return 'ring';
  }
  function rest(memory: Memory): string {
    if (memory.get(hasMore) === 1) return 'check';
    if (memory.get(listens) === 0) return 'listen';
    return 'sleep';
  }
  function hasSpace(memory: Memory): boolean {
    return memory.get(produces.tail) - memory.get(produces.head) < produces.capacity;
  }
  function afterSpaceRequest(memory: Memory, isAsked: boolean): string {
    if (!isAsked || !handlesRequests) return checksEarly ? 'release' : flush(memory);
    memory.set(mustRing, 1);
    if (clearsLate) return flush(memory);
    return 'clear';
  }
  const awake = (memory: Memory): string => {
    memory.set(listens, 0);
    return 'check';
  };
  const bells = ringing(
    () => other,
    (memory) => (clearsLate ? 'clearLate' : rest(memory)),
  );

  return {
    // One message or several are read before space is released.
    check: [true, false].map((readsOn) => ({
      label: 'R4',
      does(memory: Memory): string | undefined {
        if (memory.get(consumes.tail) > memory.get(read)) {
          memory.set(read, memory.get(read) + 1);
          if (isOwner) memory.set(unsent, memory.get(unsent) + 1);
          if (readsOn) return 'check';
          memory.set(hasMore, 1);
        } else if (readsOn) memory.set(hasMore, 0);
        else return undefined;
        return checksEarly ? 'wantsSpace' : 'release';
      },
    })),
    release: [
      {
        label: 'R6',
        does(memory) {
          memory.set(consumes.head, memory.get(read));
          return checksEarly ? flush(memory) : 'wantsSpace';
        },
      },
    ],
    wantsSpace: [{ label: 'S3', does: (memory) => afterSpaceRequest(memory, memory.get(consumes.wantsSpace) === 1) }],
    clear: [
      {
        label: 'S4',
        does(memory) {
          memory.set(consumes.wantsSpace, 0);
          return checksEarly ? 'release' : flush(memory);
        },
      },
    ],
    clearLate: [
      {
        label: 'S4 late',
        does(memory) {
          memory.set(consumes.wantsSpace, 0);
          return rest(memory);
        },
      },
    ],
    space: [
      {
        label: 'R1',
        does(memory) {
          if (hasSpace(memory)) return 'publish';
          return bug === 'no side asks for space' ? ringIfNeeded(memory) : 'ask';
        },
      },
    ],
    ask: [
      {
        label: 'S1',
        does(memory) {
          memory.set(produces.wantsSpace, 1);
          return bug === 'space is not checked again after it was asked for' ? ringIfNeeded(memory) : 'spaceAgain';
        },
      },
    ],
    spaceAgain: [{ label: 'S2 R1', does: (memory) => (hasSpace(memory) ? 'publish' : ringIfNeeded(memory)) }],
    publish: [
      {
        label: 'R3',
        does(memory) {
          memory.set(produces.tail, memory.get(produces.tail) + 1);
          memory.set(unsent, memory.get(unsent) - 1);
          memory.set(mustRing, 1);
          return memory.get(unsent) > 0 ? 'space' : ringIfNeeded(memory);
        },
      },
    ],
    ...bells,
    ...listening({
      bell,
      checksAt: 'checkAfterListening',
      next: awake,
    }),
    checkAfterListening: [
      {
        label: 'listens',
        does(memory) {
          memory.set(listens, 1);
          return 'check';
        },
      },
    ],
  };
}
