/** Runs as typed arrays: consecutive rows for bulk maths, without a call for each row. */

import type { AnyComponent, ColumnMap, ElementKindName } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { Views } from '../memory/index.js';

/** One field of every row in a run: element `i` is `array[first + i * stride]`. */
export interface Column<Elements> {
  /** Over all records of the table; writes go straight to the records, unchecked. */
  readonly array: Elements;
  /** Index of the first row's element. */
  readonly first: number;
  /** Elements from one row to the next. */
  readonly stride: number;
}

/** The elements' typed array for each column that a table has. */
export type Elements<Columns extends ColumnMap, Path extends keyof Columns> = Columns[Path] extends readonly [
  infer Kind extends ElementKindName,
  number,
]
  ? Views[Kind]
  : never;

const ELEMENT_SHIFT: { readonly [kind in ElementKindName]: number } = {
  u8: 0,
  i8: 0,
  u16: 1,
  i16: 1,
  u32: 2,
  i32: 2,
  f32: 2,
  u64: 3,
  i64: 3,
  f64: 3,
};

interface ColumnPlan {
  readonly kind: ElementKindName;
  readonly offset: number;
  readonly shift: number;
  readonly column: { array: unknown; first: number; stride: number };
}

/** The rows that one table has in the current run. */
export class TableRun<Columns extends ColumnMap> {
  readonly #table: string;
  readonly #stride: number;
  readonly #plans: ReadonlyMap<PropertyKey, ColumnPlan>;
  #records: Views | undefined;
  #row = 0;

  constructor(component: AnyComponent & { readonly columns: Columns }) {
    this.#table = component.TABLE_NAME;
    this.#stride = component.size;
    this.#plans = new Map(
      Object.entries(component.columns).map(([path, [kind, offset]]) => [path, plan(kind, offset, component.size)]),
    );
  }

  /** First row of the run in this table. */
  get row(): number {
    return this.#row;
  }

  /** The column of a field path such as `position.x`. The object is used again for the next run. */
  column<Path extends keyof Columns>(path: Path): Column<Elements<Columns, Path>> {
    const plan = this.#plans.get(path);
    if (plan === undefined) throw unknownColumn(this.#table, String(path), [...this.#plans.keys()]);
    if (this.#records === undefined) throw runEnded(this.#table);
    const { column } = plan;
    column.array = this.#records[plan.kind];
    column.first = (this.#row * this.#stride + plan.offset) / (1 << plan.shift);
    // The plan was made from the kind that the type names.
    return column as Column<Elements<Columns, Path>>;
  }

  $set(records: Views | undefined, row: number): void {
    this.#records = records;
    this.#row = row;
  }
}

/** What every run has beside its tables; generated runs name each table. */
export class RunBase {
  /** Rows in the run. */
  count = 0;
  /** The tables of the run, in the order of the query. */
  readonly $tables: readonly TableRun<ColumnMap>[];
  readonly #loop: RunSource;

  constructor(loop: RunSource, tables: readonly TableRun<ColumnMap>[]) {
    this.#loop = loop;
    this.$tables = tables;
  }

  /** The entities of the rows, in order. */
  get entities(): ArrayLike<Entity> {
    const first = this.#loop.$firstRow(0);
    // The dense map holds nothing but ids of entities.
    return this.#loop.$entities.subarray(first, first + this.count) as ArrayLike<number> as ArrayLike<Entity>;
  }
}

/** What a run needs of its loop. */
export interface RunSource {
  readonly $entities: Float64Array;
  $firstRow(position: number): number;
}

function plan(kind: ElementKindName, offset: number, stride: number): ColumnPlan {
  const shift = ELEMENT_SHIFT[kind];
  return { kind, offset, shift, column: { array: undefined, first: 0, stride: stride >>> shift } };
}

function unknownColumn(table: string, path: string, known: readonly PropertyKey[]): EcsDbError {
  const expected = known.length === 0 ? 'no column: the table has none' : `one of ${known.map(String).join(', ')}`;
  return new EcsDbError('SCHEMA_ERROR', `table "${table}" has no column "${path}"; expected ${expected}.`, {
    table,
    field: path,
    expected,
    got: path,
  });
}

function runEnded(table: string): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `a run over table "${table}" was used outside the function that it was given to. Ask for its columns inside.`,
    { table },
  );
}
