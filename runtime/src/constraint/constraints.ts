/** What must hold when a transaction ends: cascades first, then uniqueness, references and parents. */

import { type Entity, isAlive } from '../entity/index.js';
import type { KeyMember } from '../ordered-index/index.js';
import { type IndexShape, rowOf, type Store, type Table } from '../table/index.js';
import { convertKey } from './reference-key.js';
import { type Reference, rulesOf, type TableRules } from './rules.js';
import { TableState } from './table-state.js';
import { entriesOf, hasKey, hasRow, hasTarget } from './targets.js';
import { missingParent, missingTarget, repeatedKey, stillReferred } from './violations.js';
import { type WentKey, type WentRow, Work } from './work.js';

/** A value, or an entity, that must not be referred to any more. */
interface Restricted {
  readonly reference: Reference;
  readonly key: Uint32Array;
  /** Whether it was deleted, or changed. */
  readonly isDeleted: boolean;
}

export class Constraints {
  readonly #store: Store;
  readonly #work: Work = new Work();
  /** By table id. */
  readonly #states: readonly (TableState | undefined)[];
  readonly #restricted: Restricted[] = [];

  private constructor(store: Store, rules: readonly (TableRules | undefined)[]) {
    this.#store = store;
    this.#states = rules.map((one) => one && new TableState(one));
  }

  /** Undefined if no table of the store has an index, a reference or a parent. */
  static of(store: Store): Constraints | undefined {
    const rules = rulesOf(store);
    return rules && new Constraints(store, rules);
  }

  /** Brings the indexes of a table up to date with the running transaction. */
  update(table: Table): void {
    this.#states[table.id]?.update(this.#store.memory.transaction, undefined);
  }

  /**
   * Ends the running transaction: brings all indexes up to date, runs cascades, and checks everything that has changed.
   * Throws the first violation; the caller undoes the transaction. No row is open.
   */
  enforce(): void {
    const { joined, memory } = this.#store;
    const work = this.#work;
    this.#restricted.length = 0;
    try {
      for (let i = 0; i < joined.count; i++) {
        const { id } = joined.items[i] as Table;
        this.#states[id]?.update(memory.transaction, work);
      }
      this.#cascade();
      this.#check();
    } finally {
      work.clear();
    }
  }

  /** Until nothing is left: a row that goes can take others with it. The lists grow meanwhile. */
  #cascade(): void {
    const { wentRows, wentKeys } = this.#work;
    for (let row = 0, key = 0; row < wentRows.length || key < wentKeys.length; ) {
      if (row < wentRows.length) this.#afterRow(wentRows[row++] as WentRow);
      else this.#afterKey(wentKeys[key++] as WentKey);
    }
  }

  #afterRow({ rules, entity }: WentRow): void {
    if (hasRow(rules.table, entity)) return;
    for (const child of rules.children) if (hasRow(child, entity)) this.#deleteRow(child, entity);
    for (const reference of rules.entityReferences) this.#afterTarget(reference, entityKey(reference, entity), true);
  }

  #afterKey({ rules, position, entry, isDeleted }: WentKey): void {
    const index = rules.table.indexes[position] as IndexShape;
    if (hasKey(rules.table, index, entry)) return;
    for (const reference of rules.valueReferences[position] ?? []) {
      const key = new Uint32Array(reference.index.codec.words);
      convertKey(index, entry, reference.index, key);
      this.#afterTarget(reference, key, isDeleted);
    }
  }

  /** Does what a foreign key says to the rows that refer to `key`, which has no row any more. */
  #afterTarget(reference: Reference, key: Uint32Array, isDeleted: boolean): void {
    const { onDelete } = reference;
    if (!isDeleted || onDelete === 'restrict') {
      this.#restricted.push({ reference, key, isDeleted });
      return;
    }
    for (const index of entriesOf(reference.table, reference.index, key)) {
      const row = rowOf(reference.table.working, index);
      // A cascade may have deleted it meanwhile.
      if (row < 0) continue;
      if (onDelete === 'set_null') this.#setNull(reference, index);
      else if (onDelete === 'cascade') this.#deleteRow(reference.table, reference.table.working.dense[row] as Entity);
      else this.#destroy(reference.table.working.dense[row] as Entity);
    }
  }

  #deleteRow(table: Table, entity: Entity): void {
    table.join();
    this.#states[table.id]?.forgetRow(entity >>> 0, this.#work);
    this.#store.remove(table, entity, entity >>> 0);
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

  #check(): void {
    const { repeatedKeys, newReferences, newChildren } = this.#work;
    for (const { rules, position, entry } of repeatedKeys) {
      const { table } = rules;
      const index = table.indexes[position] as IndexShape;
      const [first, second] = entriesOf(table, index, entry, 2);
      if (first !== undefined && second !== undefined) throw repeatedKey(table, index, entry, first, second);
    }
    for (const { reference, index } of newReferences) this.#checkReference(reference, index);
    for (const { reference, key, isDeleted } of this.#restricted) {
      if (hasTarget(reference, key)) continue;
      const referrers = entriesOf(reference.table, reference.index, key);
      if (referrers.length > 0) throw stillReferred(reference, key, referrers, isDeleted);
    }
    for (const { rules, entity } of newChildren) {
      const parent = rules.parent as Table;
      parent.align();
      if (hasRow(rules.table, entity) && !hasRow(parent, entity)) throw missingParent(rules.table, parent, entity);
    }
  }

  #checkReference(reference: Reference, entityIndex: number): void {
    const { table, index } = reference;
    const row = rowOf(table.working, entityIndex);
    // A cascade may have deleted the row, or set the field to null.
    if (row < 0) return;
    const key = new Uint32Array(index.codec.words);
    if (!index.codec.encode(table.working.records, row * table.stride, key)) return;
    if (hasTarget(reference, key)) return;
    throw missingTarget(reference, key, table.working.dense[row] as Entity);
  }
}

/** The key of a reference to an entity. */
function entityKey({ index }: Reference, entity: Entity): Uint32Array {
  const { nullMask } = index.codec.members[0] as KeyMember;
  const words = [Math.floor(entity / 2 ** 32), entity >>> 0];
  return Uint32Array.from(nullMask === 0 ? words : [1, ...words]);
}
