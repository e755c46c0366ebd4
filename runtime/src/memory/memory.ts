/** All regions of a database, and what happens to them together: transactions, rollback, publication. */

import { assert } from '../errors.js';
import { Region } from './region.js';
import { ReusedList } from './reused-list.js';
import type { Side, SideReaders } from './sides.js';
import type { ElementKinds } from './views.js';

/** Blocks that the spare side may lack, 2 MiB: copying them takes 0.1 to 0.5 ms. */
const STALE_MAX = 4096;

export class Memory {
  /** Number of the running transaction. State that belongs to one transaction is compared with this. */
  transaction = 0;
  /** The side that the writer works on. */
  workingSide: Side = 0;
  publishedSide: Side = 1;
  /** Incremented each time that sides swap their roles. */
  turns = 0;
  /** Regions that the running transaction has touched. */
  readonly touched: ReusedList<Region> = new ReusedList();

  /** Regions that changed since the last publication. */
  readonly #changed: ReusedList<Region> = new ReusedList();
  readonly #regions: Region[] = [];
  #isBehind = false;
  /**
   * The third side, if there is one. The writer takes it when readers have pinned the side that it would work on next.
   * Otherwise it falls behind, until it lacks so much that the writer takes it for that reason.
   */
  #spareSide: Side | undefined;
  /** Regions in which the spare side may lack something. */
  readonly #stale: ReusedList<Region> = new ReusedList();
  /** Blocks that it lacks. */
  #staleCount = 0;
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

  /** Adds a third side. `moveToShared` must follow; if it fails, `removeAddedSide`. */
  addSide(): void {
    this.#spareSide = 2;
    for (const [number, region] of this.#regions.entries()) region.addSide(2 * this.#regions.length + number);
  }

  removeAddedSide(): void {
    this.#spareSide = undefined;
    for (const region of this.#regions) region.removeAddedSide();
  }

  get sideCount(): number {
    return this.#spareSide === undefined ? 2 : 3;
  }

  /** Releases all memory, when the database is closed. */
  release(): void {
    for (const region of this.#regions) region.release();
  }

  /** From now on other threads read the published side, too. No transaction may be running. */
  share(readers: SideReaders): void {
    this.#readers = readers;
    readers.publish(this.publishedSide);
  }

  /**
   * Publishes the group: one atomic store flips the side of the whole database. The owners of changed regions align
   * their sides next. Regions that did not change have the same bytes on both sides and may be aligned later. The
   * memory must catch up before another transaction begins.
   */
  flip(): void {
    const { workingSide, publishedSide } = this;
    this.#readers?.publish(workingSide);
    this.workingSide = publishedSide;
    this.publishedSide = workingSide;
    this.turns++;
    this.#isBehind = true;
  }

  /**
   * Brings a side up to what was published, for the writer to work on. If other threads still read each one that it
   * could be, nothing is done and the result is false. The cost depends on what was published since the side was
   * written last, not on the size of the regions.
   */
  catchUp(): boolean {
    if (!this.#isBehind) return true;
    const canStay = this.#isFree(this.workingSide);
    const wantsSpare = this.#spareSide !== undefined && (!canStay || this.#staleCount > STALE_MAX);
    if (wantsSpare && this.#isFree(this.#spareSide as Side)) this.#takeSpare();
    else if (canStay) this.#stay();
    else return false;
    this.#changed.clear();
    this.#isBehind = false;
    return true;
  }

  #isFree(side: Side): boolean {
    return this.#readers?.isPinned(side) !== true;
  }

  #stay(): void {
    const { workingSide, publishedSide } = this;
    const { items, count } = this.#changed;
    for (let i = 0; i < count; i++) {
      const region = items[i] as Region;
      const { staleCount } = region;
      region.catchUp(workingSide, publishedSide); // W6
      if (staleCount === 0 && region.staleCount > 0) this.#stale.push(region);
      this.#staleCount += region.staleCount - staleCount;
    }
  }

  /** The spare side and the working side swap their roles. */
  #takeSpare(): void {
    const { items: stale, count: staleCount } = this.#stale;
    const { items: changed, count: changedCount } = this.#changed;
    const workingSide = this.#spareSide as Side;
    this.#spareSide = this.workingSide;
    this.workingSide = workingSide;
    this.turns++;
    // Filled again with the regions of the new spare side, behind those that are read.
    this.#stale.clear();
    this.#staleCount = 0;
    for (let i = 0; i < staleCount; i++) this.#catchUpSpare(stale[i] as Region);
    for (let i = 0; i < changedCount; i++) {
      const region = changed[i] as Region;
      if (region.hasChanged) this.#catchUpSpare(region);
    }
  }

  #catchUpSpare(region: Region): void {
    region.catchUpSpare(this.workingSide, this.publishedSide); // W6
    if (region.staleCount === 0) return;
    this.#stale.push(region);
    this.#staleCount += region.staleCount;
  }
}
