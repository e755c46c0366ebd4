/** Which rows of a table may have changed since its indexes were brought up to date, in the running transaction. */

export class RowNotes {
  /** Entity indexes, some repeatedly. */
  indexes: Uint32Array = new Uint32Array(16);
  count = 0;
  /** False if other rows may have changed, too: through open rows, runs, or operations on many rows. */
  isComplete = true;

  /** Begins again: everything is up to date. `isComplete`: no row is open. */
  clear(isComplete: boolean): void {
    this.count = 0;
    this.isComplete = isComplete;
  }

  add(index: number): void {
    if (this.count === this.indexes.length) {
      const larger = new Uint32Array(this.count * 2);
      larger.set(this.indexes);
      this.indexes = larger;
    }
    this.indexes[this.count++] = index;
  }
}
