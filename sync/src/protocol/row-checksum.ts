/** A checksum over a part of a channel: its entities with their rows, ascending by index. FNV-1a with 32 bits. */

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

class RowChecksum {
  #hash = OFFSET;

  get value(): number {
    return this.#hash >>> 0;
  }

  number(value: number): void {
    let hash = this.#hash;
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((value >>> shift) & 0xff), PRIME);
    this.#hash = hash;
  }

  bytes(bytes: Uint8Array, at: number, length: number): void {
    let hash = this.#hash;
    for (let i = at; i < at + length; i++) hash = Math.imul(hash ^ (bytes[i] as number), PRIME);
    this.#hash = hash;
  }
}

/** What both sides have to read rows with. */
export interface RowSource {
  readonly bytes: Uint8Array;
  readonly at: number;
  entityAt(index: number): number;
  find(table: number, index: number): boolean;
}

/** Of these members of a channel, ascending, with their rows in its tables. */
export function checksumOf(
  rows: RowSource,
  members: Iterable<number>,
  tables: readonly number[],
  sizes: ReadonlyMap<number, number>,
): number {
  const sum = new RowChecksum();
  for (const index of members) {
    sum.number(index);
    sum.number(Math.floor(rows.entityAt(index) / 2 ** 32));
    for (const table of tables) {
      const hasRow = rows.find(table, index);
      sum.number(hasRow ? 1 : 0);
      if (hasRow) sum.bytes(rows.bytes, rows.at, sizes.get(table) ?? 0);
    }
  }
  return sum.value;
}
