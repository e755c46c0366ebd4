/** Entries of an index that are collected and used later. */

export class KeyBuffer {
  readonly entryWords: number;
  entries: Uint32Array;
  count = 0;

  constructor(entryWords: number) {
    this.entryWords = entryWords;
    this.entries = new Uint32Array(entryWords * 8);
  }

  clear(): void {
    this.count = 0;
  }

  add(entry: Uint32Array): void {
    this.write(this.count, entry);
  }

  /** Replaces an entry, or adds one if `position` is the end. */
  write(position: number, entry: Uint32Array): void {
    const at = position * this.entryWords;
    if (at === this.entries.length) {
      const larger = new Uint32Array(at * 2);
      larger.set(this.entries);
      this.entries = larger;
    }
    for (let word = 0; word < this.entryWords; word++) this.entries[at + word] = entry[word] as number;
    if (position === this.count) this.count++;
  }

  /** Copies an entry. */
  read(position: number, entry: Uint32Array): void {
    const at = position * this.entryWords;
    for (let word = 0; word < this.entryWords; word++) entry[word] = this.entries[at + word] as number;
  }
}
