/** What an acknowledged commit has survived. */

/**
 * - `strict`: acknowledged and published when it is on the device. A crash takes nothing that was acknowledged.
 * - `interval`: published at once, on the device within `intervalMs`. A crash takes at most the last interval.
 * - `none`: acknowledged when the operating system has it. A crash of the process takes nothing, a loss of power any tail.
 *
 * What a crash leaves is always a prefix of the commits, never half of one.
 */
export type Durability = 'strict' | 'interval' | 'none';
