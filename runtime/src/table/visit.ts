/** Who is looking at rows right now: open rows and running loops, which structural change must not pull from under. */

import type { Entity } from '../entity/index.js';
import type { Table } from './table.js';

export interface Visit {
  /** The entity whose rows are being looked at. */
  readonly entity: Entity;
  /** True when a row coming or going in `table` would disturb the visit. */
  involves(table: Table): boolean;
  /**
   * Called before the visited entity's own row comes or goes in `table`; or, without a table, before the side that is
   * being read stops being the published one.
   */
  interrupt(table?: Table): void;
  /** Ends the visit: its rows throw from now on. */
  close(): void;
}

/** Takes a visit off its list; usually it is the last one, unless an iterator above it was left without being closed. */
export function endVisit(visits: Visit[], visit: Visit): void {
  if (visits[visits.length - 1] === visit) visits.pop();
  else visits.splice(visits.lastIndexOf(visit), 1);
}
