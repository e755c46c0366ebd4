/** The two sides of a store on the thread that owns it. */

import { type EntitiesSide, hasGroup } from '../entity/index.js';
import type { Memory } from '../memory/index.js';
import type { Store } from './store.js';
import { StoreSide } from './store-side.js';
import type { Table, TableRegions } from './table.js';
import type { TableSide } from './table-side.js';
import type { Visit } from './visit.js';

/** What was published last. */
export class PublishedSide extends StoreSide {
  readonly store: Store;
  readonly isWorking = false;
  readonly entities: EntitiesSide;

  constructor(store: Store) {
    super();
    this.store = store;
    this.entities = store.entities.published;
  }

  get memory(): Memory {
    return this.store.memory;
  }

  regionsOf(table: Table): TableRegions {
    return table.regions;
  }

  of(table: Table): TableSide {
    return table.published;
  }

  /**
   * Without `align`: as long as nothing is published, a table that did not change shows the same bytes on both sides.
   */
  prepare(table: Table): TableSide {
    return table.published;
  }

  override prepareToLend(table: Table): TableSide {
    table.align();
    return table.published;
  }

  override canHaveRow(table: Table, index: number): boolean {
    return hasGroup(this.entities, index, table.group);
  }

  writable(): undefined {
    return undefined;
  }

  /** Hot: without the calls of `addVisit`, a read takes 2 ns less. */
  override beginVisit(visit: Visit): void {
    this.visits.begin(visit);
  }

  override endVisit(visit: Visit): void {
    this.visits.end(visit);
  }

  override willMoveRows({ working, published }: Table): boolean {
    return working.version !== published.version;
  }
}

/** What the running transaction sees and changes. */
export class WorkingSide extends StoreSide {
  readonly store: Store;
  readonly isWorking = true;
  readonly entities: EntitiesSide;

  constructor(store: Store) {
    super();
    this.store = store;
    this.entities = store.entities.working;
  }

  get memory(): Memory {
    return this.store.memory;
  }

  regionsOf(table: Table): TableRegions {
    return table.regions;
  }

  of(table: Table): TableSide {
    return table.working;
  }

  prepare(table: Table): TableSide {
    table.join();
    return table.working;
  }

  override prepareIndexes(table: Table): TableSide {
    table.join();
    this.store.updateIndexes(table);
    return table.working;
  }

  override canHaveRow(table: Table, index: number): boolean {
    return hasGroup(this.entities, index, table.group);
  }

  writable(table: Table): Table {
    return table;
  }

  override addVisit(table: Table): void {
    table.visits++;
  }

  override removeVisit(table: Table): void {
    table.visits--;
  }
}
