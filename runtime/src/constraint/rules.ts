/** What must hold for the tables of a store: keys, references and parents, from its descriptor. */

import { assert } from '../errors.js';
import type { OnDelete } from '../schema/index.js';
import type { IndexShape, Store, Table } from '../table/index.js';

/** A foreign key: rows of `table` refer to values of a unique index of `target`, or to entities with a row there. */
export interface Reference {
  readonly table: Table;
  readonly field: string;
  /** The index of the referring field. */
  readonly index: IndexShape;
  readonly target: Table;
  /** The unique index of the field that is referred to; undefined if the reference is to an entity. */
  readonly targetIndex: IndexShape | undefined;
  readonly onDelete: OnDelete;
}

/** The rules of one table. */
export class TableRules {
  readonly table: Table;
  /** The foreign keys of its fields. */
  readonly references: Reference[] = [];
  /** The foreign keys that refer to its entities. */
  readonly entityReferences: Reference[] = [];
  /** For each of its indexes: the foreign keys that refer to its values. */
  readonly valueReferences: readonly Reference[][];
  parent: Table | undefined;
  readonly children: Table[] = [];
  /** The words of a record, relative to its start, that contain a part of a key. */
  readonly recordWords: Uint32Array;

  constructor(table: Table) {
    this.table = table;
    this.valueReferences = table.indexes.map(() => []);
    const words = new Set(table.indexes.flatMap(({ recordWords }) => recordWords));
    this.recordWords = Uint32Array.from(words).sort();
  }

  /** True if a change of the table's rows has to be looked at when a transaction ends. */
  get isNeeded(): boolean {
    const { table, entityReferences, parent, children } = this;
    return table.indexes.length > 0 || entityReferences.length > 0 || parent !== undefined || children.length > 0;
  }
}

/** The rules by table id. Undefined for tables without any, and as a whole if no table has one. */
export function rulesOf(store: Store): readonly (TableRules | undefined)[] | undefined {
  const rules = new Map(store.tables.map((table) => [table.name, new TableRules(table)]));
  const byName = (name: string): TableRules => {
    const found = rules.get(name);
    assert(found !== undefined, `the schema has table "${name}"`);
    return found;
  };
  for (const own of rules.values()) {
    const { descriptor } = own.table.component;
    if (descriptor.parentTable !== undefined) {
      const parent = byName(descriptor.parentTable);
      own.parent = parent.table;
      parent.children.push(own.table);
    }
    for (const { name, foreignKey } of descriptor.fields) {
      if (foreignKey === undefined) continue;
      const target = byName(foreignKey.table);
      const index = indexOfField(own.table, name);
      // Stored schemas from before constraints were enforced have no indexes.
      if (index === undefined) continue;
      const targetIndex = foreignKey.field === undefined ? undefined : indexOfField(target.table, foreignKey.field);
      if (foreignKey.field !== undefined && targetIndex === undefined) continue;
      const reference: Reference = {
        table: own.table,
        field: name,
        index,
        target: target.table,
        targetIndex,
        onDelete: foreignKey.onDelete,
      };
      own.references.push(reference);
      if (targetIndex === undefined) target.entityReferences.push(reference);
      else target.valueReferences[targetIndex.position]?.push(reference);
    }
  }
  const byId: (TableRules | undefined)[] = [];
  for (const own of rules.values()) byId[own.table.id] = own.isNeeded ? own : undefined;
  return byId.some((own) => own !== undefined) ? byId : undefined;
}

/** The index over one field alone. */
function indexOfField({ indexes }: Table, field: string): IndexShape | undefined {
  return indexes.find(({ descriptor: { fields } }) => fields.length === 1 && fields[0] === field);
}
