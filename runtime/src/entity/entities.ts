/** The registry: which entity ids are alive, and where to look for the rows of each entity. */

import { describeValue } from '../arguments.js';
import { assert, EcsDbError } from '../errors.js';
import type { Memory, Region } from '../memory/index.js';
import { type Entity, GENERATION_LIMIT, INDEX_LIMIT } from './entity.js';

/**
 * Each index has a slot of 16 bytes:
 *
 *            bytes 0-7 (f64)              bytes 8-11 (u32)                            bytes 12-15 (u32)
 *   alive    the id                       groups 0 to 31 of tables, one bit each      groups 32 to 63
 *   free     the negative of the next id  the next free index, 0 at the end of list   unused
 *   retired  NaN                          0                                           unused
 *
 * So one comparison tells whether an id is alive: slot === id. No entity has index 0; its slot holds NaN.
 *
 * Invariant: if an entity has a row in a table, the bit of the table's group is set. A set bit does not mean that there
 * is a row: deleting one clears nothing, so that a row that comes and goes changes the registry only once.
 */
export const SLOT_BYTES = 16;
const F64_PER_SLOT = 2;
const U32_PER_SLOT = 4;
/** Position among the u32 of a slot: of the groups of a living index, of the next free index of a free one. */
const GROUPS_U32 = 2;

/** The most entities that can exist at once: one region cannot reserve more slots. */
export const SLOTS_MAX: number = 2 ** 27;

/** One side of the registry. */
export interface EntitiesSide {
  /** The slots as f64; see `idAt`. */
  ids: Float64Array;
  /** The slots as u32; see `groupsAt` and `nextFreeAt`. */
  words: Uint32Array;
  /** Living entities. */
  alive: number;
  /** The lowest index that was never used. In an attached thread: the number of slots. */
  next: number;
  /** The first free index, 0 if there is none. */
  firstFree: number;
}

/** Position in `ids` of the id of an index. */
export function idAt(index: number): number {
  return index * F64_PER_SLOT;
}

/** Position in `words` of the groups of a living index: two words. */
export function groupsAt(index: number): number {
  return index * U32_PER_SLOT + GROUPS_U32;
}

/** Position in `words` of the next free index of a free one. */
export function nextFreeAt(index: number): number {
  return index * U32_PER_SLOT + GROUPS_U32;
}

export class Entities {
  readonly working: EntitiesSide;
  readonly published: EntitiesSide;

  /** @internal */
  readonly slots: Region;

  readonly #memory: Memory;
  #transaction = 0;
  /** The counters before the running transaction. */
  #nextBefore = 1;
  #firstFreeBefore = 0;
  #aliveBefore = 0;
  /** `Memory.turns` when `working` and `published` were last aligned. */
  #turn: number;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.#turn = memory.turns;
    this.slots = memory.createRegion(SLOTS_MAX * SLOT_BYTES, SLOT_BYTES, 'u32 and f64');
    this.slots.reserve(SLOT_BYTES, 'the entity registry');
    this.slots.working.f64[0] = Number.NaN;
    this.slots.published.f64[0] = Number.NaN;
    this.working = { ids: this.slots.working.f64, words: this.slots.working.u32, alive: 0, next: 1, firstFree: 0 };
    this.published = {
      ids: this.slots.published.f64,
      words: this.slots.published.u32,
      alive: 0,
      next: 1,
      firstFree: 0,
    };
  }

  /** Of all sides. */
  get reservedBytes(): number {
    return this.slots.capacity * this.#memory.sideCount;
  }

  /** Of all sides. */
  get usedBytes(): number {
    // `next` can be beyond the slots: the id of a worker thread needs no slot until `spawn`.
    return Math.min(this.published.next * SLOT_BYTES, this.slots.capacity) * this.#memory.sideCount;
  }

  /** Creates an entity with an id that no entity has had before. */
  create(): Entity {
    this.join();
    const { working } = this;
    let index = working.firstFree;
    let id: number;
    if (index !== 0) {
      this.slots.mark(index * SLOT_BYTES);
      id = -(working.ids[idAt(index)] as number);
      working.firstFree = working.words[nextFreeAt(index)] as number;
    } else {
      index = working.next;
      this.reserve(index);
      this.slots.mark(index * SLOT_BYTES);
      id = index;
      working.next = index + 1;
    }
    working.ids[idAt(index)] = id;
    clearGroups(working, index);
    working.alive++;
    return id as Entity;
  }

  /**
   * Reserves an id for a worker thread: `create` does not return it, and `spawn` makes it alive. The caller must not
   * have changes that are not published, because this changes both sides.
   */
  issue(): Entity {
    const { working, published } = this;
    const hasChanges = working.next !== published.next || working.firstFree !== published.firstFree;
    assert(!hasChanges, 'ids are reserved when no changes of the registry are pending');
    const index = published.firstFree;
    if (index === 0) {
      working.next = ++published.next;
      return (published.next - 1) as Entity;
    }
    published.firstFree = published.words[nextFreeAt(index)] as number;
    working.firstFree = published.firstFree;
    return -(published.ids[idAt(index)] as number) as Entity;
  }

  /** Makes an id alive that `issue` returned. */
  spawn(entity: Entity): void {
    this.join();
    const index = entity >>> 0;
    this.reserve(index);
    this.slots.mark(index * SLOT_BYTES);
    const { working } = this;
    working.ids[idAt(index)] = entity;
    clearGroups(working, index);
    working.alive++;
  }

  /** Makes an id alive that another registry has given out. The list of free indexes is not kept; see `linkFree`. */
  place(entity: Entity): void {
    this.spawn(entity);
    const { working } = this;
    working.next = Math.max(working.next, (entity >>> 0) + 1);
  }

  /** Ends a living entity without rows whose id may come back. The list of free indexes is not kept; see `linkFree`. */
  displace(index: number): void {
    this.join();
    this.slots.mark(index * SLOT_BYTES);
    const { working } = this;
    working.ids[idAt(index)] = -(working.ids[idAt(index)] as number);
    clearGroups(working, index);
    working.alive--;
  }

  /** Ensures that the index has a slot. */
  reserve(index: number): void {
    if (this.slots.reserve((index + 1) * SLOT_BYTES, 'the entity registry')) this.refresh();
  }

  /**
   * Destroys a living entity. Its index is reused with the next generation, or is retired if the generations are
   * exhausted.
   */
  destroy(index: number): void {
    this.join();
    this.slots.mark(index * SLOT_BYTES);
    const { working } = this;
    const next = (working.ids[idAt(index)] as number) + INDEX_LIMIT;
    working.alive--;
    if (next >= GENERATION_LIMIT * INDEX_LIMIT) {
      working.ids[idAt(index)] = Number.NaN;
      working.words[nextFreeAt(index)] = 0;
      return;
    }
    working.ids[idAt(index)] = -next;
    working.words[nextFreeAt(index)] = working.firstFree;
    working.firstFree = index;
  }

  /** Records that a living entity has, or had, a row in a table of this group. */
  addGroup(index: number, group: number): void {
    const at = groupsAt(index) + (group >>> 5);
    const bit = 1 << (group & 31);
    if (((this.working.words[at] as number) & bit) !== 0) return;
    this.join();
    this.slots.mark(index * SLOT_BYTES);
    (this.working.words[at] as number) |= bit;
  }

  /** Restores the counters of the running transaction. `Memory` restores the bytes of the slots. */
  rollback(): void {
    if (this.#transaction !== this.#memory.transaction) return;
    this.working.next = this.#nextBefore;
    this.working.firstFree = this.#firstFreeBefore;
    this.working.alive = this.#aliveBefore;
  }

  /** Restores the published counters. `Memory` restores the bytes of the slots. */
  rollbackGroup(): void {
    copyCounters(this.published, this.working);
  }

  /** Called after `Memory.flip`. */
  publish(): void {
    copyCounters(this.working, this.published);
    this.align();
  }

  /** Saves the counters on the first change of the running transaction. */
  join(): void {
    if (this.#transaction === this.#memory.transaction) return;
    this.#transaction = this.#memory.transaction;
    this.align();
    this.#nextBefore = this.working.next;
    this.#firstFreeBefore = this.working.firstFree;
    this.#aliveBefore = this.working.alive;
  }

  /** Shows the present sides. */
  align(): void {
    const { turns, workingSide, publishedSide } = this.#memory;
    if (this.#turn === turns) return;
    this.#turn = turns;
    this.slots.align(workingSide, publishedSide);
    this.refresh();
  }

  /** Reads the views of the region again, after the region has replaced them. */
  refresh(): void {
    this.working.ids = this.slots.working.f64;
    this.working.words = this.slots.working.u32;
    this.published.ids = this.slots.published.f64;
    this.published.words = this.slots.published.u32;
  }
}

/** True if a living entity has, or had, a row in a table of this group. False for a table without a group. */
export function hasGroup({ words }: EntitiesSide, index: number, group: number): boolean {
  return group >= 0 && ((words[groupsAt(index) + (group >>> 5)] as number) & (1 << (group & 31))) !== 0;
}

export function clearGroups({ words }: EntitiesSide, index: number): void {
  const at = groupsAt(index);
  words[at] = 0;
  words[at + 1] = 0;
}

function copyCounters(from: EntitiesSide, to: EntitiesSide): void {
  to.alive = from.alive;
  to.next = from.next;
  to.firstFree = from.firstFree;
}

/** The index of an entity. Throws `ENTITY_NOT_FOUND` if it is not alive on this side. */
export function requireAlive(side: EntitiesSide, entity: Entity, call: string): number {
  if (!isAlive(side, entity)) throw entityNotFound(entity, call);
  return entity >>> 0;
}

/** Throws if `entity` is not a number. The id of a destroyed entity is accepted. */
export function requireId(entity: unknown, call: string): void {
  if (typeof entity !== 'number') throw entityNotFound(entity, call);
}

/** True if the id is alive on this side. Hot: `idAt` is written out, because calling it twice takes 2 ns. */
export function isAlive(side: EntitiesSide, entity: Entity): boolean {
  // Callers without types may pass any value; with a bigint, `>>>` would throw a TypeError.
  if (typeof entity !== 'number') return false;
  const index = entity >>> 0;
  const at = index * F64_PER_SLOT;
  return at < side.ids.length && side.ids[at] === entity;
}

/** The error for an id that is not alive, or for a value that is not an id. */
export function entityNotFound(entity: unknown, call: string): EcsDbError {
  if (typeof entity !== 'number') {
    const expected = 'an entity id as the first argument';
    const got = entity === undefined ? 'undefined' : describeValue(entity);
    return new EcsDbError('ENTITY_NOT_FOUND', `${call}() expects ${expected}, got ${got}.`, { expected, got });
  }
  const got = `entity ${entity}`;
  return new EcsDbError(
    'ENTITY_NOT_FOUND',
    `${call}(): ${got} is not alive. It was destroyed, or it was never created in this database. ` +
      'Check isAlive() before you use a stored id.',
    { entity, expected: 'the id of a living entity', got },
  );
}
