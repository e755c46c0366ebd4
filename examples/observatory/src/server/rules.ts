/** The numbers of the game. Lengths are in metres. */

export const TICKS_PER_SECOND = 20;
export const TICK_SECONDS = 1 / TICKS_PER_SECOND;

export const PLAYERS_PER_TEAM = 150;
export const LOOT_PILES = 40;
export const LOOT_GOLD_MAX = 50;
/** Nothing begins nearer to the border of the field. */
export const BORDER = 5;
/** The distance at which a player picks up loot. */
export const REACH = 4;

/** Metres per second. */
export const SPEED = 14;
/** The share of players that turn in a tick. */
export const TURNING = 0.03;

export const ORDER_TICKS = 8 * TICKS_PER_SECOND;
/** How far from the place of an order players still turn towards it. */
export const ORDER_RADIUS = 18;
