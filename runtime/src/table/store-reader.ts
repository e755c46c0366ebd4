/** A store that can only be read: its schema, its tables, and the side that is published. */

import { describeValue } from '../arguments.js';
import type { AnyComponent, Schema } from '../component/index.js';
import { EcsDbError } from '../errors.js';
import type { SchemaDescriptor } from '../schema/index.js';
import type { Cursors } from './cursors.js';
import { type IndexSupport, supportOf } from './index-support.js';
import type { StoreSide } from './store-side.js';
import type { TableReader } from './table-reader.js';

/** `T` is what its tables can do. */
export abstract class StoreReader<T extends TableReader = TableReader> {
  abstract readonly published: StoreSide;
  readonly descriptor: SchemaDescriptor;
  /** The code of its indexes and constraints, if the schema has any. */
  readonly support: IndexSupport | undefined;
  readonly tables: readonly T[];
  /** True when each use of a row gets cursors of its own, and runs are checked. */
  readonly isDebug: boolean;
  readonly #byId: (T | undefined)[];
  #byName: ReadonlyMap<string, T> | undefined;

  constructor(schema: Schema, tables: readonly T[], isDebug: boolean) {
    this.descriptor = schema.descriptor;
    this.support = supportOf(schema);
    this.isDebug = isDebug;
    this.tables = tables;
    const idLimit = 1 + tables.reduce((highest, table) => Math.max(highest, table.id), -1);
    this.#byId = new Array<T | undefined>(idLimit).fill(undefined);
    for (const table of tables) this.#byId[table.id] = table;
  }

  /**
   * Keeps what is visible now as it is, until `release`. Nests. On the thread that owns the store nothing has to be
   * done.
   */
  hold(): void {}

  release(): void {}

  /** The table of a component, or `SCHEMA_ERROR` when the component is not of this database's schema. */
  tableOf(component: AnyComponent, call: string): T {
    const table = this.#byId[component?.TABLE_ID];
    if (table !== undefined && (table.component === component || table.cursorsFor(component))) return table;
    throw this.#foreign(component, call);
  }

  /** The cursors of a component over the table that `tableOf` returned for it. */
  cursorsOf(table: TableReader, component: AnyComponent): Cursors {
    return component === table.component ? table.cursors : (table.cursorsFor(component) as Cursors);
  }

  tableWithId(id: number): T | undefined {
    return this.#byId[id];
  }

  tableNamed(name: string): T | undefined {
    this.#byName ??= new Map(this.tables.map((table) => [table.name, table]));
    return this.#byName.get(name);
  }

  #foreign(component: unknown, call: string): EcsDbError {
    const name = (component as Partial<AnyComponent> | null | undefined)?.TABLE_NAME;
    if (component === undefined) return missingComponent(this.descriptor.name, call);
    const got = typeof name === 'string' ? `component "${name}"` : `${describeValue(component)} (not a component)`;
    return new EcsDbError(
      'SCHEMA_ERROR',
      `${call}(): ${got} is not of the schema "${this.descriptor.name}" that this database was opened with. ` +
        'Take the component from the code generated from that schema, or from component() of this database.',
      {
        ...(typeof name === 'string' ? { table: name } : {}),
        expected: `a component of "${this.descriptor.name}"`,
        got,
      },
    );
  }
}

function missingComponent(schema: string, call: string): EcsDbError {
  return new EcsDbError(
    'SCHEMA_ERROR',
    `${call}() expects a component, got undefined. ` +
      'Check the spelling of the import, and whether two modules import each other.',
    { expected: `a component of "${schema}"`, got: 'undefined' },
  );
}
