/** The view of types.ts: plain data and accessors of the custom types. */

import type { CustomTypeLayout } from '../layout/index.js';
import type { ElementKindView } from './accessors.js';
import { type Description, descriptionOf } from './comments.js';
import { type HolderView, holderView } from './holder.js';
import { exportedAs, localName } from './imports.js';
import type { RenderOptions } from './options.js';
import { memberOf, ROW_MEMORY } from './row-memory.js';
import { type FileView, Scope } from './scope.js';

export interface TypesView {
  readonly kinds: readonly ElementKindView[];
  readonly types: readonly TypeView[];
}

interface TypeView extends HolderView {
  readonly names: { readonly data: string; readonly ref: string; readonly refMut: string };
  /** Empty if the type is exported under the name that it has in its file. */
  readonly exportedAs: string;
  readonly description: Description;
  readonly typeName: string;
  readonly size: number;
  readonly align: number;
  /** The argument with the table and field, for errors. */
  readonly path: 'path';
}

/** `typeNames` are those that enums and custom types have in generated code. */
export function typesView(
  customTypes: Iterable<CustomTypeLayout>,
  typeNames: readonly string[],
  options: RenderOptions,
): FileView<TypesView> {
  const scope = new Scope('types', options.importExtension, typeNames);
  const kinds: ElementKindView[] = [];
  const types = [...customTypes].map((layout) => typeView(layout, scope, kinds));
  return { scope, view: { kinds, types } };
}

function typeView(layout: CustomTypeLayout, scope: Scope, kinds: ElementKindView[]): TypeView {
  const { name, exportName, description } = layout.type;
  const holder = holderView(layout, null, {
    scope,
    memory: ROW_MEMORY,
    kinds,
    kindName: `$${exportName}_`,
    pathOf: (field) => `\`\${this.$path}.${field}\``,
    constructorPathOf: (field) => `\`\${path}.${field}\``,
    memberOf,
  });
  return {
    ...holder,
    names: { data: localName(exportName), ref: `${exportName}Ref`, refMut: `${exportName}RefMut` },
    exportedAs: exportedAs(exportName),
    description: descriptionOf(description),
    typeName: name,
    size: layout.size,
    align: layout.align,
    path: 'path',
  };
}
