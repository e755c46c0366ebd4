/** The store of another thread. This thread can read it while it has pinned a version. */

import { runMicrotask } from '../../clock.js';
import type { Schema } from '../../component/index.js';
import { EcsDbError } from '../../errors.js';
import { NO_BYTES, type Side } from '../../memory/index.js';
import { StoreReader, shapesOf, TableReader, tableSide } from '../../table/index.js';
import { type DatabaseHandle, type Pin, UNREADABLE } from '../shared/index.js';
import { AttachedSide } from './attached-side.js';
import { ownerClosed } from './lane-errors.js';

export class AttachedStore extends StoreReader {
  readonly published: AttachedSide;
  readonly #pin: Pin;
  /** How many callers hold the pinned version. */
  #depth = 0;
  #isReleaseQueued = false;

  constructor(schema: Schema, handle: DatabaseHandle, pin: Pin, isDebug: boolean) {
    const tables = schema.components.map(
      (component) =>
        new TableReader(component, tableSide(NO_BYTES, NO_BYTES, NO_BYTES), shapesOf(schema, component), isDebug),
    );
    super(schema, tables, isDebug);
    this.published = new AttachedSide(this, handle);
    this.#pin = pin;
    const { iterations } = this.published;
    iterations.onFirstOpen = () => this.#holdForIterators();
    iterations.onLastClosed = () => this.#releaseForIterators();
  }

  /** The pinned version or, if none is pinned, the version that is published now. */
  get version(): number {
    this.hold();
    const { version } = this.published;
    this.release();
    return version;
  }

  get isHeld(): boolean {
    return this.#depth > 0;
  }

  /** Pins the published version. A nested call keeps the version of the outer one. Hot: called once for each read. */
  override hold(): void {
    if (this.#depth++ !== 0) return;
    const side = this.#pin.pin();
    if (!this.#isSide(side)) throw this.#refuseHold(side);
    try {
      this.published.turnTo(side);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  override release(): void {
    if (--this.#depth === 0) this.#pin.unpin();
  }

  /** Closes the rows of iterators, which may pin an older version. Called outside of `pinVersion`. */
  releaseIterators(): void {
    if (this.#depth > 0) this.published.iterations.interruptAll();
  }

  /** Ends all iterators and releases the owner's memory. Called when this thread closes its access. */
  close(): void {
    this.published.close();
    for (const table of this.tables) table.close();
  }

  /**
   * The rows of iterators need the version on which they were opened, and whether an iterator will be continued is
   * unknown. So the version stays pinned until the last iterator closes its rows, at most until the current job of the
   * event loop ends.
   */
  #holdForIterators(): void {
    this.hold();
    if (this.#isReleaseQueued) return;
    this.#isReleaseQueued = true;
    runMicrotask(() => {
      this.#isReleaseQueued = false;
      this.published.iterations.interruptAll();
    });
  }

  #releaseForIterators(): void {
    // Another version may be published now, so iterators without open rows need copies of their entities, too.
    this.published.iterations.interruptAll();
    this.release();
  }

  /** False for a side that the database does not have, too: then its memory was overwritten. */
  #isSide(published: number): published is Side {
    return published < this.published.sideCount;
  }

  #refuseHold(status: number): EcsDbError {
    this.#depth--;
    this.#pin.unpin();
    return status === UNREADABLE ? ownerFailed() : ownerClosed();
  }
}

function ownerFailed(): EcsDbError {
  return new EcsDbError(
    'POISONED',
    'the log of the database has failed, so the published data may be lost. The owner reports the cause.',
  );
}
