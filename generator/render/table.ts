/** The view of one table's file: data, row classes, component. */

import { describeTable, type SchemaLayout, type TableLayout } from '../layout/index.js';
import { extentOf } from '../layout/struct.js';
import type { ElementKindView } from './accessors.js';
import { columnsOf } from './columns.js';
import { docComment } from './comments.js';
import { type HolderView, holderView } from './holder.js';
import { literal, propertyKey, stringLiteral } from './literals.js';
import { bannerOf, type RenderOptions } from './options.js';
import { Scope } from './scope.js';
import { constantStart, wrapped } from './wrap.js';

export interface TableView extends HolderView {
  readonly banner: readonly string[];
  readonly imports: readonly string[];
  readonly kinds: readonly ElementKindView[];
  readonly names: {
    readonly data: string;
    readonly columns: string;
    readonly row: string;
    readonly rowMut: string;
  };
  readonly runtime: {
    readonly row: string;
    readonly stored: string;
    readonly writableRow: string;
  };
  /** A table without fields. */
  readonly tag: boolean;
  readonly dataDoc: string;
  readonly rowDoc: string;
  readonly rowMutDoc: string;
  readonly componentDoc: string;
  readonly columns: readonly { readonly key: string; readonly kind: string; readonly offset: number }[];
  readonly constructorStart: string;
  readonly superCall: string;
  readonly bindParameter: string;
  readonly bindNothing: boolean;
  readonly hasMembers: boolean;
  readonly source: string;
  readonly rejectData: string;
  readonly rejectKey: string;
  readonly component: ComponentView;
}

interface ComponentView {
  /** Everything up to the opening brace of the definition. */
  readonly start: string;
  readonly indent: string;
  readonly end: string;
  readonly table: string;
  readonly columns: string;
}

export function tableView(layout: TableLayout, schema: SchemaLayout, options: RenderOptions): TableView {
  const { table } = layout;
  const name = table.exportName;
  const scope = new Scope(table.name, options.importExtension, namesIn(layout, schema));
  const kinds: ElementKindView[] = [];
  const path = (field: string): string => stringLiteral(`${table.name}.${field}`);
  const holder = holderView(layout, {
    scope,
    kinds,
    kindName: '$',
    sizeOf: ({ type }) => extentOf(type, schema.customTypes).size,
    pathOf: path,
    constructorPathOf: path,
    source: 'data',
    nullBitmap: layout.nullBitmap,
  });
  const names = { data: `${name}Data`, columns: `${name}Columns`, row: `${name}Row`, rowMut: `${name}RowMut` };
  const columns = columnsOf(layout, schema);
  const properties = layout.fields.map(({ field }) => field.property);
  const expected = properties.length === 0 ? 'an object without fields' : `an object with ${properties.join(', ')}`;
  const tableName = stringLiteral(table.name);
  const hasMembers = holder.views.length + holder.nested.length > 0;
  const description = table.description?.trim() ?? '';
  const about = (facts: string): string => docComment(description === '' ? facts : `${facts}\n\n${description}`, 0);
  const bytes = `${layout.size} ${layout.size === 1 ? 'byte' : 'bytes'}`;
  const view = {
    ...holder,
    banner: bannerOf(options),
    kinds,
    names,
    runtime: {
      row: scope.runtime('Row'),
      stored: scope.runtimeType('Stored'),
      writableRow: scope.runtimeType('WritableRow'),
    },
    tag: layout.fields.length === 0,
    dataDoc: about(`A row of \`${table.name}\` as plain data.`),
    rowDoc: about(`A row of \`${table.name}\`, read in place.`),
    rowMutDoc: about(`A row of \`${table.name}\`, read and written in place.`),
    componentDoc: about(`Table \`${table.name}\`: id ${table.tableId}, ${bytes} a record.`),
    columns: columns.map((column) => ({ ...column, key: propertyKey(column.path) })),
    constructorStart: wrapped('constructor(', holder.readCreates, ') {', 2),
    superCall: wrapped('super(', holder.writeCreates, ');', 4),
    bindParameter: hasMembers ? `views: ${scope.runtimeType('Views')}` : '',
    bindNothing: !hasMembers,
    hasMembers,
    source: 'data',
    rejectData: wrapped(`${scope.runtime('rejectValue')}(`, [tableName, stringLiteral(expected), 'data'], ');', 4),
    rejectKey: rejectKeyCall(scope, tableName, properties),
    component: componentView(layout, names, columns, scope),
  };
  return { ...view, imports: scope.imports.statements() };
}

export function rejectKeyCall(scope: Scope, path: string, properties: readonly string[]): string {
  const indent = properties.length === 0 ? 4 : 8;
  const start = `${scope.runtime('rejectKey')}(${path}, key, `;
  return `${start}${literal(properties, indent, indent + start.length, 2)});`;
}

function componentView(
  layout: TableLayout,
  names: TableView['names'],
  columns: ReturnType<typeof columnsOf>,
  scope: Scope,
): ComponentView {
  const component = scope.runtime('Component');
  const { start, indent } = constantStart(
    `export const ${layout.table.exportName}: ${component}<`,
    [names.data, names.row, names.rowMut, names.columns],
    component,
  );
  const entries = Object.fromEntries(columns.map(({ path, kind, offset }) => [path, [kind, offset]]));
  return {
    start,
    indent: ' '.repeat(indent),
    end: `${' '.repeat(indent)}});`,
    table: literal(describeTable(layout), indent + 2, indent + '  table: '.length),
    columns: literal(entries, indent + 2, indent + '  columns: '.length),
  };
}

/** Names that stand in the file because the schema says so. */
function namesIn({ table }: TableLayout, { schema }: SchemaLayout): string[] {
  const own = table.exportName;
  return [
    ...[own, `${own}Data`, `${own}Row`, `${own}RowMut`, `${own}Columns`],
    ...schema.enums.map(({ exportName }) => exportName),
    ...schema.customTypes.flatMap(({ exportName }) => [exportName, `${exportName}Ref`, `${exportName}RefMut`]),
  ];
}
