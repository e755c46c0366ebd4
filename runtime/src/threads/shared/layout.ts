/** The layout of the words and counters that all threads of a database share. */

/** Bytes of a word. */
export const WORD_BYTES = 4;
/**
 * Words in a cache line. What one thread writes often is in a line of its own, so that it does not slow down others.
 */
const LINE_WORDS = 16;

/** The side that readers read, or the reason why they must not: `CLOSED` or `UNREADABLE`. */
export const PUBLISHED = 0;
/** Incremented each time that a thread attaches or leaves. */
export const MEMBERS_CHANGED: number = LINE_WORDS + 1;
/** The last number that was given to a thread, on a platform where threads have no numbers. */
export const THREADS_NUMBERED: number = LINE_WORDS + 2;
/** Incremented each time that a thread begins to listen to the commit feed, or stops. */
export const FEED_CHANGED: number = LINE_WORDS + 3;
/** The `FEED_CHANGED` up to which the owner has served the wishes of threads. */
export const FEED_SERVED: number = LINE_WORDS + 4;
/** The bell of the owner while it waits for readers. */
export const WRITER_BELL: number = 2 * LINE_WORDS;
/** The bell of the owner while it waits for transactions. */
export const OWNER_BELL: number = 3 * LINE_WORDS;
const SLOTS: number = 4 * LINE_WORDS;

/** Values of `PUBLISHED` that are not a side. Sides are smaller. */
export const CLOSED = 3;
/** The log has failed, so what was published may be lost. */
export const UNREADABLE = 4;

/** Threads that can be attached at the same time. */
export const THREADS_MAX = 32;

/**
 * Words of a slot, which belongs to one attached thread. The pin is in a line of its own, because it changes with each
 * read.
 */
const SLOT_WORDS: number = 2 * LINE_WORDS;
export const SLOT_STATE = 0;
/** The number of the thread: the platform's number or, if there is none, one of `THREADS_NUMBERED`. */
export const SLOT_THREAD = 1;
/** The bell of the thread: it rings for replies, ids and released space. */
export const SLOT_BELL = 2;
/** Written when the database is closed: how many transactions the owner has taken from the thread, modulo 2^32. */
export const SLOT_TAKEN = 3;
/** The thread's task in the operating system: its id, 0 if unknown, and its start time. */
export const SLOT_TASK = 4;
export const SLOT_TASK_START = 5;
/** What the thread wants of the commit feed: a `FeedWish`. */
export const SLOT_FEED = 6;
/** The bell of the thread: it rings for publications, while the thread wants commits. */
export const SLOT_FEED_BELL = 7;
/** The side that the thread reads, plus one; 0 while it reads none. */
export const SLOT_PIN: number = LINE_WORDS;

/** Values of `SLOT_STATE`. The owner sets a slot to `FREE` once it has released what a thread left in it. */
export const FREE = 0;
export const ATTACHED = 1;
export const LEFT = 2;
/** The lane was damaged. The slot stays in use until the thread has ended. */
export const EXPELLED = 3;
/** The thread has ended without closing its access. */
export const ENDED = 4;

/** Values of `SLOT_FEED`. */
export const NO_COMMITS = 0;
export const COMMITS = 1;
export const COMMITS_WITH_OLD_ROWS = 2;
export type FeedWish = typeof NO_COMMITS | typeof COMMITS | typeof COMMITS_WITH_OLD_ROWS;

export const WORDS_BYTES: number = (SLOTS + THREADS_MAX * SLOT_WORDS) * WORD_BYTES;

/** Claims of threads whose task is known are less than this. */
const TASK_CLAIM: number = -(2 ** 30);

/**
 * The value of `SLOT_STATE` while a thread takes the slot: less than 0. It identifies the thread, so that the slot is
 * freed if the thread ends before it is attached. If the thread's task is known, the claim contains it; otherwise it
 * contains the number of the thread.
 */
export function claimOf(thread: number, task?: number): number {
  return task === undefined ? -1 - thread : TASK_CLAIM - task;
}

/** The task of the thread that is taking the slot; undefined if it is unknown, or if no thread is taking the slot. */
export function claimedTask(state: number): number | undefined {
  return state < TASK_CLAIM ? TASK_CLAIM - state : undefined;
}

/** Index of the first word of a slot. */
export function slotAt(slot: number): number {
  return SLOTS + slot * SLOT_WORDS;
}

const COUNTER_BYTES = 8;
/** Counters of a side, as f64: those of the database, those of each table, then the bytes of each index. */
export const VERSION = 0;
export const ALIVE = 1;
/** Bytes of the registry. */
export const REGISTRY_BYTES = 2;
const TABLES = 4;

const TABLE_COUNTERS = 5;
export const TABLE_ROWS = 0;
/** `TableSide.version`, which changes with the set of rows. */
export const TABLE_VERSION = 1;
/** Bytes of the table's regions. */
export const RECORDS_BYTES = 2;
export const DENSE_BYTES = 3;
export const SPARSE_BYTES = 4;

/** Bytes of the counters of one side. */
export function countersBytes(tables: number, indexes: number): number {
  return (tableAt(tables) + indexes) * COUNTER_BYTES;
}

/** For each of these tables, the index of the counter of its first index. The counters of its others follow. */
export function indexesAt(tables: readonly { readonly indexes: readonly unknown[] }[]): number[] {
  let next = tableAt(tables.length);
  return tables.map(({ indexes }) => {
    const first = next;
    next += indexes.length;
    return first;
  });
}

/** Index of the first counter of the table at a position in the handle's list. */
export function tableAt(position: number): number {
  return TABLES + position * TABLE_COUNTERS;
}
