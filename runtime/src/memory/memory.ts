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
  /** Regions that the running transaction has touched. */
  readonly touched: Region[] = [];

  /** Regions that changed since the last publication. */
  readonly #changed: Region[] = [];
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
  }

  /** Undoes every change of the running transaction. */
  rollback(): void {
    for (let i = 0; i < this.touched.length; i++) (this.touched[i] as Region).restore();
    this.touched.length = 0;
  }

  /** Ends the running transaction with its changes kept for the next publication; false if there are none. */
  settle(): boolean {
    const { touched } = this;
    const count = touched.length;
    for (let i = 0; i < count; i++) {
      const region = touched[i] as Region;
      if (region.settle()) this.#changed.push(region);
    }
    touched.length = 0;
    return count > 0;
  }

  /** Undoes everything that was settled since the last publication. */
  discard(): void {
    for (let i = 0; i < this.#changed.length; i++) (this.#changed[i] as Region).discard();
    this.#changed.length = 0;
  }

  /**
   * Makes everything settled visible at once: one atomic store flips the side of the whole database. Whoever owns a
   * changed region swaps its sides next; regions that did not change hold the same bytes on both and may swap later.
   */
  flip(): void {
    Atomics.store(this.#control, PUBLISHED_SIDE, this.workingSide);
    this.workingSide = this.workingSide === 0 ? 1 : 0;
  }

  /** Brings the working side up to what was published. Costs what the group touched, whatever the regions' sizes. */
  catchUp(): void {
    for (let i = 0; i < this.#changed.length; i++) (this.#changed[i] as Region).catchUp();
    this.#changed.length = 0;
  }
}
