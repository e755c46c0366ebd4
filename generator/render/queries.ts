/** The view of queries.ts: for each query a run, a loop over the published state, and one inside a transaction. */

import type { TableLayout } from '../layout/index.js';
import { exportsOf, type Query, type ResolvedSchema, type Table } from '../schema/index.js';
import { type Description, descriptionOf } from './comments.js';
import { type CopyView, copyView } from './copy-view.js';
import { exportedAs, localName } from './imports.js';
import { stringLiteral } from './literals.js';
import { type LoopView, loopView } from './loop-view.js';
import type { RenderOptions } from './options.js';
import { passedRows, type QueryClasses, queryClasses } from './query-names.js';
import { type FileView, type RuntimeNames, Scope } from './scope.js';

export interface QueriesView {
  readonly queries: readonly QueryView[];
}

interface QueryView {
  readonly runtime: RuntimeNames;
  readonly global: Scope['global'];
  readonly description: Description;
  readonly queryName: string;
  readonly nameLiteral: string;
  /** The lists of the query, in words. */
  readonly terms: string;
  /** Its name in the file. */
  readonly name: string;
  /** Empty if it is exported under that name. */
  readonly exportedAs: string;
  readonly classes: QueryClasses;
  /** The name of the constant that holds the query for the runtime. */
  readonly declared: string;
  readonly columns: readonly ColumnsView[];
  /** Of the tables that the query writes. */
  readonly writtenColumns: readonly ColumnsView[];
  /** Variables of the run's constructor. */
  readonly variables: readonly string[];
  readonly loops: readonly LoopView[];
  /** Components of the tables. */
  readonly rows: readonly string[];
  readonly with: readonly string[];
  readonly without: readonly string[];
  readonly optional: readonly string[];
  /** Lists of components as array literals. */
  readonly any: readonly string[];
  readonly copy: CopyView;
}

/** The columns of one table in a run. */
interface ColumnsView {
  readonly runtime: RuntimeNames;
  readonly property: string;
  readonly variable: string;
  readonly component: string;
  readonly type: string;
}

export function queriesView(
  { tables, queries }: ResolvedSchema,
  layouts: readonly TableLayout[],
  options: RenderOptions,
): FileView<QueriesView> {
  const taken = [
    ...tables.flatMap(({ name }) => exportsOf.table(name)),
    ...queries.flatMap(({ name }) => exportsOf.query(name)),
  ];
  const scope = new Scope('queries', options.importExtension, taken);
  return { scope, view: { queries: queries.map((query) => queryView(query, layouts, scope)) } };
}

function queryView(query: Query, layouts: readonly TableLayout[], scope: Scope): QueryView {
  const { runtime, global } = scope;
  const passed = passedRows(query, layouts);
  const classes = queryClasses(query.name);
  const copy = copyView(classes, passed, scope);
  const components = (tables: readonly Table[]): string[] => tables.map((table) => scope.component(table));
  const columns = passed
    .filter(({ isOptional }) => !isOptional)
    .map(({ table, property, local, isWritten }) => ({
      runtime,
      property,
      // The `$` avoids the name of the component, which is the property's if the table's name starts with a capital.
      variable: `$${local}`,
      component: scope.component(table),
      type: scope.columnsType(table),
      isWritten,
    }));
  return {
    runtime,
    global,
    description: descriptionOf(query.description),
    queryName: query.name,
    nameLiteral: stringLiteral(query.name),
    terms: termsOf(query),
    name: localName(query.exportName),
    exportedAs: exportedAs(query.exportName),
    classes,
    declared: `$${query.exportName}`,
    columns,
    writtenColumns: columns.filter(({ isWritten }) => isWritten),
    variables: columns.map(({ variable }) => variable),
    loops: [false, true].map((isMut) => loopView(query, passed, copy, isMut, scope)),
    rows: components([...query.write, ...query.read]),
    with: components(query.with),
    without: components(query.without),
    optional: components(query.optional),
    any: query.any.map((tables) => `[${components(tables).join(', ')}]`),
    copy,
  };
}

function termsOf(query: Query): string {
  const part = (word: string, tables: readonly Table[]): string[] =>
    tables.length === 0 ? [] : [`${word} ${tables.map(({ name }) => `\`${name}\``).join(', ')}`];
  return [
    ...part('writes', query.write),
    ...part('reads', query.read),
    ...part('with', query.with),
    ...part('without', query.without),
    ...part('optional', query.optional),
    ...query.any.flatMap((tables) => part('any of', tables)),
  ].join(', ');
}
