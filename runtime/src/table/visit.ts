/** Who is looking at rows right now: open rows and running loops, which structural change must not pull from under. */

import type { Entity } from '../entity/index.js';
import type { TableReader } from './table-reader.js';

export interface Visit {
  /** The entity whose rows are being looked at. */
  readonly entity: Entity;
  /** The visit inside which this one began; kept by `Visits`. */
  $below: Visit | undefined;
  /** True when a row coming or going in `table` would disturb the visit. */
  involves(table: TableReader): boolean;
  /**
   * Called before the visited entity's own row comes or goes in `table`; or, without a table, before the side that is
   * being read stops being the published one.
   */
  interrupt(table?: TableReader): void;
  /** Ends the visit: its rows throw from now on. */
  close(): void;
}

/** The visits on one side, innermost first. Hot: each read of a row begins and ends one, so they are linked, not listed. */
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

  /** Tells every visit that its side goes away. */
  interruptAll(): void {
    for (let visit = this.innermost; visit !== undefined; visit = visit.$below) visit.interrupt();
  }
}
