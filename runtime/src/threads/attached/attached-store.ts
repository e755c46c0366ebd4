/** The store of another thread, seen from this one: a side is pinned, and its tables are shown as they are there. */

import { runMicrotask } from '../../clock.js';
import type { AnyComponent, Schema } from '../../component/index.js';
import { EcsDbError } from '../../errors.js';
import { type ElementKinds, NO_BYTES, noticeReleased, type Side, type Views, viewsOver } from '../../memory/index.js';
import { Store, type Table } from '../../table/index.js';
import {
  ALIVE,
  ArchetypeReader,
  CLOSED,
  type DatabaseHandle,
  DENSE_BYTES,
  type Pin,
  RECORDS_BYTES,
  REGISTRY_BYTES,
  requireShared,
  type SharedSides,
  SPARSE_BYTES,
  TABLE_ROWS,
  TABLE_VERSION,
  tableAt,
  UNREADABLE,
  VERSION,
} from '../shared/index.js';
import { ownerClosed } from './lane-errors.js';

/** A region of the owner: views of both sides, as long as the regions were when they were last looked at. */
class SharedViews {
  readonly #sides: SharedSides;
  readonly #kinds: ElementKinds;
  readonly #views: [Views, Views] = [NO_BYTES, NO_BYTES];

  constructor(sides: SharedSides, kinds: ElementKinds) {
    this.#sides = sides;
    this.#kinds = kinds;
  }

  /**
   * Views of `length` bytes of a side. Hot: usually those of the last time.
   *
   * @throws EcsDbError `SERIALIZATION_ERROR` when the side does not have so many
   */
  of(side: Side, length: number): Views {
    const views = this.#views[side];
    return views.length === length ? views : this.#renew(side, length);
  }

  #renew(side: Side, length: number): Views {
    const { buffer, start } = this.#sides[side];
    const most = buffer.byteLength - start;
    const isPossible = Number.isSafeInteger(length) && length >= 0 && length <= most && length % 8 === 0;
    if (!isPossible) requireShared(false, 'size of a region', `a multiple of 8 up to ${most}`, length);
    const views = viewsOver(buffer, start, length, this.#kinds);
    this.#views[side] = views;
    return views;
  }

  /** Tells the garbage collector of buffers that this thread uses no longer. */
  release(): void {
    for (const { buffer } of this.#sides) noticeReleased(buffer.byteLength);
  }
}

interface ShownTable {
  readonly at: number;
  readonly records: SharedViews;
  readonly dense: SharedViews;
  readonly sparse: SharedViews;
  /** `#hold` when the table was last brought up to date. */
  hold: number;
}

export class AttachedStore extends Store {
  readonly #counters: readonly [Float64Array, Float64Array];
  #registry: SharedViews | undefined;
  readonly #archetypes: ArchetypeReader;
  /** By table id. */
  readonly #shown: ShownTable[] = [];
  readonly #pin: Pin;
  #depth = 0;
  #isReleaseQueued = false;
  /** Counts the times that another version was found. */
  #hold = 0;
  #side: Side = 0;
  /** What was published when a side was last pinned. */
  #heldVersion = -1;

  constructor(schema: Schema, handle: DatabaseHandle, pin: Pin, isDebug: boolean) {
    super(schema, isDebug);
    this.#counters = [new Float64Array(handle.counters[0]), new Float64Array(handle.counters[1])];
    this.#registry = new SharedViews(handle.registry, 'u32 and f64');
    this.#archetypes = new ArchetypeReader(
      handle.archetypes,
      new Int32Array(handle.words),
      this.archetypes,
      (id) => this.tableWithId(id) !== undefined,
    );
    this.#pin = pin;
    this.publishedIterations.onFirstOpen = () => this.#holdForIterators();
    this.publishedIterations.onLastClosed = () => this.#letGoForIterators();
    for (const [position, { tableId, records, dense, sparse }] of handle.tables.entries()) {
      this.#shown[tableId] = {
        at: tableAt(position),
        records: new SharedViews(records, 'all'),
        dense: new SharedViews(dense, 'f64'),
        sparse: new SharedViews(sparse, 'u32'),
        hold: 0,
      };
    }
  }

  /** The version that is held or, without a hold, that is published now. */
  get version(): number {
    this.enter();
    const version = this.#counters[this.#side][VERSION] as number;
    this.leave();
    return version;
  }

  /** True while a version is held. */
  get isHeld(): boolean {
    return this.#depth > 0;
  }

  /** Holds what is published, until `leave`; what is entered meanwhile sees the same. Hot: twice for each read. */
  enter(): void {
    if (this.#depth++ !== 0) return;
    const side = this.#pin.pin();
    if (!isSide(side)) throw this.#refuseEntry(side);
    // Each version is published once, on one side.
    if (this.#counters[side][VERSION] === this.#heldVersion) return;
    try {
      this.#turnTo(side);
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  leave(): void {
    if (--this.#depth === 0) this.#pin.unpin();
  }

  /**
   * The rows of iterators need what they were opened on, and whether somebody goes on with an iterator is unknown. So the
   * version is held until the last of them closes its rows, at most until the running job of the event loop ends.
   */
  #holdForIterators(): void {
    this.enter();
    if (this.#isReleaseQueued) return;
    this.#isReleaseQueued = true;
    runMicrotask(() => {
      this.#isReleaseQueued = false;
      this.publishedIterations.interruptAll();
    });
  }

  #letGoForIterators(): void {
    // Another version may be published now, so iterators without rows need their entities, too.
    this.publishedIterations.interruptAll();
    this.leave();
  }

  /** Ends what is still open, and lets go of the owner's memory; this thread's access is closed. */
  override release(): void {
    super.release();
    this.#registry?.release();
    this.#registry = undefined;
    this.#archetypes.release();
    this.#shown.forEach(({ records, dense, sparse }) => {
      records.release();
      dense.release();
      sparse.release();
    });
    this.#shown.length = 0;
  }

  override tableOf(component: AnyComponent, call: string): Table {
    const table = super.tableOf(component, call);
    this.#show(table);
    return table;
  }

  /** Of an archetype that the registry of the owner names. */
  override tableIdsOf(archetype: number): Uint16Array {
    const { count } = this.archetypes;
    if (archetype >= count) requireShared(false, 'archetype of an entity', `less than ${count}`, archetype);
    return super.tableIdsOf(archetype);
  }

  /** Brings tables up to what is held, for a query. */
  show(tables: readonly Table[]): void {
    this.#archetypes.learn();
    for (let i = 0; i < tables.length; i++) this.#show(tables[i] as Table);
  }

  /** Brings a table up to what is held; without a hold, nothing is looked at. Hot: for each read; usually it is. */
  #show(table: Table): void {
    const shown = this.#shown[table.id] as ShownTable;
    if (shown.hold !== this.#hold && this.#depth !== 0) this.#bringUp(table, shown);
  }

  #bringUp(table: Table, shown: ShownTable): void {
    const side = this.#side;
    const counters = this.#counters[side];
    const { at } = shown;
    const { published } = table;
    const rows = counters[at + TABLE_ROWS] as number;
    const rowsMax = (counters[at + DENSE_BYTES] as number) / 8;
    if (!(rows >= 0 && rows <= rowsMax)) requireShared(false, 'number of rows', `at most ${rowsMax}`, rows);
    published.records = shown.records.of(side, counters[at + RECORDS_BYTES] as number);
    published.dense = shown.dense.of(side, counters[at + DENSE_BYTES] as number).f64;
    published.sparse = shown.sparse.of(side, counters[at + SPARSE_BYTES] as number).u32;
    published.count = rows;
    published.version = counters[at + TABLE_VERSION] as number;
    shown.hold = this.#hold;
  }

  /** Another version is held than the last time. */
  #turnTo(side: Side): void {
    const counters = this.#counters[side];
    const registry = this.#registry?.of(side, counters[REGISTRY_BYTES] as number) ?? NO_BYTES;
    this.#heldVersion = counters[VERSION] as number;
    this.#side = side;
    this.#hold++;
    const { published } = this.entities;
    published.ids = registry.f64;
    published.words = registry.u32;
    published.alive = counters[ALIVE] as number;
  }

  #refuseEntry(status: number): EcsDbError {
    this.#depth--;
    return status === UNREADABLE ? ownerFailed() : ownerClosed();
  }
}

function isSide(published: number): published is Side {
  return published < CLOSED;
}

function ownerFailed(): EcsDbError {
  return new EcsDbError(
    'POISONED',
    'the log of the database has failed, so what is published may be lost. The thread that owns it has the cause.',
  );
}
