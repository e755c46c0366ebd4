/** From a layout to the text of all files: the compiler's last pure stage. */

import type { SchemaLayout } from '../layout/index.js';
import { fileStem } from '../schema/names.js';
import { enumsView } from './enums.js';
import { indexView } from './index-file.js';
import type { RenderOptions } from './options.js';
import { queriesView } from './queries.js';
import { schemaView } from './schema.js';
import { tableView } from './table.js';
import { renderTemplate, type TemplateName } from './templates.js';
import { typesView } from './types.js';

/** File names, relative to the output directory, to their whole text. The same layout gives the same bytes. */
export function render(layout: SchemaLayout, options: RenderOptions): Map<string, string> {
  const { schema } = layout;
  const files = new Map<string, string>();
  const add = (stem: string, template: TemplateName, view: object): void => {
    files.set(`${stem}.ts`, renderTemplate(template, view));
  };
  for (const table of layout.tables) add(fileStem(table.table.name), 'table', tableView(table, layout, options));
  if (schema.enums.length > 0) add('enums', 'enums', enumsView(schema.enums, options));
  if (schema.customTypes.length > 0) add('types', 'types', typesView(layout, options));
  if (schema.queries.length > 0) add('queries', 'queries', queriesView(layout, options));
  add('schema', 'schema', schemaView(layout, options));
  add('index', 'index', indexView(layout, options));
  return files;
}
