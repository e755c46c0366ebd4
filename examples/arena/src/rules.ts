/** The numbers of the game. Lengths are in metres, times in ticks unless a name says otherwise. */

export const TICKS_PER_SECOND = 20;
export const TICK_SECONDS = 1 / TICKS_PER_SECOND;
export const TICKS = 100;
/** The seed of the first game. Each later game has the next seed. */
export const FIRST_SEED = 20;

/** Side of the square field. */
export const FIELD_SIZE = 400;
export const PLAYERS = 8000;
export const LOOT_PILES = 2000;
/** Players who leave, and players who join, in each tick. */
export const NEWCOMERS_PER_TICK = 5;

/** Metres per second, along each axis. */
export const SPEED_MAX = 6;
/** The distance at which a player strikes and picks up loot. */
export const REACH = 2;

export const HEALTH_MAX = 100;
export const HEALTH_PER_SECOND = 4;
export const STRIKE_DAMAGE = 3;
export const SWORD_DAMAGE = 2;
export const SHIELD_ABSORPTION = 1;
export const RECOVERY_TICKS = 2 * TICKS_PER_SECOND;

export const PURSE = 100;
export const OFFERS_PER_TICK = 40;
export const PRICE_MAX = 60;
