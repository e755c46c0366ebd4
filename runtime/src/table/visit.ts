/** Visits: open rows and running loops, which must not lose the rows that they are at. */

import type { Entity } from '../entity/index.js';
import type { TableReader } from './table-reader.js';

export interface Visit {
  /** The entity whose rows are visited. */
  readonly entity: Entity;
  /** The visit inside which this one began. Set by `Visits`. */
  $below: Visit | undefined;
  /** True if inserting or deleting a row of `table` affects the visit. */
  involves(table: TableReader): boolean;
  /**
   * Called before a row of the visited entity is inserted into or deleted from `table`. Without a table: before the
   * side that is read stops being the published one.
   */
  interrupt(table?: TableReader): void;
  /** Ends the visit. From now on its rows throw. */
  close(): void;
}

/**
 * The visits on one side. Hot: each read of a row begins and ends one, so they form a linked list, the innermost
 * first.
 */
export class Visits {
  innermost: Visit | undefined;

  begin(visit: Visit): void {
    visit.$below = this.innermost;
    this.innermost = visit;
  }

  /** Ends the innermost visit. */
  end(visit: Visit): void {
    this.innermost = visit.$below;
    visit.$below = undefined;
  }

  /** Called before the side stops being the published one. */
  interruptAll(): void {
    for (let visit = this.innermost; visit !== undefined; visit = visit.$below) visit.interrupt();
  }
}
