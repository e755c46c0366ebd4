/**
 * The ring of commits as steps: the owner of runtime/src/feed/ring.ts, and a reader of ring-reader.ts that copies and
 * checks. The ring has two entries of two words each. Version v is at entry (v - 1) % 2, both words of it contain v.
 * The reader sleeps at a bell while nothing is published that is new for it.
 */

import { type BellWords, listening, ringing } from './bell-model.js';
import { Violation } from './explorer.js';
import { Machine, type Memory, type Program } from './machine.js';

/** Mistakes, to check that the model finds them. */
export type FeedBug =
  | 'TAIL is moved after the entry is overwritten'
  | 'the reader does not check TAIL'
  | 'the reader checks TAIL before it copies'
  | 'the reader copies what is not published'
  | 'after an overrun, the reader continues with the oldest entry and reports nothing'
  | 'the owner publishes before it appends'
  | 'the owner rings before it publishes'
  | 'the reader sleeps without checking again';

export interface FeedModelOptions {
  readonly versions: number;
  readonly bug?: FeedBug;
}

const ENTRIES = 2;

/** Versions: the oldest kept one, the newest one in the ring, the published one. */
const TAIL = 0;
const HEAD = 1;
const PUBLISHED = 2;
const BELL: BellWords = { word: 3, sleeps: 4 };
/** The words of the entries. */
const DATA = 5;
/** The owner's: the version that it commits. */
const COMMITTED = DATA + 2 * ENTRIES;
/** The reader's: the version that it has heard of, what it delivers up to, and its copy. */
const HEARD = COMMITTED + 1;
const LIMIT = HEARD + 1;
const COPY = LIMIT + 1;
const START = [1, 0, 0, 0, 0, ...new Array<number>(2 * ENTRIES).fill(0), 1, 0, 0, 0, 0];

function entryWord(version: number, index: number): number {
  return DATA + 2 * ((version - 1) % ENTRIES) + index;
}

export function feedModel(options: FeedModelOptions): Machine {
  return new Machine({
    memory: START,
    programs: [ownerProgram(options), readerProgram(options)],
    wrongAtRest(memory) {
      const heard = memory.get(HEARD);
      return heard === options.versions ? undefined : `the reader sleeps for ever, having heard of ${heard}`;
    },
  });
}

function ownerProgram({ versions, bug }: FeedModelOptions): Program {
  const writesFirst = bug === 'TAIL is moved after the entry is overwritten';
  const publishesFirst = bug === 'the owner publishes before it appends';
  const ringsFirst = bug === 'the owner rings before it publishes';
  const afterHead = publishesFirst || ringsFirst ? 'ring' : 'publish';
  const begins = publishesFirst ? 'publish' : writesFirst ? 'first' : 'tail';
  const next = (memory: Memory): string => {
    memory.set(COMMITTED, memory.get(COMMITTED) + 1);
    return memory.get(COMMITTED) > versions ? 'done' : begins;
  };
  const bells = ringing(
    () => BELL,
    (memory) => (ringsFirst ? 'publish' : next(memory)),
  );
  const write = (index: number, goesTo: string) => ({
    label: `F2 ${index}`,
    // Not as a plain access: copies that are discarded race with it, and what they contain does not matter.
    does(memory: Memory): string {
      const version = memory.get(COMMITTED);
      memory.set(entryWord(version, index), version);
      return goesTo;
    },
  });
  return {
    start: [{ label: 'begins', does: () => begins }],
    tail: [
      {
        label: 'F1',
        does(memory) {
          memory.set(TAIL, Math.max(1, memory.get(COMMITTED) - ENTRIES + 1));
          return writesFirst ? 'head' : 'first';
        },
      },
    ],
    first: [write(0, 'second')],
    second: [write(1, writesFirst ? 'tail' : 'head')],
    head: [
      {
        label: 'F3',
        does(memory) {
          memory.set(HEAD, memory.get(COMMITTED));
          return afterHead;
        },
      },
    ],
    publish: [
      {
        label: 'W1',
        does(memory) {
          memory.set(PUBLISHED, memory.get(COMMITTED));
          return publishesFirst ? 'tail' : ringsFirst ? next(memory) : 'ring';
        },
      },
    ],
    ...bells,
    done: [],
  };
}

function readerProgram({ versions, bug }: FeedModelOptions): Program {
  const checksFirst = bug === 'the reader checks TAIL before it copies';
  const checksNever = bug === 'the reader does not check TAIL';
  const looksAhead = bug === 'the reader copies what is not published';
  const sleepsAtOnce = bug === 'the reader sleeps without checking again';
  const wanted = (memory: Memory): number => memory.get(HEARD) + 1;

  function deliver(memory: Memory): string {
    const version = wanted(memory);
    for (const index of [0, 1]) {
      const got = memory.get(COPY + index);
      if (got !== version) throw new Violation(`word ${index} of version ${version} holds ${got}`);
    }
    if (memory.get(PUBLISHED) < version) throw new Violation(`version ${version} is delivered and not published`);
    memory.set(HEARD, version);
    return 'available';
  }

  function isOverrun(memory: Memory): boolean {
    return memory.get(TAIL) > wanted(memory);
  }

  const bells = listening({ bell: BELL, checksAt: sleepsAtOnce ? 'sleep' : 'recheck', next: () => 'limit' });
  const copy = (index: number) => ({
    label: `F5 ${index}`,
    does(memory: Memory): string {
      memory.set(COPY + index, memory.get(entryWord(wanted(memory), index)));
      // In any order, because these are plain accesses.
      if (memory.get(COPY + 1 - index) === 0) return 'copy';
      return checksFirst || checksNever ? deliver(memory) : 'check';
    },
  });
  return {
    limit: [
      {
        label: 'loads the version',
        does(memory) {
          memory.set(LIMIT, looksAhead ? versions : memory.get(PUBLISHED));
          return 'available';
        },
      },
    ],
    available: [
      {
        label: 'F4',
        does(memory) {
          memory.set(COPY, 0);
          memory.set(COPY + 1, 0);
          if (wanted(memory) <= Math.min(memory.get(HEAD), memory.get(LIMIT))) return checksFirst ? 'check' : 'copy';
          if (!looksAhead && memory.get(HEARD) < memory.get(LIMIT))
            throw new Violation('a published version is not in the ring');
          return memory.get(HEARD) === versions ? 'done' : 'listen';
        },
      },
    ],
    copy: [copy(0), copy(1)].map((instruction, index) => ({
      ...instruction,
      does: (memory: Memory) => (memory.get(COPY + index) === 0 ? instruction.does(memory) : undefined),
    })),
    check: [
      {
        label: 'F6',
        does(memory) {
          if (!isOverrun(memory)) return checksFirst ? 'copy' : deliver(memory);
          return bug === 'after an overrun, the reader continues with the oldest entry and reports nothing'
            ? 'skip'
            : 'reset';
        },
      },
    ],
    // The listener reads the published state, which covers all versions up to that.
    reset: [
      {
        label: 'resets',
        does(memory) {
          memory.set(HEARD, Math.max(memory.get(HEARD), memory.get(PUBLISHED)));
          return 'limit';
        },
      },
    ],
    skip: [
      {
        label: 'skips',
        does(memory) {
          throw new Violation(`version ${wanted(memory)} is missing`);
        },
      },
    ],
    recheck: [
      {
        label: 'B2',
        does: (memory) => (memory.get(PUBLISHED) > memory.get(HEARD) ? 'stayAwake' : 'sleep'),
      },
    ],
    ...bells,
    done: [],
  };
}
