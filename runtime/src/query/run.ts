/** Runs as typed arrays: consecutive rows for bulk maths, without a callback for each row. */

import { describeValue } from '../arguments.js';
import { type AnyComponent, type ColumnMap, defineHidden, Inspectable } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { ElementArrays, Views } from '../memory/index.js';
import type { ReadonlyElementArrays } from './readonly-elements.js';
import { type Column, type ReadonlyColumn, RunColumn, runEnded } from './run-column.js';

/** The rows of one table in the current run, if the loop only reads the table. */
export interface ReadonlyTableRun<Columns extends ColumnMap> {
  /** First row of the run in this table. */
  readonly row: number;
  /** The column of a field path such as `position.x`. The next run reuses the object. */
  column<Path extends keyof Columns>(path: Path): ReadonlyColumn<ReadonlyElementArrays[Columns[Path][0]]>;
}

/** The rows of one table in the current run. */
export class TableRun<Columns extends ColumnMap> extends Inspectable implements ReadonlyTableRun<Columns> {
  readonly #table: string;
  readonly #columns: ReadonlyMap<PropertyKey, RunColumn>;
  #records: Views | undefined;
  #row = 0;
  #count = 0;

  constructor(component: AnyComponent & { readonly columns: Columns }) {
    super();
    this.#table = component.TABLE_NAME;
    this.#columns = new Map(
      Object.entries(component.columns).map(([path, [kind, offset]]) => [
        path,
        new RunColumn(component.TABLE_NAME, path, kind, offset, component.size),
      ]),
    );
  }

  override $plain(): unknown {
    if (this.#records === undefined) throw runEnded(this.#table);
    return { table: this.#table, row: this.#row, count: this.#count };
  }

  get row(): number {
    return this.#row;
  }

  column<Path extends keyof Columns>(path: Path): Column<ElementArrays[Columns[Path][0]]> {
    const column = this.#columns.get(path);
    if (column === undefined) {
      throw unknownColumn(this.#table, typeof path === 'string' ? path : describeValue(path), [
        ...this.#columns.keys(),
      ]);
    }
    if (this.#records === undefined) throw runEnded(this.#table);
    column.moveTo(this.#records, this.#row, this.#count);
    // The column was created from the element kind in the type.
    return column as Column<unknown> as Column<ElementArrays[Columns[Path][0]]>;
  }

  /** Moves to the rows of the next run. */
  $set(records: Views, row: number, count: number): void {
    this.#records = records;
    this.#row = row;
    this.#count = count;
  }

  /** Called after the last run. Using a column now throws. */
  $end(): void {
    this.#records = undefined;
    for (const column of this.#columns.values()) column.close();
  }
}

/** What all runs have in common. A generated run adds a property for each table. */
export class RunBase {
  /** Rows in the run. */
  count = 0;
  /**
   * The tables of the run, in the order of the query. Without `column`, because only the generated properties have the
   * right type, which can be read-only.
   */
  declare readonly $tables: readonly Pick<TableRun<ColumnMap>, '$set' | '$end'>[];
  /** True while the callback of `runs` can use the run. */
  declare $isOpen: boolean;
  readonly #loop: RunSource;

  constructor(loop: RunSource, tables: readonly TableRun<ColumnMap>[]) {
    this.#loop = loop;
    defineHidden(this, '$tables', tables);
    defineHidden(this, '$isOpen', false);
  }

  /** The entities of the rows, in order. */
  get entities(): ArrayLike<Entity> {
    if (!this.$isOpen) throw runEnded();
    const first = this.#loop.$firstRow(0);
    // The dense map holds only entity ids.
    return this.#loop.$entities.subarray(first, first + this.count) as ArrayLike<number> as ArrayLike<Entity>;
  }

  /** Called after the last run. Using the run or its columns now throws. */
  $end(): void {
    this.$isOpen = false;
    for (const table of this.$tables) table.$end();
  }
}

/** What a run needs from its loop. */
export interface RunSource {
  readonly $entities: Float64Array;
  $firstRow(position: number): number;
}

function unknownColumn(table: string, path: string, known: readonly PropertyKey[]): EcsDbError {
  const expected = known.length === 0 ? 'no call: the table has no columns' : `one of ${known.map(String).join(', ')}`;
  return new EcsDbError('SCHEMA_ERROR', `column(): table "${table}" has no column "${path}"; expected ${expected}.`, {
    table,
    field: path,
    expected,
    got: path,
  });
}
