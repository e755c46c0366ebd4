/** The numbers of the simulation. */

export const BODIES = 100_000;
export const STEPS_PER_SECOND = 60;
export const STEP_SECONDS = 1 / STEPS_PER_SECOND;
/** Without another number on the command line; five seconds. */
export const STEPS = 300;
export const SEED = 20;

/** Side of the square box, in metres. */
export const BOX_SIZE = 1024;
/** Metres per second, along each axis, at the beginning. */
export const SPEED_MAX = 50;
/** Whole kilograms, from 1 on. */
export const MASS_MAX = 10;

/** Cells of the grid, along each axis. */
export const CELLS = 64;
/** Impulses in one transaction, at most. */
export const PUSHES = 8;
/** Along each axis; in kilogram metres per second. */
export const PUSH_MAX = 20;
/** How long a thread waits that has nothing to do, in milliseconds. */
export const REST_MS = 1;
