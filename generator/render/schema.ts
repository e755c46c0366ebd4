/** The view of schema.ts: the descriptor of the whole database with all its components. */

import { describeSchema, type SchemaLayout } from '../layout/index.js';
import { docComment } from './comments.js';
import { LINE_WIDTH, type LiteralValue, literal } from './literals.js';
import { bannerOf, type RenderOptions } from './options.js';
import { Scope } from './scope.js';

export interface SchemaView {
  readonly banner: readonly string[];
  readonly imports: readonly string[];
  readonly doc: string;
  readonly name: string;
  readonly runtime: { readonly schema: string };
  readonly entries: readonly { readonly key: string; readonly value: string }[];
}

export function schemaView(layout: SchemaLayout, options: RenderOptions): SchemaView {
  const { schema } = layout;
  const tables = schema.tables.map(({ exportName }) => exportName);
  const scope = new Scope('schema', options.importExtension, [schema.exportName, ...tables]);
  const { tables: _inComponents, ...described } = describeSchema(layout);
  const components = schema.tables.map((table) => scope.value(table.name, table.exportName));
  const text = schema.description?.trim() ?? '';
  const facts = `Database \`${schema.name}\`, version ${schema.version}.`;
  const entries = Object.entries<LiteralValue>({ ...described }).map(([key, value]) => ({
    key,
    value: literal(value, 2, `  ${key}: `.length),
  }));
  return {
    banner: bannerOf(options),
    doc: docComment(text === '' ? facts : `${facts}\n\n${text}`, 0),
    name: schema.exportName,
    runtime: { schema: scope.runtime('Schema') },
    entries: [...entries, { key: 'components', value: nameList(components) }],
    imports: scope.imports.statements(),
  };
}

function nameList(names: readonly string[]): string {
  const flat = `[${names.join(', ')}]`;
  if ('  components: ,'.length + flat.length <= LINE_WIDTH) return flat;
  return `[\n${names.map((name) => `    ${name},\n`).join('')}  ]`;
}
