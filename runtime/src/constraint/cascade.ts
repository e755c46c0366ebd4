/**
 * What deletions cause: children go with their parent, and foreign keys do what their `on_delete` says.
 *
 * The outcome is defined by two states, that before the transaction and the one that its function left, so it does not
 * depend on any order:
 *
 * - A value is deleted if a row had it before, this row does not exist at the end, and no other row has the value then.
 * - `on_delete` is for all rows that refer to a deleted value in the state that the function left. A row keeps its
 *   effect if a cascade deletes it: with "destroy" its entity is destroyed all the same.
 *
 * Each step only deletes rows or sets references to null, and neither makes a deleted value exist again. So all orders
 * of steps end with the same rows.
 */

import { type Entity, isAlive } from '../entity/index.js';
import type { KeyMember } from '../ordered-index/index.js';
import { type IndexShape, rowOf, type Store, type Table } from '../table/index.js';
import { convertKey } from './reference-key.js';
import type { Reference } from './rules.js';
import type { TableState } from './table-state.js';
import { entriesOf, hasKey, hasRow } from './targets.js';
import type { DeletedRow, LostKey, Work } from './work.js';

/** A deleted value, or entity, to which a foreign key with "restrict" must not refer. */
export interface Restricted {
  readonly reference: Reference;
  readonly key: Uint32Array;
}

export class Cascade {
  readonly restricted: Restricted[] = [];
  readonly #store: Store;
  /** By table id. */
  readonly #states: readonly (TableState | undefined)[];
  readonly #work: Work;
  /** For foreign keys with "destroy": the entities of rows that cascades have deleted, by the key as text. */
  readonly #deletedReferrers: Map<Reference, Map<string, Entity[]>> = new Map();

  constructor(store: Store, states: readonly (TableState | undefined)[], work: Work) {
    this.#store = store;
    this.#states = states;
    this.#work = work;
  }

  /** Until nothing is left. The lists grow meanwhile, because a deleted row can take others with it. */
  run(): void {
    const { deletedRows, deletedKeys } = this.#work;
    for (let row = 0, key = 0; row < deletedRows.length || key < deletedKeys.length; ) {
      if (row < deletedRows.length) this.#afterRow(deletedRows[row++] as DeletedRow);
      else this.#afterKey(deletedKeys[key++] as LostKey);
    }
  }

  clear(): void {
    this.restricted.length = 0;
    this.#deletedReferrers.clear();
  }

  #afterRow({ rules, entity }: DeletedRow): void {
    for (const child of rules.children) if (hasRow(child, entity)) this.#deleteRow(child, entity);
    for (const reference of rules.entityReferences) this.#afterTarget(reference, entityKey(reference, entity));
  }

  #afterKey(lost: LostKey): void {
    const { rules, position, entry } = lost;
    const index = rules.table.indexes[position] as IndexShape;
    if (hasKey(rules.table, index, entry)) {
      this.#work.keyInherited(lost);
      return;
    }
    for (const reference of rules.valueReferences[position] ?? []) {
      const key = new Uint32Array(reference.index.codec.words);
      convertKey(index, entry, reference.index, key);
      this.#afterTarget(reference, key);
    }
  }

  /** Does what a foreign key says to the rows that refer to `key`, which was deleted. */
  #afterTarget(reference: Reference, key: Uint32Array): void {
    const { onDelete, table } = reference;
    if (onDelete === 'restrict') {
      this.restricted.push({ reference, key });
      return;
    }
    for (const index of entriesOf(table, reference.index, key)) {
      const row = rowOf(table.working, index);
      // Destroying one entity deletes all of its rows.
      if (row < 0) continue;
      if (onDelete === 'set_null') this.#setNull(reference, index);
      else if (onDelete === 'cascade') this.#deleteRow(table, table.working.dense[row] as Entity);
      else this.#destroy(table.working.dense[row] as Entity);
    }
    for (const entity of this.#deletedReferrers.get(reference)?.get(key.join()) ?? []) this.#destroy(entity);
  }

  #deleteRow(table: Table, entity: Entity): void {
    table.join();
    const state = this.#states[table.id];
    for (const reference of state?.rules.references ?? []) {
      if (reference.onDelete === 'destroy') this.#keepReferrer(reference, entity);
    }
    state?.forgetRow(entity >>> 0, this.#work);
    this.#store.remove(table, entity, entity >>> 0);
  }

  /** The target of a row that is deleted next may be deleted, too. */
  #keepReferrer(reference: Reference, entity: Entity): void {
    const { table, index } = reference;
    const key = new Uint32Array(index.codec.words);
    const row = rowOf(table.working, entity >>> 0);
    if (!index.codec.encode(table.working.records, row * table.stride, key)) return;
    const byKey = this.#deletedReferrers.get(reference) ?? new Map<string, Entity[]>();
    this.#deletedReferrers.set(reference, byKey);
    const text = key.join();
    const entities = byKey.get(text);
    if (entities === undefined) byKey.set(text, [entity]);
    else entities.push(entity);
  }

  #destroy(entity: Entity): void {
    if (!isAlive(this.#store.entities.working, entity)) return;
    const { groups, entities } = this.#store;
    const count = groups.find(entities, entity >>> 0);
    const tables = groups.found.slice(0, count);
    for (const table of tables) {
      table.join();
      this.#states[table.id]?.forgetRow(entity >>> 0, this.#work);
    }
    this.#store.destroy(entity, entity >>> 0);
  }

  #setNull({ table, index }: Reference, entityIndex: number): void {
    table.join();
    const { offset, size, nullOffset, nullMask } = index.codec.members[0] as KeyMember;
    this.#states[table.id]?.changeRow(
      entityIndex,
      (row) => {
        table.markRecord(row);
        const { u8 } = table.working.records;
        const start = row * table.stride;
        u8.fill(0, start + offset, start + offset + size);
        u8[start + nullOffset] = (u8[start + nullOffset] as number) | nullMask;
      },
      this.#work,
    );
  }
}

/** The key of a reference to an entity. */
function entityKey({ index }: Reference, entity: Entity): Uint32Array {
  const { nullMask } = index.codec.members[0] as KeyMember;
  const words = [Math.floor(entity / 2 ** 32), entity >>> 0];
  return Uint32Array.from(nullMask === 0 ? words : [1, ...words]);
}
