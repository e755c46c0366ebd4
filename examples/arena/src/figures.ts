/** The standing players as a tick sees them, for the systems that need neighbours. */

import type { Entity } from '@ecsdb/runtime';
import type { Team } from './generated/index.js';

/**
 * One array for each property, with an element for each number assigned in `arrival`. One object per player and tick
 * would keep the garbage collector busy, and the objects would have to be sorted.
 */
export class Figures {
  /** `undefined` if the player with this number left or has fallen. */
  readonly entity: (Entity | undefined)[];
  readonly team: Team[];
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly damage: Float32Array;
  readonly absorption: Float32Array;

  constructor(arrivals: number) {
    this.entity = new Array(arrivals);
    this.team = new Array(arrivals);
    this.x = new Float32Array(arrivals);
    this.y = new Float32Array(arrivals);
    this.damage = new Float32Array(arrivals);
    this.absorption = new Float32Array(arrivals);
  }
}
