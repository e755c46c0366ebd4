/**
 * The body of a step: docs/protocol.md, "Steps".
 *
 *   flags, from, to                    flags: STEP; then versions
 *   sections                           one for each channel with something to say
 *     channel, flags, length           the length of its runs in bytes
 *     runs
 *       kind                           then, by kind:
 *       leave    count, indexes
 *       enter    count, indexes, generations
 *       put      table, count, indexes, records
 *       patch    table, first byte, length, count, indexes, bytes
 *       remove   table, count, indexes
 *
 * Indexes of entities ascend; each is the difference from the one before. All numbers are varints, except kinds and
 * flags, which are bytes. Runs that leave come first in their section.
 */

export const RUN = { leave: 1, enter: 2, put: 3, patch: 4, remove: 5 } as const;

/**
 * - `delta`: what has changed in the channel since `from`.
 * - `whole`: all that the channel contains; what the client has of it otherwise is gone.
 * - `closed`: the client has the channel no longer.
 * - `staged`: as `whole`; the content is in the slices that came before. Entities of the first run, which leave, are
 *   not in it, and what follows is added.
 */
export const SECTION = { delta: 0, whole: 1, closed: 2, staged: 3 } as const;

/** Flags of a step: whether the client must acknowledge it. */
export const STEP = { plain: 0, asks: 1 } as const;
