/** A component: what a table stores, and the cursors that read and write it. */

import type { FieldDescriptor, TableDescriptor } from '../schema/index.js';
import type { Row, WritableRow } from './accessor.js';
import { OptionalTerm, WriteTerm } from './query-term.js';

/** Which typed array holds the elements of a column; `u64` and `i64` are bigints there. */
export type ElementKindName = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'u64' | 'i64' | 'f32' | 'f64';

/** Columns of a table by field path: the kind of the elements and the byte offset of the first one in the record. */
export type ColumnMap = { readonly [path: string]: readonly [kind: ElementKindName, offset: number] };

const NO_LOOKUPS: object = /*@__PURE__*/ Object.freeze({});

/** What generated code passes for a table. */
export interface ComponentDefinition<
  Data extends object,
  R extends Row<Data>,
  M extends R & WritableRow<Data>,
  Columns extends ColumnMap,
  By extends object = object,
> {
  readonly table: TableDescriptor;
  readonly columns: Columns;
  /** Makes the lookups of the table's indexes; absent if it has none. */
  readonly by?: (component: AnyComponent) => By;
  createRow(): R;
  createRowMut(): M;
}

/**
 * The handle of a table in application code: `tx.insert(entity, Transform, { ... })`.
 *
 * Hot: all components are of one class, so the runtime sees one shape of object.
 */
export class Component<
  Data extends object,
  R extends Row<Data>,
  M extends R & WritableRow<Data>,
  Columns extends ColumnMap = ColumnMap,
  By extends object = object,
> {
  readonly TABLE_ID: number;
  readonly TABLE_NAME: string;
  /** Bytes from one record to the next; 0 for a tag. */
  readonly size: number;
  /** Bytes. */
  readonly align: number;
  /** 64 bits as 16 hexadecimal digits. */
  readonly layoutHash: string;
  readonly fields: readonly FieldDescriptor[];
  readonly descriptor: TableDescriptor;
  readonly columns: Columns;
  /** Lookups by value: a function for each index. Empty for a table without indexes, and without generated code. */
  readonly by: By;
  /** The query term for rows that the query may write. */
  readonly mut: WriteTerm<M>;
  /** Creates a cursor that reads records. It is closed until it is bound and moved. */
  readonly createRow: () => R;
  /** Creates a cursor that reads and writes records. */
  readonly createRowMut: () => M;
  /** Only a type: the data that `insert` takes. */
  declare readonly $data: Data;
  /** Only a type: see `ReadTerm`. */
  declare readonly $access: 'read';
  #optional: OptionalTerm<R, 'read'> | undefined;

  constructor(definition: ComponentDefinition<Data, R, M, Columns, By>) {
    const { table } = definition;
    this.TABLE_ID = table.tableId;
    this.TABLE_NAME = table.name;
    this.size = table.size;
    this.align = table.align;
    this.layoutHash = table.layoutHash;
    this.fields = table.fields;
    this.descriptor = table;
    this.columns = definition.columns;
    // A definition without lookups has no type for them, so `By` is `object`.
    this.by = definition.by?.(this) ?? (NO_LOOKUPS as By);
    this.createRow = definition.createRow;
    this.createRowMut = definition.createRowMut;
    this.mut = new WriteTerm<M>(this);
  }

  /** The query term for rows that an entity need not have. `mut.optional` is the term for such rows to write. */
  get optional(): OptionalTerm<R, 'read'> {
    this.#optional ??= new OptionalTerm(this);
    return this.#optional;
  }
}

/** A component of unknown types. */
export type AnyComponent = Component<object, Row, Row & WritableRow, ColumnMap>;

/** The data that `insert` takes for a component. */
export type DataOf<C extends AnyComponent> = C['$data'];
/** The row that a callback gets when it reads a component. */
export type RowOf<C extends AnyComponent> = ReturnType<C['createRow']>;
/** The row that a callback gets when it writes a component. */
export type RowMutOf<C extends AnyComponent> = ReturnType<C['createRowMut']>;
