/** The whole compiler on one page: schema text in, diagnostics and files out, without a file system. */

import { VERSION } from '#precompiled/version.js';
import { analyse } from './analyse.js';
import type { Diagnostic } from './diagnostics/index.js';
import { type ImportExtension, render } from './render/index.js';

export interface CompileOptions {
  /** As diagnostics show it. */
  readonly fileName: string;
  /** Base name of the schema file, which each generated file says; without any path, so that machines agree. */
  readonly schemaName: string;
  /** How imports between generated files end; `js` unless said otherwise. */
  readonly importExtension?: ImportExtension;
}

export interface Compilation {
  /** Errors and warnings, in file order. */
  readonly diagnostics: readonly Diagnostic[];
  /** File names to texts; there exactly when no diagnostic is an error. */
  readonly files?: ReadonlyMap<string, string>;
}

export function compile(text: string, options: CompileOptions): Compilation {
  const { diagnostics, layout } = analyse(text, options.fileName);
  if (layout === undefined) return { diagnostics };
  const { schemaName, importExtension = 'js' } = options;
  return { diagnostics, files: render(layout, { schemaName, importExtension, version: VERSION }) };
}
