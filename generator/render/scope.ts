/** What the text of one generated file can refer to: the runtime, and the other generated files. */

import type { CustomType, Enum } from '../schema/model.js';
import { Imports } from './imports.js';

/** How relative imports end: `./types.js`, `./types.ts` or `./types`. */
export const IMPORT_EXTENSIONS = ['js', 'ts', 'none'] as const;
export type ImportExtension = (typeof IMPORT_EXTENSIONS)[number];

/** The specifier of another generated file, given without its extension. */
export function moduleOf(stem: string, extension: ImportExtension): string {
  return extension === 'none' ? `./${stem}` : `./${stem}.${extension}`;
}

export class Scope {
  readonly imports: Imports;
  readonly extension: ImportExtension;
  readonly #stem: string;

  /** `taken` are the names that the schema brings into the file `stem`. */
  constructor(stem: string, extension: ImportExtension, taken: Iterable<string>) {
    this.imports = new Imports(taken);
    this.extension = extension;
    this.#stem = stem;
  }

  runtime(name: string): string {
    return this.imports.runtime(name);
  }

  runtimeType(name: string): string {
    return this.imports.runtimeType(name);
  }

  enumType({ exportName }: Enum): string {
    return this.imports.type(moduleOf('enums', this.extension), exportName);
  }

  /** The function that tells whether a value is a member. */
  enumGuard({ exportName }: Enum): string {
    return this.imports.value(moduleOf('enums', this.extension), `is${exportName}`);
  }

  /** The constant that says what members there are, for errors. */
  enumExpected({ exportName }: Enum): string {
    return this.imports.value(moduleOf('enums', this.extension), `expected${exportName}`);
  }

  customData({ exportName }: CustomType): string {
    return this.#type('types', exportName);
  }

  /** The accessor class of a custom type, as a type. */
  customRef({ exportName }: CustomType): string {
    return this.#type('types', `${exportName}Ref`);
  }

  /** The accessor class as a value. */
  customClass({ exportName }: CustomType, writable: boolean): string {
    const name = `${exportName}Ref${writable ? 'Mut' : ''}`;
    return this.#stem === 'types' ? name : this.imports.value(moduleOf('types', this.extension), name);
  }

  /** A type or value of the file `stem`, known to be a value there. */
  value(stem: string, name: string): string {
    return this.#stem === stem ? name : this.imports.value(moduleOf(stem, this.extension), name);
  }

  type(stem: string, name: string): string {
    return this.#type(stem, name);
  }

  #type(stem: string, name: string): string {
    return this.#stem === stem ? name : this.imports.type(moduleOf(stem, this.extension), name);
  }
}
