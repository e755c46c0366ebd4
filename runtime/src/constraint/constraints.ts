/** What must hold when a transaction ends: cascades first, then uniqueness, references and parents. */

import type { Entity } from '../entity/index.js';
import { type IndexShape, rowOf, type Store, type Table } from '../table/index.js';
import { Cascade } from './cascade.js';
import { convertKey } from './reference-key.js';
import { type Reference, rulesOf, type TableRules } from './rules.js';
import { TableState } from './table-state.js';
import { entriesOf, hasKey, hasRow, hasTarget, referrersOf } from './targets.js';
import { missingParent, missingTarget, repeatedKey, stillReferred } from './violations.js';
import { type LostKey, Work } from './work.js';

export class Constraints {
  readonly #store: Store;
  readonly #work: Work = new Work();
  /** By table id. */
  readonly #states: readonly (TableState | undefined)[];
  readonly #cascade: Cascade;

  private constructor(store: Store, rules: readonly (TableRules | undefined)[]) {
    this.#store = store;
    this.#states = rules.map((one) => one && new TableState(one));
    this.#cascade = new Cascade(store, this.#states, this.#work);
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
    try {
      for (let i = 0; i < joined.count; i++) {
        const { id } = joined.items[i] as Table;
        this.#states[id]?.update(memory.transaction, work);
      }
      this.#cascade.run();
      this.#check();
    } finally {
      work.clear();
      this.#cascade.clear();
    }
  }

  #check(): void {
    const { repeatedKeys, newReferences, changedKeys, newChildren } = this.#work;
    for (const { rules, position, entry } of repeatedKeys) {
      const { table } = rules;
      const index = table.indexes[position] as IndexShape;
      const [first, second] = entriesOf(table, index, entry, 2);
      if (first !== undefined && second !== undefined) throw repeatedKey(table, index, entry, first, second);
    }
    for (const { reference, index } of newReferences) this.#checkReference(reference, index);
    for (const { reference, key } of this.#cascade.restricted) requireNoReferrer(reference, key, true);
    for (const lost of changedKeys) checkChanged(lost);
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

/** A value that rows refer to must not change, unless another row has it at the end. */
function checkChanged({ rules, position, entry }: LostKey): void {
  const index = rules.table.indexes[position] as IndexShape;
  if (hasKey(rules.table, index, entry)) return;
  for (const reference of rules.valueReferences[position] ?? []) {
    const key = new Uint32Array(reference.index.codec.words);
    convertKey(index, entry, reference.index, key);
    requireNoReferrer(reference, key, false);
  }
}

/** `isDeleted`: the row with the value was deleted. Otherwise it has another value. */
function requireNoReferrer(reference: Reference, key: Uint32Array, isDeleted: boolean): void {
  const referrers = referrersOf(reference, key);
  if (referrers !== undefined) throw stillReferred(reference, key, referrers, isDeleted);
}
