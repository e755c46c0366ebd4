/** Where things are in the words and counters that all threads of a database share. */

/** Words of 32 bits in a cache line, so that what one thread writes often does not slow down others. */
const LINE_WORDS = 16;

/** The side that readers look at, or why they must not. */
export const PUBLISHED = 0;
/** Archetypes in the list of them. */
export const ARCHETYPES: number = LINE_WORDS + 1;
/** Counts the threads that have come or gone. */
export const MEMBERS_CHANGED: number = LINE_WORDS + 2;
/** Counts the numbers that were given to threads, where the platform gives them none. */
export const THREADS_NUMBERED: number = LINE_WORDS + 3;
/** The bell of a writer that waits for readers. */
export const WRITER_BELL: number = 2 * LINE_WORDS;
/** The bell of an owner that waits for transactions. */
export const OWNER_BELL: number = 3 * LINE_WORDS;
const SLOTS: number = 4 * LINE_WORDS;

/** What `PUBLISHED` says instead of a side, which is less. */
export const CLOSED = 2;
/** The log has failed, and what was published may be lost. */
export const UNREADABLE = 3;

/** Threads that can be attached at once. */
export const THREADS_MAX = 32;

/** Words of a thread's slot. A line of its own for the pin, which changes with every read. */
const SLOT_WORDS: number = 2 * LINE_WORDS;
/** 0 while nobody has the slot. */
export const SLOT_STATE = 0;
/** The number of the thread: the platform's or, where there is none, one of `THREADS_NUMBERED`. */
export const SLOT_THREAD = 1;
/** The thread's own bell: replies and ids. */
export const SLOT_BELL = 2;
/** When the database is closed: the number of transactions that the owner has taken from the thread, modulo 2^32. */
export const SLOT_TAKEN = 3;
/** The thread's task, as the system knows it: its id, 0 if unknown, and its start time. */
export const SLOT_TASK = 4;
export const SLOT_TASK_START = 5;
/** The side that the thread reads, plus one; 0 while it reads none. */
export const SLOT_PIN: number = LINE_WORDS;

/** What `SLOT_STATE` says. The owner frees a slot when what was left in it has been cleared away. */
export const FREE = 0;
export const ATTACHED = 1;
export const LEFT = 2;
/** The thread's lane was damaged, and nobody uses the slot until it has ended. */
export const EXPELLED = 3;
/** The thread has ended by itself without leaving. */
export const ENDED = 4;

export const WORDS: number = SLOTS + THREADS_MAX * SLOT_WORDS;

/** Claims of threads whose task is known are below this. */
const TASK_CLAIM: number = -(2 ** 30);

/**
 * What `SLOT_STATE` says while a thread moves in: less than 0, and whose it is, so that a thread which ends then leaves no slot behind. If its task
 * is known, it is that; the number of the thread otherwise.
 */
export function claimOf(thread: number, task?: number): number {
  return task === undefined ? -1 - thread : TASK_CLAIM - task;
}

/** The task of a thread that moves in; undefined if it is unknown, or nobody moves in. */
export function claimedTask(state: number): number | undefined {
  return state < TASK_CLAIM ? TASK_CLAIM - state : undefined;
}

/** Where a slot begins. */
export function slotAt(slot: number): number {
  return SLOTS + slot * SLOT_WORDS;
}

/** Counters of a side, as f64: first those of the database, then those of each table. */
export const VERSION = 0;
export const ALIVE = 1;
/** Bytes of the registry. */
export const REGISTRY_BYTES = 2;
const TABLES = 4;

const TABLE_COUNTERS = 5;
export const TABLE_ROWS = 0;
/** Changes with the rows; `TableSide.version`. */
export const TABLE_VERSION = 1;
/** Bytes of the table's regions. */
export const RECORDS_BYTES = 2;
export const DENSE_BYTES = 3;
export const SPARSE_BYTES = 4;

export function counters(tables: number): number {
  return TABLES + tables * TABLE_COUNTERS;
}

/** Where the counters of a table begin. */
export function tableAt(position: number): number {
  return TABLES + position * TABLE_COUNTERS;
}
