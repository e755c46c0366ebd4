/** What the end of a transaction still has to look at. */

import type { Entity } from '../entity/index.js';
import type { Reference, TableRules } from './rules.js';

/** A row that existed before the transaction, and does not any more. */
export interface DeletedRow {
  readonly rules: TableRules;
  readonly entity: Entity;
}

/** A value that a row had before, and that others may refer to. */
export interface LostKey {
  readonly rules: TableRules;
  /** Position of the index. */
  readonly position: number;
  /** The entry: the key, then the entity index. */
  readonly entry: Uint32Array;
}

/** A row whose foreign key has a new value. */
export interface NewReference {
  readonly reference: Reference;
  readonly index: number;
}

/** An entry that was inserted beside one with the same key. */
export interface RepeatedKey {
  readonly rules: TableRules;
  readonly position: number;
  readonly entry: Uint32Array;
}

/** A row of a table that has a parent. */
export interface NewChild {
  readonly rules: TableRules;
  readonly entity: Entity;
}

/** Collects what concerns other tables. What concerns none is not kept. */
export class Work {
  readonly deletedRows: DeletedRow[] = [];
  /** Values whose row was deleted. */
  readonly deletedKeys: LostKey[] = [];
  /** Values whose row got another one. The row may be deleted later. Then its value is in `deletedKeys`, too. */
  readonly changedKeys: LostKey[] = [];
  readonly newReferences: NewReference[] = [];
  readonly repeatedKeys: RepeatedKey[] = [];
  readonly newChildren: NewChild[] = [];
  /** Values whose row was deleted, but that another row has. A cascade may delete that one as well. */
  readonly #inherited: Map<string, LostKey> = new Map();

  clear(): void {
    this.deletedRows.length = 0;
    this.deletedKeys.length = 0;
    this.changedKeys.length = 0;
    this.newReferences.length = 0;
    this.repeatedKeys.length = 0;
    this.newChildren.length = 0;
    this.#inherited.clear();
  }

  rowDeleted(rules: TableRules, entity: Entity): void {
    if (rules.children.length > 0 || rules.entityReferences.length > 0) this.deletedRows.push({ rules, entity });
  }

  rowInserted(rules: TableRules, entity: Entity): void {
    if (rules.parent !== undefined) this.newChildren.push({ rules, entity });
  }

  /** The row that had a value before the transaction was deleted. */
  keyDeleted(rules: TableRules, position: number, entry: Uint32Array): void {
    if (isReferredTo(rules, position, entry)) this.deletedKeys.push({ rules, position, entry: entry.slice() });
  }

  /** The row that had a value before the transaction has another one. */
  keyChanged(rules: TableRules, position: number, entry: Uint32Array): void {
    if (isReferredTo(rules, position, entry)) this.changedKeys.push({ rules, position, entry: entry.slice() });
  }

  /** Another row has the value of a deleted one. */
  keyInherited(key: LostKey): void {
    this.#inherited.set(identityOf(key.rules, key.position, key.entry), key);
  }

  /** A cascade has removed an entry. If its row had inherited the value, the value has to be looked at again. */
  entryRemoved(rules: TableRules, position: number, entry: Uint32Array): void {
    if (this.#inherited.size === 0) return;
    const identity = identityOf(rules, position, entry);
    const key = this.#inherited.get(identity);
    if (key === undefined) return;
    this.#inherited.delete(identity);
    this.deletedKeys.push(key);
  }

  keyInserted(rules: TableRules, position: number, entry: Uint32Array): void {
    for (let i = 0; i < rules.references.length; i++) {
      const reference = rules.references[i] as Reference;
      if (reference.index.position !== position) continue;
      this.newReferences.push({ reference, index: entry[entry.length - 1] as number });
    }
  }
}

/** A reference that is null refers to no row, also not to one whose key is null. */
function isReferredTo({ valueReferences, table }: TableRules, position: number, entry: Uint32Array): boolean {
  return valueReferences[position]?.length !== 0 && table.indexes[position]?.codec.hasNull(entry) === false;
}

/** A text for the index and the key of an entry. */
function identityOf({ table }: TableRules, position: number, entry: Uint32Array): string {
  return `${table.id} ${position} ${entry.subarray(0, -1).join()}`;
}
