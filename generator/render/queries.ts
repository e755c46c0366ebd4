/** The view of queries.ts: for each query a loop over the published state, and one inside a transaction. */

import type { SchemaLayout } from '../layout/index.js';
import type { Query, Table } from '../schema/model.js';
import { camelCase, exportProblem } from '../schema/names.js';
import { docComment } from './comments.js';
import { hiddenStatement } from './hidden.js';
import { queryClasses } from './index-file.js';
import { LINE_WIDTH, stringLiteral } from './literals.js';
import { bannerOf, type RenderOptions } from './options.js';
import { Scope } from './scope.js';
import { constantStart, wrapped } from './wrap.js';

export interface QueriesView {
  readonly banner: readonly string[];
  readonly imports: readonly string[];
  readonly queries: readonly QueryView[];
}

interface QueryView {
  readonly runDoc: string;
  readonly run: string;
  /** The run inside a transaction, if the query writes. */
  readonly mutRun: MutRunView | undefined;
  readonly name: string;
  readonly doc: string;
  readonly loop: string;
  readonly mutLoop: string;
  /** The constant by which the runtime knows the query. */
  readonly declared: string;
  readonly declaredStart: string;
  readonly declaredIndent: string;
  readonly declaredEnd: string;
  readonly queryName: string;
  readonly rowComponents: string;
  readonly withComponents: string;
  readonly withoutComponents: string;
  readonly runtime: {
    readonly runBase: string;
    readonly runSource: string;
    readonly tableRun: string;
    readonly readonlyTableRun: string;
    readonly reader: string;
    readonly transaction: string;
  };
  readonly columns: readonly {
    readonly property: string;
    readonly variable: string;
    readonly component: string;
    readonly type: string;
  }[];
  readonly columnList: string;
  readonly loops: readonly LoopView[];
}

interface MutRunView {
  readonly doc: string;
  readonly name: string;
  readonly columns: readonly { readonly property: string; readonly type: string }[];
}

interface LoopView {
  readonly doc: string;
  readonly className: string;
  readonly run: string;
  readonly classStart: string;
  readonly constructorStart: string;
  readonly superCall: string;
  readonly walkStart: string;
  readonly visit: string;
  readonly hidden: readonly string[];
  readonly rows: readonly {
    readonly member: string;
    readonly row: string;
    readonly local: string;
    readonly at: string;
    readonly position: number;
    /** How far the cursor moves from row to row: the record's bytes, or 1 on a tag, which counts rows. */
    readonly step: number;
  }[];
}

/** A table whose rows the query passes. */
interface Passed {
  readonly table: Table;
  readonly writable: boolean;
  readonly stride: number;
  readonly local: string;
  readonly property: string;
}

export function queriesView(layout: SchemaLayout, options: RenderOptions): QueriesView {
  const { tables, queries } = layout.schema;
  const scope = new Scope('queries', options.importExtension, [
    ...tables.flatMap(({ exportName }) => [
      exportName,
      `${exportName}Row`,
      `${exportName}RowMut`,
      `${exportName}Columns`,
    ]),
    ...queries.flatMap(({ name, exportName }) => [exportName, ...Object.values(queryClasses(name))]),
  ]);
  const views = queries.map((query) => queryView(query, layout, scope));
  return { banner: bannerOf(options), queries: views, imports: scope.imports.statements() };
}

function queryView(query: Query, layout: SchemaLayout, scope: Scope): QueryView {
  const { loop, mutLoop, run, mutRun } = queryClasses(query.name);
  const passed = passedRows(query, layout);
  const components = (tables: readonly Table[]): string[] => tables.map((table) => componentOf(table, scope));
  const text = query.description?.trim() ?? '';
  const about = (facts: string): string => docComment(text === '' ? facts : `${facts}\n\n${text}`, 0);
  const declared = `$${query.exportName}`;
  const declaredQuery = scope.runtime('DeclaredQuery');
  const constant = constantStart(`const ${declared}: ${declaredQuery}<`, [loop, mutLoop], declaredQuery);
  const list = (tables: readonly Table[]): string => wrapped('[', components(tables), ']', constant.indent + 2);
  const columns = passed.map(({ table, property, local, writable }) => ({
    property,
    variable: variableOf(local),
    component: componentOf(table, scope),
    type: scope.type(table.name, `${table.exportName}Columns`),
    writable,
  }));
  const written = columns.filter(({ writable }) => writable);
  const mutRunDoc = docComment(
    `The same inside a transaction: columns of tables that the query writes can be written.`,
    0,
  );
  return {
    runDoc: docComment(`Consecutive rows of query \`${query.name}\`, as typed arrays for each table, to read.`, 0),
    run,
    mutRun: written.length === 0 ? undefined : { doc: mutRunDoc, name: mutRun, columns: written },
    name: query.exportName,
    doc: about(`Query \`${query.name}\`: ${termsText(query)}. Inside a transaction pass that, to write.`),
    loop,
    mutLoop,
    declared,
    declaredStart: constant.start,
    declaredIndent: ' '.repeat(constant.indent),
    declaredEnd: `${' '.repeat(constant.indent)}});`,
    queryName: stringLiteral(query.name),
    rowComponents: list(passed.map(({ table }) => table)),
    withComponents: list(query.with),
    withoutComponents: list(query.without),
    runtime: {
      runBase: scope.runtime('RunBase'),
      runSource: scope.runtimeType('RunSource'),
      tableRun: scope.runtime('TableRun'),
      readonlyTableRun: scope.runtimeType('ReadonlyTableRun'),
      reader: scope.runtimeType('Reader'),
      transaction: scope.runtimeType('Transaction'),
    },
    columnList: wrapped(
      '[',
      passed.map(({ local }) => variableOf(local)),
      ']',
      4,
    ),
    columns,
    loops: [
      loopView(loop, `Query \`${query.name}\` over the published state: rows can be read.`, false, run, passed, scope),
      loopView(
        mutLoop,
        `Query \`${query.name}\` inside a transaction.`,
        true,
        written.length === 0 ? run : mutRun,
        passed,
        scope,
      ),
    ],
  };
}

function loopView(
  className: string,
  facts: string,
  working: boolean,
  run: string,
  passed: readonly Passed[],
  scope: Scope,
): LoopView {
  const rows = passed.map(({ table, writable, stride, local }, position) => {
    const row = scope.value(table.name, `${table.exportName}Row${working && writable ? 'Mut' : ''}`);
    return { member: `$$${local}`, row, local, at: `$${local}At`, step: Math.max(stride, 1), position };
  });
  const locals = rows.map(({ local }) => local);
  const source = [`source: ${scope.runtimeType('LoopSource')}`, `match: ${scope.runtimeType('Match')}`];
  const writable = passed.map((one) => String(working && one.writable));
  const entity = scope.runtimeType('Entity');
  const visitor = [...rows.map(({ local, row }) => `${local}: ${row}`), `entity: ${entity}`];
  const visitorType = `(${visitor.join(', ')}) => void`;
  return {
    doc: docComment(facts, 0),
    className,
    run,
    classStart: classStart(className, scope.runtime('QueryLoop'), [visitorType, run]),
    constructorStart: wrapped(
      'constructor(',
      [...source, ...rows.map(({ local, row }) => `${local}: ${row} = new ${row}()`)],
      ') {',
      2,
    ),
    superCall: wrapped('super(', ['source', 'match', `[${locals.join(', ')}]`, `[${writable.join(', ')}]`], ');', 4),
    walkStart: wrapped('protected override $walk(', [`visit: ${visitorType}`], '): void {', 2),
    visit: wrapped('visit(', [...locals, `entities[row] as ${entity}`], ');', 6),
    hidden: [
      ...rows.map(({ member, local }) => hiddenStatement(member, local, scope)),
      hiddenStatement('$run', `new ${run}(this)`, scope),
    ],
    rows,
  };
}

/** A name that no component has: a table written in capitals is exported under the very name of its property. */
function variableOf(local: string): string {
  return `$${local}`;
}

/** A list of type arguments takes no comma after the last, unlike every other list. */
function classStart(className: string, base: string, typeArguments: readonly string[]): string {
  const start = `export class ${className} extends ${base}<`;
  const line = `${start}${typeArguments.join(', ')}> {`;
  return line.length <= LINE_WIDTH ? line : `${start}\n  ${typeArguments.join(',\n  ')}\n> {`;
}

function passedRows(query: Query, layout: SchemaLayout): Passed[] {
  // What the generated methods call their own variables, and what a run has beside its tables.
  const locals = new Set(['visit', 'entity', 'entities', 'source', 'match', 'row', 'loop']);
  const properties = new Set(['count', 'entities']);
  return [...query.write, ...query.read].map((table) => ({
    table,
    writable: query.write.includes(table),
    stride: layout.tables.find((one) => one.table === table)?.size ?? 0,
    local: freeName(camelCase(table.name), 'Row', locals),
    property: freeName(camelCase(table.name), 'Rows', properties),
  }));
}

/** The name, or one with a suffix where the language or its neighbours have it already. */
function freeName(name: string, suffix: string, taken: Set<string>): string {
  let free = name;
  while (taken.has(free) || exportProblem(free) !== undefined || free in Object.prototype) free += suffix;
  taken.add(free);
  return free;
}

function componentOf(table: Table, scope: Scope): string {
  return scope.value(table.name, table.exportName);
}

function termsText(query: Query): string {
  const part = (word: string, tables: readonly Table[]): string[] =>
    tables.length === 0 ? [] : [`${word} ${tables.map(({ name }) => `\`${name}\``).join(', ')}`];
  return [
    ...part('writes', query.write),
    ...part('reads', query.read),
    ...part('with', query.with),
    ...part('without', query.without),
  ].join(', ');
}
