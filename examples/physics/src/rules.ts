/** The numbers of the simulation. */

export const BODIES = 100_000;
export const STEPS_PER_SECOND = 60;
export const STEP_SECONDS = 1 / STEPS_PER_SECOND;
/** If the command line has no number: five seconds. */
export const STEPS = 300;
export const SEED = 20;

/** Side of the square box, in metres. */
export const BOX_SIZE = 1024;
/** At the start, in metres per second along each axis. */
export const SPEED_MAX = 50;
/** Masses are integers from 1 to this, in kilograms. */
export const MASS_MAX = 10;

/** Cells of the grid, along each axis. */
export const CELLS = 64;
/** The most impulses in one transaction. */
export const PUSHES = 8;
/** Along each axis; in kilogram metres per second. */
export const PUSH_MAX = 20;
/** How long an idle thread pauses, in milliseconds. */
export const REST_MS = 1;
