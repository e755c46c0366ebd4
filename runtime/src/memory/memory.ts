/** All regions of a database, and what happens to them together: transactions, rollback, publication. */

import { assert } from '../errors.js';
import { Region } from './region.js';
import { ReusedList } from './reused-list.js';
import type { Side, SideReaders } from './sides.js';
import type { ElementKinds } from './views.js';

export class Memory {
  /** Number of the running transaction. State that belongs to one transaction is compared with this. */
  transaction = 0;
  /** The side, 0 or 1, that the writer works on. */
  workingSide: Side = 0;
  /** Regions that the running transaction has touched. */
  readonly touched: ReusedList<Region> = new ReusedList();

  /** Regions that changed since the last publication. */
  readonly #changed: ReusedList<Region> = new ReusedList();
  readonly #regions: Region[] = [];
  #isBehind = false;
  /** Other threads that read the published side, once the memory is shared. */
  #readers: SideReaders | undefined;

  /**
   * `limit` caps the size of each side, in bytes. Items have `itemBytes` bytes. Views have typed arrays of these
   * kinds, which include u32. `isScattered` says that most bytes stay 0.
   */
  createRegion(limit: number, itemBytes: number, kinds?: ElementKinds, isScattered?: boolean): Region {
    const region = new Region(this, this.#regions.length, limit, itemBytes, kinds, isScattered);
    this.#regions.push(region);
    return region;
  }

  begin(): void {
    assert(!this.#isBehind, 'a transaction begins after the working side has caught up');
    this.transaction++;
  }

  /** Undoes every change of the running transaction. */
  rollback(): void {
    const { items, count } = this.touched;
    for (let i = 0; i < count; i++) (items[i] as Region).restore();
    this.touched.clear();
  }

  /** Ends the running transaction and keeps its changes for the next publication. False if there are none. */
  endTransaction(): boolean {
    const { items, count } = this.touched;
    for (let i = 0; i < count; i++) {
      const region = items[i] as Region;
      if (region.endTransaction()) this.#changed.push(region);
    }
    this.touched.clear();
    return count > 0;
  }

  /** Undoes the whole group: every transaction since the last publication. */
  rollbackGroup(): void {
    const { items, count } = this.#changed;
    for (let i = 0; i < count; i++) (items[i] as Region).rollbackGroup();
    this.#changed.clear();
  }

  /** All of them, for `moveToShared`. */
  get regions(): readonly Region[] {
    return this.#regions;
  }

  /** Releases all memory, when the database is closed. */
  release(): void {
    for (const region of this.#regions) region.release();
  }

  /** From now on other threads read the published side, too. No transaction may be running. */
  share(readers: SideReaders): void {
    this.#readers = readers;
    readers.publish(this.workingSide === 0 ? 1 : 0);
  }

  /**
   * Publishes the group: one atomic store flips the side of the whole database. The owners of changed regions swap
   * their sides next. Regions that did not change have the same bytes on both sides and may swap later. The memory
   * must catch up before another transaction begins.
   */
  flip(): void {
    this.#readers?.publish(this.workingSide);
    this.workingSide = this.workingSide === 0 ? 1 : 0;
    this.#isBehind = true;
  }

  /**
   * Brings the working side up to what was published. If another thread still reads it, nothing is done and the
   * result is false. The cost depends on what the group touched, not on the size of the regions.
   */
  catchUp(): boolean {
    if (!this.#isBehind) return true;
    if (this.#readers?.isPinned(this.workingSide) === true) return false;
    const { items, count } = this.#changed;
    for (let i = 0; i < count; i++) (items[i] as Region).catchUp(); // W6
    this.#changed.clear();
    this.#isBehind = false;
    return true;
  }
}
