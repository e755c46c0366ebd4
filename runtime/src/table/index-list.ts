/** A list of entity indexes that grows and is used again. */

export class IndexList {
  indexes: Uint32Array = new Uint32Array(16);
  count = 0;

  clear(): void {
    this.count = 0;
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
