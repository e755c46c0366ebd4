/** A component: what a table stores, and the cursors that read and write it. */

import type { FieldDescriptor, TableDescriptor } from '../schema/index.js';
import type { Row, WritableRow } from './accessor.js';
import { defineHidden, Inspectable } from './inspection.js';

/** Which typed array holds the elements of a column; `u64` and `i64` are bigints there. */
export type ElementKindName = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'u64' | 'i64' | 'f32' | 'f64';

/** Columns of a table by field path: the kind of the elements and the byte offset of the first one in the record. */
export type ColumnMap = { readonly [path: string]: readonly [kind: ElementKindName, offset: number] };

/** What generated code says of a table. */
export interface ComponentDefinition<
  Data extends object,
  R extends Row<Data>,
  M extends R & WritableRow<Data>,
  Columns extends ColumnMap,
> {
  readonly table: TableDescriptor;
  readonly columns: Columns;
  createRow(): R;
  createRowMut(): M;
}

/**
 * The handle of a table in application code: `tx.insert(entity, Transform, { ... })`.
 *
 * One class for all components, so that the runtime's own code sees one shape.
 */
export class Component<
  Data extends object,
  R extends Row<Data>,
  M extends R & WritableRow<Data>,
  Columns extends ColumnMap = ColumnMap,
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
  /** Names this component in a query whose rows are to be written. */
  readonly mut: WriteTerm<M>;
  /** A cursor that reads records; it stands nowhere until it is bound and moved. */
  readonly createRow: () => R;
  /** A cursor that reads and writes records. */
  readonly createRowMut: () => M;
  /** For types alone: what `insert` takes. */
  declare readonly $data: Data;

  constructor(definition: ComponentDefinition<Data, R, M, Columns>) {
    const { table } = definition;
    this.TABLE_ID = table.tableId;
    this.TABLE_NAME = table.name;
    this.size = table.size;
    this.align = table.align;
    this.layoutHash = table.layoutHash;
    this.fields = table.fields;
    this.descriptor = table;
    this.columns = definition.columns;
    this.createRow = definition.createRow;
    this.createRowMut = definition.createRowMut;
    this.mut = new WriteTerm<M>(this);
  }
}

/** Any component, its types unknown. */
export type AnyComponent = Component<object, Row, Row & WritableRow, ColumnMap>;

/** What `insert` takes for a component. */
export type DataOf<C extends AnyComponent> = C['$data'];
/** The row that reading a component gives. */
export type RowOf<C extends AnyComponent> = ReturnType<C['createRow']>;
/** The row that writing a component gives. */
export type RowMutOf<C extends AnyComponent> = ReturnType<C['createRowMut']>;

/** A component named in a query as one whose rows may be changed: `Transform.mut`. */
export class WriteTerm<M extends Row> extends Inspectable {
  declare readonly component: AnyComponent;
  /** For types alone. */
  declare readonly $row: M;

  constructor(component: AnyComponent) {
    super();
    defineHidden(this, 'component', component);
  }

  /** Not the component, which has this term as a property. */
  override $plain(): string {
    return `${this.component.TABLE_NAME}.mut`;
  }
}
