/** The view of types.ts: plain data and accessors of the custom types. */

import type { CustomTypeLayout, SchemaLayout } from '../layout/index.js';
import { extentOf } from '../layout/struct.js';
import type { ElementKindView } from './accessors.js';
import { docComment } from './comments.js';
import { hiddenStatement } from './hidden.js';
import { type HolderView, holderView } from './holder.js';
import { stringLiteral } from './literals.js';
import { bannerOf, type RenderOptions } from './options.js';
import { Scope } from './scope.js';
import { rejectKeyCall } from './table.js';
import { wrapped } from './wrap.js';

export interface TypesView {
  readonly banner: readonly string[];
  readonly imports: readonly string[];
  readonly kinds: readonly ElementKindView[];
  readonly types: readonly TypeView[];
}

interface TypeView extends HolderView {
  readonly names: { readonly data: string; readonly ref: string; readonly refMut: string };
  readonly runtime: { readonly accessor: string; readonly stored: string; readonly isRecord: string };
  readonly definePath: string;
  readonly dataDoc: string;
  readonly refDoc: string;
  readonly refMutDoc: string;
  readonly constructorStart: string;
  readonly superCall: string;
  readonly bindParameter: string;
  readonly bindNothing: false;
  readonly source: string;
  readonly rejectUnknownKeys: string;
  readonly rejectData: string;
  readonly rejectKey: string;
}

export function typesView(schema: SchemaLayout, options: RenderOptions): TypesView {
  const { customTypes, enums } = schema.schema;
  const scope = new Scope('types', options.importExtension, [
    ...enums.map(({ exportName }) => exportName),
    ...customTypes.flatMap(({ exportName }) => [exportName, `${exportName}Ref`, `${exportName}RefMut`]),
  ]);
  const kinds: ElementKindView[] = [];
  const types = [...schema.customTypes.values()].map((layout) => typeView(layout, schema, scope, kinds));
  return { banner: bannerOf(options), kinds, types, imports: scope.imports.statements() };
}

function typeView(layout: CustomTypeLayout, schema: SchemaLayout, scope: Scope, kinds: ElementKindView[]): TypeView {
  const { name, exportName, description } = layout.type;
  const names = { data: exportName, ref: `${exportName}Ref`, refMut: `${exportName}RefMut` };
  const holder = holderView(layout, {
    scope,
    kinds,
    kindName: `$${exportName}_`,
    sizeOf: ({ type }) => extentOf(type, schema.customTypes).size,
    pathOf: (field) => `\`\${this.$path}.${field}\``,
    constructorPathOf: (field) => `\`\${path}.${field}\``,
    source: 'value',
    nullBitmap: null,
  });
  const properties = layout.fields.map(({ field }) => field.property);
  const text = description?.trim() ?? '';
  const about = (facts: string): string => docComment(text === '' ? facts : `${facts}\n\n${text}`, 0);
  const extent = `${layout.size} bytes, aligned to ${layout.align}`;
  const expected = stringLiteral(`an object with ${properties.join(', ')}`);
  return {
    ...holder,
    names,
    runtime: {
      accessor: scope.runtime('Accessor'),
      stored: scope.runtimeType('Stored'),
      isRecord: scope.runtime('isRecord'),
    },
    definePath: hiddenStatement('$path', 'path', scope),
    dataDoc: about(`A \`${name}\` as plain data.`),
    refDoc: about(`A \`${name}\` in a record, read in place: ${extent}.`),
    refMutDoc: about(`A \`${name}\` in a record, read and written in place.`),
    constructorStart: wrapped('constructor(', ['path: string', ...holder.readCreates], ') {', 2),
    superCall: wrapped('super(', ['path', ...holder.writeCreates], ');', 4),
    bindParameter: `views: ${scope.runtimeType('Views')}`,
    bindNothing: false,
    source: 'value',
    rejectUnknownKeys: `rejectUnknownKeysOf${exportName}`,
    rejectData: wrapped(`${scope.runtime('rejectValue')}(`, ['path', expected, 'value'], ');', 4),
    rejectKey: rejectKeyCall(scope, 'path', properties),
  };
}
