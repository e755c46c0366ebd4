/**
 * The imports of one generated file, collected while its text is made: a name that the text does not use is not
 * imported.
 */

import { RUNTIME } from './runtime-names.js';

interface Import {
  readonly local: string;
  /** False as soon as one use needs the value. */
  typeOnly: boolean;
}

/** One statement, as the template prints it. */
interface ImportView {
  readonly keyword: 'import' | 'import type';
  /** `Row`, `type Views` or `Row as Row$`. */
  readonly names: readonly string[];
  readonly module: string;
}

export interface ImportsView {
  readonly runtimeImport: ImportView | null;
  readonly ownImports: readonly ImportView[];
}

/**
 * The name that an export of a generated file has inside that file and the files that import it. Compilers to CommonJS
 * write `Object.defineProperty` into modules, so no declaration may be called `Object`.
 */
export function localName(exportName: string): string {
  return exportName === 'Object' ? otherName(exportName) : exportName;
}

/** The name under which a file must export a renamed declaration; empty if the declaration has its own name. */
export function exportedAs(exportName: string): string {
  return localName(exportName) === exportName ? '' : exportName;
}

/** A free name: names of the schema contain no `$`, and other names in generated code start with it. */
function otherName(name: string): string {
  return `${name}$`;
}

/** The names that files of one folder declare, for files in that folder. */
type FolderNames = ReadonlySet<string>;

export class Imports {
  readonly #modules = new Map<string, Map<string, Import>>();
  readonly #taken: ReadonlySet<string>;
  readonly #folder: FolderNames;

  /**
   * `taken` are the names of the schema in this file. An export of the runtime with such a name, or with one that
   * `folder` declares, is imported under another one. So is an export of another folder with a name of `folder`.
   */
  constructor(taken: ReadonlySet<string>, folder: FolderNames = new Set()) {
    this.#taken = taken;
    this.#folder = folder;
  }

  /** Imports a value and returns its name in this file. */
  value(module: string, name: string): string {
    return this.#use(module, name, false);
  }

  type(module: string, name: string): string {
    return this.#use(module, name, true);
  }

  #use(module: string, name: string, typeOnly: boolean): string {
    const names = this.#modules.get(module) ?? new Map<string, Import>();
    this.#modules.set(module, names);
    const known = names.get(name);
    if (known !== undefined) {
      if (!typeOnly) known.typeOnly = false;
      return known.local;
    }
    const local = this.#localName(module, name);
    names.set(name, { local, typeOnly });
    return local;
  }

  #localName(module: string, name: string): string {
    if (module === RUNTIME) return this.#taken.has(name) || this.#folder.has(name) ? otherName(name) : name;
    // The runtime may have an export of that name, too.
    return module.startsWith('../') && this.#folder.has(name) ? otherName(otherName(name)) : localName(name);
  }

  /** Sorted, so that the order of use does not change the file. */
  view(): ImportsView {
    const statements = [...this.#modules]
      .map(([module, names]) => importView(module, names))
      .sort((a, b) => (a.module < b.module ? -1 : 1));
    return {
      runtimeImport: statements.find(({ module }) => module === RUNTIME) ?? null,
      ownImports: statements.filter(({ module }) => module !== RUNTIME),
    };
  }
}

function importView(module: string, imports: ReadonlyMap<string, Import>): ImportView {
  const allTypes = [...imports.values()].every(({ typeOnly }) => typeOnly);
  const names = [...imports]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { local, typeOnly }]) => {
      const binding = local === name ? name : `${name} as ${local}`;
      return typeOnly && !allTypes ? `type ${binding}` : binding;
    });
  return { keyword: allTypes ? 'import type' : 'import', names, module };
}
