/** The registry of entities: which ids are alive, and which archetype each has. */

import { describeValue } from '../arguments.js';
import { EcsDbError } from '../errors.js';
import type { Memory, Region, Side } from '../memory/index.js';
import { EMPTY_ARCHETYPE } from './archetypes.js';
import { type Entity, GENERATION_LIMIT, INDEX_LIMIT } from './entity.js';

/**
 * A slot of 16 bytes for each index:
 *
 *            bytes 0-7 (f64)                  bytes 8-11 (u32)
 *   alive    its id                           its archetype
 *   free     minus the id it will have next   the next free index, 0 at the end of the list
 *   retired  NaN                              0
 *
 * So "is this id alive" is one comparison: slot === id. Index 0 is no entity and holds NaN.
 */
export const SLOT_BYTES = 16;

/** Entities that may ever exist at once: as many slots as one region can reserve. */
export const SLOTS_MAX: number = 2 ** 27;

/** The registry as seen from one side. */
export interface EntitiesSide {
  /** Slots as f64, two to a slot; see `idAt`. */
  ids: Float64Array;
  /** Slots as u32, four to a slot; see `archetypeAt`. */
  words: Uint32Array;
  alive: number;
  /** The lowest index that was never given out. */
  next: number;
  /** The first of the free indexes, 0 if there are none. */
  firstFree: number;
}

/** Position in `ids` of an index's id. */
export function idAt(index: number): number {
  return index * 2;
}

/** Position in `words` of a living index's archetype, and of a free one's next free index. */
export function archetypeAt(index: number): number {
  return index * 4 + 2;
}

/** The archetype of a living index. */
export function archetypeOf(side: EntitiesSide, index: number): number {
  return side.words[archetypeAt(index)] as number;
}

export class Entities {
  readonly working: EntitiesSide;
  readonly published: EntitiesSide;

  /** @internal */
  readonly slots: Region;

  readonly #memory: Memory;
  #transaction = 0;
  /** What the counters were when the running transaction began. */
  #nextBefore = 1;
  #firstFreeBefore = 0;
  #aliveBefore = 0;
  /** The side that `working` shows. */
  #side: Side;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.#side = memory.workingSide;
    this.slots = memory.createRegion(SLOTS_MAX * SLOT_BYTES, 'u32 and f64');
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

  /** Bytes of both sides. */
  get reservedBytes(): number {
    return this.slots.capacity * 2;
  }

  get usedBytes(): number {
    // Ids that other threads hold may lie beyond the slots that there are: they take none until they come to life.
    return Math.min(this.published.next * SLOT_BYTES, this.slots.capacity) * 2;
  }

  /** Gives out an id that no entity ever had. */
  create(): Entity {
    this.join();
    const { working } = this;
    let index = working.firstFree;
    let id: number;
    if (index !== 0) {
      this.slots.mark(index * SLOT_BYTES);
      id = -(working.ids[idAt(index)] as number);
      working.firstFree = working.words[archetypeAt(index)] as number;
    } else {
      index = working.next;
      this.reserve(index);
      this.slots.mark(index * SLOT_BYTES);
      id = index;
      working.next = index + 1;
    }
    working.ids[idAt(index)] = id;
    working.words[archetypeAt(index)] = EMPTY_ARCHETYPE;
    working.alive++;
    return id as Entity;
  }

  /**
   * Takes an id out of circulation, to be brought to life by `spawn` or given to somebody else: nobody gets it from `create`. Not to be
   * called while anything is changed that is not published.
   */
  issue(): Entity {
    const { working, published } = this;
    const index = published.firstFree;
    if (index === 0) {
      working.next = ++published.next;
      return (published.next - 1) as Entity;
    }
    published.firstFree = published.words[archetypeAt(index)] as number;
    working.firstFree = published.firstFree;
    return -(published.ids[idAt(index)] as number) as Entity;
  }

  /** Brings an id to life that `issue` gave. */
  spawn(entity: Entity): void {
    this.join();
    const index = entity >>> 0;
    this.reserve(index);
    this.slots.mark(index * SLOT_BYTES);
    const { working } = this;
    working.ids[idAt(index)] = entity;
    working.words[archetypeAt(index)] = EMPTY_ARCHETYPE;
    working.alive++;
  }

  /** Makes room for the slot of an index. */
  reserve(index: number): void {
    if (this.slots.reserve((index + 1) * SLOT_BYTES, 'the entity registry')) this.refresh();
  }

  /** Ends a living entity; its index goes on with the next generation, or is retired when that would be the last. */
  destroy(index: number): void {
    this.join();
    this.slots.mark(index * SLOT_BYTES);
    const { working } = this;
    const next = (working.ids[idAt(index)] as number) + INDEX_LIMIT;
    working.alive--;
    if (next >= GENERATION_LIMIT * INDEX_LIMIT) {
      working.ids[idAt(index)] = Number.NaN;
      working.words[archetypeAt(index)] = 0;
      return;
    }
    working.ids[idAt(index)] = -next;
    working.words[archetypeAt(index)] = working.firstFree;
    working.firstFree = index;
  }

  /** The archetype of a living entity, as the running transaction sees it. */
  archetypeOf(index: number): number {
    return this.working.words[archetypeAt(index)] as number;
  }

  setArchetype(index: number, archetype: number): void {
    this.join();
    this.slots.mark(index * SLOT_BYTES);
    this.working.words[archetypeAt(index)] = archetype;
  }

  /** Puts the counters back; the slots' bytes are restored with the memory. */
  rollback(): void {
    if (this.#transaction !== this.#memory.transaction) return;
    this.working.next = this.#nextBefore;
    this.working.firstFree = this.#firstFreeBefore;
    this.working.alive = this.#aliveBefore;
  }

  /** Puts the counters back to what is published; the slots' bytes are restored with the memory. */
  rollbackGroup(): void {
    copyCounters(this.published, this.working);
  }

  /** Takes over the sides after the memory was flipped. */
  publish(): void {
    copyCounters(this.working, this.published);
    this.#align();
  }

  /** Takes part in the running transaction. */
  join(): void {
    if (this.#transaction === this.#memory.transaction) return;
    this.#transaction = this.#memory.transaction;
    this.#align();
    this.#nextBefore = this.working.next;
    this.#firstFreeBefore = this.working.firstFree;
    this.#aliveBefore = this.working.alive;
  }

  #align(): void {
    if (this.#side === this.#memory.workingSide) return;
    this.#side = this.#memory.workingSide;
    this.slots.swap();
    this.refresh();
  }

  /** Takes over the region's views after they were replaced. */
  refresh(): void {
    this.working.ids = this.slots.working.f64;
    this.working.words = this.slots.working.u32;
    this.published.ids = this.slots.published.f64;
    this.published.words = this.slots.published.u32;
  }
}

function copyCounters(from: EntitiesSide, to: EntitiesSide): void {
  to.alive = from.alive;
  to.next = from.next;
  to.firstFree = from.firstFree;
}

/** The index of a living entity on one side, or `ENTITY_NOT_FOUND`. */
export function requireAlive(side: EntitiesSide, entity: Entity, call: string): number {
  if (!isAlive(side, entity)) throw entityNotFound(entity, call);
  return entity >>> 0;
}

/** Refuses what is no id at all; an id of an entity that is not alive is one. */
export function requireId(entity: unknown, call: string): void {
  if (typeof entity !== 'number') throw entityNotFound(entity, call);
}

/** True when the id is alive on this side. */
export function isAlive(side: EntitiesSide, entity: Entity): boolean {
  // Callers without types may pass anything; a bigint would throw an error of its own below.
  if (typeof entity !== 'number') return false;
  const index = entity >>> 0;
  return idAt(index) < side.ids.length && side.ids[idAt(index)] === entity;
}

/** The error of an id that is not alive, or is none. */
export function entityNotFound(entity: unknown, call: string): EcsDbError {
  if (typeof entity !== 'number') {
    const expected = 'an entity id as the first argument';
    const got = entity === undefined ? 'undefined' : describeValue(entity);
    return new EcsDbError('ENTITY_NOT_FOUND', `${call}() expects ${expected}, got ${got}.`, { expected, got });
  }
  const got = `entity ${entity}`;
  return new EcsDbError(
    'ENTITY_NOT_FOUND',
    `${call}(): ${got} is not alive: it was destroyed, or was never created here. Ask isAlive() before using a kept id.`,
    { entity, expected: 'the id of a living entity', got },
  );
}
