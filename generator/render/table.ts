/** The view of one table's file: data, row classes, component. */

import { describeTable, type TableLayout } from '../layout/index.js';
import { exportsOf, fileStem } from '../schema/index.js';
import type { ElementKindView } from './accessors.js';
import { type Description, descriptionOf } from './comments.js';
import { type HolderView, holderView } from './holder.js';
import { exportedAs, localName } from './imports.js';
import { literal, propertyKey, stringLiteral } from './literals.js';
import { type LookupView, lookupViews } from './lookup-view.js';
import type { RenderOptions } from './options.js';
import { memberOf, ROW_MEMORY } from './row-memory.js';
import { type FileView, Scope } from './scope.js';

export interface TableView extends HolderView {
  readonly kinds: readonly ElementKindView[];
  readonly names: {
    readonly component: string;
    readonly data: string;
    readonly columns: string;
    readonly row: string;
    readonly rowMut: string;
    readonly by: string;
  };
  /** Empty if the component is exported under the name that it has in its file. */
  readonly exportedAs: string;
  readonly description: Description;
  readonly tableName: string;
  readonly tableId: number;
  readonly size: string;
  /** Whether the table has no fields. */
  readonly isTag: boolean;
  readonly columns: readonly { readonly key: string; readonly kind: string; readonly offset: number }[];
  /** String literal of the table's name, for errors. */
  readonly path: string;
  /** Literals of the table's indexes. */
  readonly indexDescriptors: readonly string[];
  readonly lookups: readonly LookupView[];
  /** Keys and literals of the table's descriptor, without its indexes and fields. */
  readonly descriptor: readonly { readonly key: string; readonly value: string }[];
  /** Literals of the descriptors of the fields. */
  readonly fieldDescriptors: readonly string[];
}

/** `typeNames` are those that enums and custom types have in generated code. */
export function tableView(
  layout: TableLayout,
  typeNames: readonly string[],
  options: RenderOptions,
): FileView<TableView> {
  const { table } = layout;
  const own = table.exportName;
  const taken = [...exportsOf.table(table.name), ...typeNames];
  const scope = new Scope(fileStem(table.name), options.importExtension, taken);
  const kinds: ElementKindView[] = [];
  const pathOf = (field: string): string => stringLiteral(`${table.name}.${field}`);
  const context = { scope, memory: ROW_MEMORY, kinds, kindName: '$', pathOf, constructorPathOf: pathOf, memberOf };
  const { fields, indexes = [], ...descriptor } = describeTable(layout);
  const view = {
    ...holderView(layout, layout.nullBitmap, context),
    kinds,
    names: {
      component: localName(own),
      data: `${own}Data`,
      columns: `${own}Columns`,
      row: `${own}Row`,
      rowMut: `${own}RowMut`,
      by: `${own}By`,
    },
    exportedAs: exportedAs(own),
    description: descriptionOf(table.description),
    tableName: table.name,
    tableId: table.tableId,
    size: `${layout.size} ${layout.size === 1 ? 'byte' : 'bytes'}`,
    isTag: layout.fields.length === 0,
    columns: layout.columns.map((column) => ({ ...column, key: propertyKey(column.path) })),
    path: stringLiteral(table.name),
    descriptor: Object.entries(descriptor).map(([key, value]) => ({ key, value: literal(value) })),
    indexDescriptors: indexes.map(literal),
    lookups: lookupViews(layout, scope),
    fieldDescriptors: fields.map(literal),
  };
  return { scope, view };
}
