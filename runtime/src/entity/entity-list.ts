/** Lists of entities for operations on many of them. */

/** Entities up to which memory is kept: 12 bytes each. */
const KEPT_MAX = 2 ** 16;

/**
 * Entities of one step: their ids and, in the same order, their indexes. Hot: getting the index from an id takes longer
 * than the rest of most loops over the entities.
 */
export class EntityList {
  readonly ids: Float64Array;
  readonly indexes: Uint32Array;

  constructor(ids: Float64Array, indexes: Uint32Array) {
    this.ids = ids;
    this.indexes = indexes;
  }

  get length(): number {
    return this.ids.length;
  }

  /** `id` can be any number. */
  set(position: number, id: number): void {
    this.ids[position] = id;
    this.indexes[position] = id >>> 0;
  }
}

/** A list for `count` entities, all 0. */
export function createEntityList(count: number): EntityList {
  return new EntityList(new Float64Array(count), new Uint32Array(count));
}

/**
 * Makes lists that are used one after the other, in the same memory. Hot: allocating the memory of a list takes as long
 * as a fifth of adding rows to its entities, and it is garbage that V8 frees late.
 */
export class EntityListMemory {
  #ids: Float64Array = new Float64Array(0);
  #indexes: Uint32Array = new Uint32Array(0);

  /** A list for `count` entities, with any content. The previous list must not be used any more. */
  list(count: number): EntityList {
    if (count > KEPT_MAX) return createEntityList(count);
    if (this.#ids.length < count) {
      const capacity = Math.min(Math.max(count, this.#ids.length * 2), KEPT_MAX);
      this.#ids = new Float64Array(capacity);
      this.#indexes = new Uint32Array(capacity);
    }
    return new EntityList(this.#ids.subarray(0, count), this.#indexes.subarray(0, count));
  }
}
