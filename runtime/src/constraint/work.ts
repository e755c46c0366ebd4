/** What the end of a transaction still has to look at. */

import type { Entity } from '../entity/index.js';
import type { Reference, TableRules } from './rules.js';

/** A row that an entity had and has not any more. */
export interface WentRow {
  readonly rules: TableRules;
  readonly entity: Entity;
}

/** A value that other rows may refer to, and that a row had before. */
export interface WentKey {
  readonly rules: TableRules;
  /** Position of the index. */
  readonly position: number;
  /** The entry: the key, then the entity index. */
  readonly entry: Uint32Array;
  /** Whether the row was deleted, or has another value. */
  readonly isDeleted: boolean;
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
  readonly wentRows: WentRow[] = [];
  readonly wentKeys: WentKey[] = [];
  readonly newReferences: NewReference[] = [];
  readonly repeatedKeys: RepeatedKey[] = [];
  readonly newChildren: NewChild[] = [];

  clear(): void {
    this.wentRows.length = 0;
    this.wentKeys.length = 0;
    this.newReferences.length = 0;
    this.repeatedKeys.length = 0;
    this.newChildren.length = 0;
  }

  rowWent(rules: TableRules, entity: Entity): void {
    if (rules.children.length > 0 || rules.entityReferences.length > 0) this.wentRows.push({ rules, entity });
  }

  rowCame(rules: TableRules, entity: Entity): void {
    if (rules.parent !== undefined) this.newChildren.push({ rules, entity });
  }

  keyWent(rules: TableRules, position: number, entry: Uint32Array, isDeleted: boolean): void {
    if (rules.valueReferences[position]?.length === 0) return;
    // A reference that is null refers to no row, also not to one whose key is null.
    if (rules.table.indexes[position]?.codec.hasNull(entry)) return;
    this.wentKeys.push({ rules, position, entry: entry.slice(), isDeleted });
  }

  keyCame(rules: TableRules, position: number, entry: Uint32Array): void {
    for (let i = 0; i < rules.references.length; i++) {
      const reference = rules.references[i] as Reference;
      if (reference.index.position !== position) continue;
      this.newReferences.push({ reference, index: entry[entry.length - 1] as number });
    }
  }
}
