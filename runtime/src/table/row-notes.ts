/** Which rows of a table may have changed since its indexes were brought up to date, in the running transaction. */

import { IndexList } from './index-list.js';

export class RowNotes {
  /** Some entities repeatedly. */
  readonly list: IndexList = new IndexList();
  /** False if other rows may have changed, too: through open rows, runs, or operations on many rows. */
  isComplete = true;

  /** Begins again: everything is up to date. `isComplete`: no row is open. */
  clear(isComplete: boolean): void {
    this.list.clear();
    this.isComplete = isComplete;
  }

  add(index: number): void {
    this.list.add(index);
  }
}
