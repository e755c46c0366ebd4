/** Layout to the text of all files: the last stage of the compiler without input or output. */

import { describeSchema, type SchemaLayout } from '../layout/index.js';
import { exportsOf, fileStem, type ResolvedSchema } from '../schema/index.js';
import { descriptorFile } from './descriptor-file.js';
import { enumsView } from './enums.js';
import { indexView } from './index-file.js';
import { migrationsView } from './migrations.js';
import { bannerOf, type RenderOptions } from './options.js';
import { queriesView } from './queries.js';
import { RECORDS, recordNames } from './record-scope.js';
import { recordsIndexView, tableRecordView, typeRecordsView } from './records.js';
import { schemaView } from './schema.js';
import type { FileView, Scope } from './scope.js';
import { tableView } from './table.js';
import { renderTemplate, type TemplateName } from './templates.js';
import { typesView } from './types.js';

/** Maps file names, relative to the output directory, to texts. Equal layouts give equal bytes. */
export function render(layout: SchemaLayout, options: RenderOptions): Map<string, string> {
  const { schema, tables, customTypes } = layout;
  const typeNames = namesOfTypes(schema);
  const files = new Map<string, string>();
  const add = (stem: string, template: TemplateName, view: object, scope?: Scope): void => {
    const body = renderTemplate(template, view);
    // The template imports names while it runs, so the imports are known afterwards.
    const imports = scope?.imports() ?? { runtimeImport: null, ownImports: [] };
    files.set(`${stem}.ts`, renderTemplate('head', { banner: bannerOf(options), ...imports }) + body);
  };
  const addScoped = (stem: string, template: TemplateName, { view, scope }: FileView<object>): void =>
    add(stem, template, view, scope);

  for (const table of tables) addScoped(fileStem(table.table.name), 'table', tableView(table, typeNames, options));
  if (schema.enums.length > 0) add('enums', 'enums', enumsView(schema.enums));
  if (schema.customTypes.length > 0) addScoped('types', 'types', typesView(customTypes.values(), typeNames, options));
  if (schema.queries.length > 0) addScoped('queries', 'queries', queriesView(schema, tables, options));
  addScoped('schema', 'schema', schemaView(layout, options));
  const { migrations = [] } = layout;
  if (migrations.length > 0) addScoped('migrations', 'migrations', migrationsView(schema, migrations, options));
  files.set('schema.json', descriptorFile(describeSchema(layout), options));
  add('index', 'index', indexView(layout, options));
  const classNames = new Set(recordNames([...schema.tables, ...schema.customTypes]));
  const records = { classNames, typeNames, options };
  for (const table of tables) {
    addScoped(`${RECORDS}${fileStem(table.table.name)}`, 'record', tableRecordView(table, records));
  }
  if (customTypes.size > 0) addScoped(`${RECORDS}types`, 'record', typeRecordsView(customTypes.values(), records));
  if (tables.length > 0 || customTypes.size > 0) {
    add(`${RECORDS}index`, 'records-index', recordsIndexView(schema, options));
  }
  return files;
}

/** The names that enums and custom types have in generated code. */
function namesOfTypes({ enums, customTypes }: ResolvedSchema): string[] {
  return [
    ...enums.flatMap(({ name, exportName }) => [...exportsOf.enum(name), `expected${exportName}`]),
    ...customTypes.flatMap(({ name }) => exportsOf['custom type'](name)),
  ];
}
