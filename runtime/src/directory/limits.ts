/**
 * The highest numbers that a directory may have reached when it is opened. What counts on from there stays within what names and headers can
 * hold for longer than a process runs, so nothing has to be checked while the log is written.
 */

/** Names have ten digits for it. */
export const SEQUENCE_MAX = 9_000_000_000;
/** Numbers are exact up to 2^53. */
export const VERSION_MAX: number = 2 ** 52;
/** Headers have 32 bits for it; an opening adds 1. */
export const EPOCH_MAX: number = 2 ** 32 - 2;
