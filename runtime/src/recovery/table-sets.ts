/** Sets of tables while a store is rebuilt, in which each entity collects its tables one by one. */

export const EMPTY_SET = 0;

/** Ids of tables are less. */
const TABLE_ID_LIMIT = 2 ** 16;

/**
 * A set is another set and one more table, so it takes the same memory for any size. Tables must be added in one order;
 * otherwise the same set gets several numbers.
 */
export class TableSets {
  readonly #parents: number[] = [EMPTY_SET];
  readonly #tables: number[] = [0];
  readonly #sizes: number[] = [0];
  readonly #known: Map<number, number> = new Map();
  /** The last result: neighbouring rows usually have the same tables. */
  #from = -1;
  #table = -1;
  #to = EMPTY_SET;

  /** Hot in recovery: once for each row. */
  plus(set: number, tableId: number): number {
    if (set === this.#from && tableId === this.#table) return this.#to;
    this.#from = set;
    this.#table = tableId;
    this.#to = this.#find(set, tableId);
    return this.#to;
  }

  tableIds(set: number): Uint16Array {
    const ids = new Uint16Array(this.#sizes[set] as number);
    for (let at = set, i = ids.length - 1; i >= 0; i--) {
      ids[i] = this.#tables[at] as number;
      at = this.#parents[at] as number;
    }
    return ids.sort();
  }

  #find(set: number, tableId: number): number {
    const key = set * TABLE_ID_LIMIT + tableId;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = this.#parents.length;
    this.#parents.push(set);
    this.#tables.push(tableId);
    this.#sizes.push((this.#sizes[set] as number) + 1);
    this.#known.set(key, made);
    return made;
  }
}
