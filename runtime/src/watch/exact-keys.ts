/** The watches of rows whose key begins with given words, of one index: by unique keys, and by equal values. */

import { type Entity, NO_ENTITY } from '../entity/index.js';
import type { WatchedLookup } from '../lookup/index.js';
import { type IndexShape, rowOf, type TableSide } from '../table/index.js';
import { addChange, type ChangeLists, isEmpty, noChanges } from './changes.js';
import type { TableNotes } from './table-notes.js';
import type { Watch } from './watch.js';

/** All watches of the same key. */
interface KeyWatches {
  readonly key: Uint32Array;
  readonly hash: number;
  /** Of one of the watches. Its entities are the members. */
  readonly lookup: WatchedLookup;
  readonly watches: Set<Watch<Entity>>;
  readonly members: Set<Entity>;
  lists: ChangeLists<Entity>;
}

/** A changed row is compared with one key, however many are watched. */
export class ExactKeys {
  readonly #shape: IndexShape;
  readonly #stride: number;
  readonly #words: number;
  readonly #byHash: Map<number, KeyWatches[]> = new Map();
  /** Under which watched key an entity is. */
  readonly #keyOf: Map<Entity, KeyWatches> = new Map();
  readonly #entry: Uint32Array;
  readonly #changed: Set<KeyWatches> = new Set();

  /** Of the first `words` words of a key. */
  constructor(shape: IndexShape, stride: number, words: number) {
    this.#shape = shape;
    this.#stride = stride;
    this.#words = words;
    this.#entry = new Uint32Array(shape.entryWords);
  }

  get isEmpty(): boolean {
    return this.#byHash.size === 0;
  }

  add(watch: Watch<Entity>, lookup: WatchedLookup): void {
    const key = lookup.range.low.key.slice(0, this.#words);
    let found = this.#find(key);
    if (found === undefined) {
      found = { key, hash: this.#hash(key), lookup, watches: new Set(), members: new Set(), lists: noChanges() };
      const others = this.#byHash.get(found.hash);
      if (others === undefined) this.#byHash.set(found.hash, [found]);
      else others.push(found);
      this.#fill(found, lookup.toArray());
    }
    found.watches.add(watch);
  }

  remove(watch: Watch<Entity>, lookup: WatchedLookup): void {
    const found = this.#find(lookup.range.low.key);
    if (found?.watches.delete(watch) !== true || found.watches.size > 0) return;
    const others = (this.#byHash.get(found.hash) ?? []).filter((other) => other !== found);
    if (others.length === 0) this.#byHash.delete(found.hash);
    else this.#byHash.set(found.hash, others);
    this.#fill(found, []);
  }

  /** Finds what the noted rows mean. Calls `due` for each watch that gets something. */
  update(rows: TableSide, notes: TableNotes, due: (watch: Watch<Entity>) => void): void {
    for (let i = 0; i < notes.count; i++) this.#compare(rows, notes.indexes[i] as number, notes);
    for (const changed of this.#changed) {
      const { lists } = changed;
      changed.lists = noChanges();
      if (isEmpty(lists)) continue;
      for (const watch of changed.watches) {
        watch.add(lists);
        due(watch);
      }
    }
    this.#changed.clear();
  }

  /** Finds the members anew. */
  reset(): void {
    for (const list of this.#byHash.values()) for (const found of list) this.#fill(found, found.lookup.toArray());
  }

  /** Hot: called for each changed row. */
  #compare(rows: TableSide, index: number, notes: TableNotes): void {
    const was = notes.before(index);
    const row = rowOf(rows, index);
    let is = NO_ENTITY;
    let to: KeyWatches | undefined;
    if (row >= 0) {
      this.#shape.codec.encode(rows.records, row * this.#stride, this.#entry);
      to = this.#find(this.#entry);
      if (to !== undefined) is = rows.dense[row] as Entity;
    }
    const from = was === NO_ENTITY ? undefined : this.#keyOf.get(was);
    if (from !== undefined && from === to) this.#note(to, was, is);
    else {
      if (from !== undefined) this.#note(from, was, NO_ENTITY);
      if (to !== undefined) this.#note(to, NO_ENTITY, is);
    }
  }

  #note(key: KeyWatches, was: Entity, is: Entity): void {
    this.#changed.add(key);
    addChange(key.lists, was, is);
    if (was === is) return;
    if (was !== NO_ENTITY) {
      key.members.delete(was);
      if (this.#keyOf.get(was) === key) this.#keyOf.delete(was);
    }
    if (is === NO_ENTITY) return;
    key.members.add(is);
    this.#keyOf.set(is, key);
  }

  #fill(key: KeyWatches, members: readonly Entity[]): void {
    for (const entity of key.members) if (this.#keyOf.get(entity) === key) this.#keyOf.delete(entity);
    key.members.clear();
    for (const entity of members) {
      key.members.add(entity);
      this.#keyOf.set(entity, key);
    }
  }

  #find(entry: Uint32Array): KeyWatches | undefined {
    const list = this.#byHash.get(this.#hash(entry));
    if (list === undefined) return undefined;
    for (let i = 0; i < list.length; i++) {
      const found = list[i] as KeyWatches;
      if (this.#isEqual(found.key, entry)) return found;
    }
    return undefined;
  }

  #hash(entry: Uint32Array): number {
    let hash = 0;
    for (let word = 0; word < this.#words; word++) {
      hash = Math.imul(hash ^ (entry[word] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  #isEqual(key: Uint32Array, entry: Uint32Array): boolean {
    for (let word = 0; word < this.#words; word++) if (key[word] !== entry[word]) return false;
    return true;
  }
}
