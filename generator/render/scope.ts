/** The names that the text of one generated file can use: of globals, the runtime, and other generated files. */

import {
  type CustomType,
  type Enum,
  fileStem,
  migrationsName,
  type ResolvedSchema,
  type Table,
} from '../schema/index.js';
import { Imports, type ImportsView, localName } from './imports.js';
import { RUNTIME, RUNTIME_TYPES, RUNTIME_VALUES, type RuntimeName } from './runtime-names.js';

/** How relative imports end: `./types.js`, `./types.ts` or `./types`. */
export const IMPORT_EXTENSIONS = ['js', 'ts', 'none'] as const;
export type ImportExtension = (typeof IMPORT_EXTENSIONS)[number];

/** The specifier of a generated file in another one, each given without its extension. */
export function moduleOf(stem: string, extension: ImportExtension, from = ''): string {
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  const path = folder === '' ? `./${stem}` : stem.startsWith(folder) ? `./${stem.slice(folder.length)}` : `../${stem}`;
  return extension === 'none' ? path : `${path}.${extension}`;
}

/** The name that each export of the runtime has in a file. Reading a property imports the name. */
export type RuntimeNames = { readonly [name in RuntimeName]: string };

/** The name that each global has in a file: `globalThis.Record` if the schema declares a `Record`. */
export type GlobalNames = { readonly [name in (typeof GLOBALS)[number]]: string };

const GLOBALS = [
  'BigInt',
  'BigInt64Array',
  'BigUint64Array',
  'Float32Array',
  'Float64Array',
  'Int16Array',
  'Int32Array',
  'Int8Array',
  'IterableIterator',
  'Math',
  'Parameters',
  'Partial',
  'Record',
  'Symbol',
  'Uint16Array',
  'Uint32Array',
  'Uint8Array',
] as const;

export class Scope {
  readonly runtime: RuntimeNames;
  readonly global: GlobalNames;
  readonly #imports: Imports;
  readonly #extension: ImportExtension;
  readonly #stem: string;

  /**
   * `taken` are the names of the schema in the file `stem`; `folder` are the names that its folder declares. All files
   * of a folder share that set: with a copy for each, 1,000 tables would take a million entries.
   */
  constructor(
    stem: string,
    extension: ImportExtension,
    taken: Iterable<string>,
    folder: ReadonlySet<string> = new Set(),
  ) {
    const names = new Set(taken);
    this.#imports = new Imports(names, folder);
    this.#extension = extension;
    this.#stem = stem;
    this.runtime = runtimeNames(this.#imports);
    this.global = globalNames((name) => names.has(name) || folder.has(name));
  }

  /** The imports of all names that have been used so far. */
  imports(): ImportsView {
    return this.#imports.view();
  }

  enumType({ exportName }: Enum): string {
    return this.type('enums', exportName);
  }

  /** The function that recognises the values of an enum. */
  enumGuard({ exportName }: Enum): string {
    return this.value('enums', `is${exportName}`);
  }

  /** The constant that lists the values, for errors. */
  enumExpected({ exportName }: Enum): string {
    return this.value('enums', `expected${exportName}`);
  }

  customData({ exportName }: CustomType): string {
    return this.type('types', exportName);
  }

  /** The accessor class of a custom type, as a type. */
  customRef({ exportName }: CustomType): string {
    return this.type('types', `${exportName}Ref`);
  }

  /** The accessor class as a value. */
  customClass({ exportName }: CustomType, writable: boolean): string {
    return this.value('types', `${exportName}Ref${writable ? 'Mut' : ''}`);
  }

  component({ name, exportName }: Table): string {
    return this.value(fileStem(name), exportName);
  }

  rowClass({ name, exportName }: Table, writable: boolean): string {
    return this.value(fileStem(name), `${exportName}Row${writable ? 'Mut' : ''}`);
  }

  columnsType({ name, exportName }: Table): string {
    return this.type(fileStem(name), `${exportName}Columns`);
  }

  tableData({ name, exportName }: Table): string {
    return this.type(fileStem(name), `${exportName}Data`);
  }

  migrationsType({ exportName }: ResolvedSchema): string {
    return this.type('migrations', migrationsName(exportName));
  }

  protected value(stem: string, name: string): string {
    return this.#stem === stem ? localName(name) : this.#imports.value(this.#moduleOf(stem), name);
  }

  protected type(stem: string, name: string): string {
    return this.#stem === stem ? localName(name) : this.#imports.type(this.#moduleOf(stem), name);
  }

  #moduleOf(stem: string): string {
    return moduleOf(stem, this.#extension, this.#stem);
  }
}

/** The content of one file, and the names that it uses. */
export interface FileView<View> {
  readonly view: View;
  readonly scope: Scope;
}

const IMPORTS: unique symbol = Symbol('imports');

/** The object of `RuntimeNames`, as its getters see it. */
interface ImportingNames {
  readonly [IMPORTS]: Imports;
}

/** The same getters for all files: 1,000 tables have 2,000 files, and the runtime has 90 exports. */
const RUNTIME_GETTERS: PropertyDescriptorMap & ThisType<ImportingNames> = {
  ...getters(RUNTIME_VALUES, (imports, name) => imports.value(RUNTIME, name)),
  ...getters(RUNTIME_TYPES, (imports, name) => imports.type(RUNTIME, name)),
};

function getters(
  names: readonly RuntimeName[],
  use: (imports: Imports, name: RuntimeName) => string,
): PropertyDescriptorMap {
  const getterOf = (name: RuntimeName) =>
    function get(this: ImportingNames): string {
      return use(this[IMPORTS], name);
    };
  return Object.fromEntries(names.map((name) => [name, { get: getterOf(name) }]));
}

function runtimeNames(imports: Imports): RuntimeNames {
  const names: ImportingNames = { [IMPORTS]: imports };
  // The getters define every name; TypeScript does not follow defineProperties.
  return Object.defineProperties(names, RUNTIME_GETTERS) as ImportingNames & RuntimeNames;
}

function globalNames(isTaken: (name: string) => boolean): GlobalNames {
  const entries = GLOBALS.map((name) => [name, isTaken(name) ? `globalThis.${name}` : name] as const);
  // Every name has an entry; TypeScript types the result of fromEntries as any string.
  return Object.fromEntries(entries) as GlobalNames;
}
