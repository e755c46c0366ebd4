/** All regions of a database, and the moments that concern them together: begin, rollback, publication. */

import { HAS_SHARED_MEMORY } from './platform.js';
import { Region } from './region.js';

/** Slots of the control block. */
const PUBLISHED_SIDE = 0;
const CONTROL_BYTES = 64;

export class Memory {
  /** Number of the running transaction; whoever keeps state about one compares with this. */
  transaction = 0;
  /** The side, 0 or 1, that the writer works on. */
  workingSide: 0 | 1 = 0;
  /** Regions that take part in the running transaction. */
  readonly joined: Region[] = [];

  /** Regions that changed since the last publication. */
  readonly #changed: Set<Region> = new Set();
  readonly #control: Int32Array = new Int32Array(
    HAS_SHARED_MEMORY ? new SharedArrayBuffer(CONTROL_BYTES) : new ArrayBuffer(CONTROL_BYTES),
  );
  #regionCount = 0;

  constructor() {
    this.#control[PUBLISHED_SIDE] = 1;
  }

  /** `limit` caps the size of each side, in bytes. */
  createRegion(limit: number): Region {
    return new Region(this, this.#regionCount++, limit);
  }

  begin(): void {
    this.transaction++;
    this.joined.length = 0;
  }

  /** Undoes every change of the running transaction. */
  rollback(): void {
    for (const region of this.joined) region.restore();
    this.joined.length = 0;
  }

  /** Ends the running transaction with its changes kept for the next publication; false if there are none. */
  settle(): boolean {
    let changed = false;
    for (const region of this.joined) {
      if (!region.changed) continue;
      changed = true;
      this.#changed.add(region);
    }
    this.joined.length = 0;
    return changed;
  }

  /**
   * Makes everything settled visible at once: one atomic store flips the side of the whole database. Costs what the
   * group touched, whatever the tables' sizes.
   */
  publish(): void {
    Atomics.store(this.#control, PUBLISHED_SIDE, this.workingSide);
    this.workingSide = this.workingSide === 0 ? 1 : 0;
    for (const region of this.#changed) region.publish();
    for (const region of this.#changed) region.catchUp();
    this.#changed.clear();
  }
}
