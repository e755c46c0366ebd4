/**
 * Makes mutants: copies of the built runtime in which some files are compiled from changed sources. There is one copy,
 * which is renamed for each mutant, because Node caches the modules of a folder. The runtime itself is only read.
 */

import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { MarkedSources } from './marked-sources.js';
import type { Edit } from './mutant.js';

export class MutantMaker {
  readonly #sources: MarkedSources;
  readonly #home: string = mkdtempSync(join(tmpdir(), 'ecsdb-mutants-'));
  /** The original text of each file that the current mutant changes. */
  readonly #originals: Map<string, string> = new Map();
  #count = 0;

  /** Copies the build of the package in the folder `runtime`. */
  constructor(runtime: string) {
    this.#sources = new MarkedSources(join(runtime, 'src'));
    cpSync(join(runtime, 'package.json'), join(this.#folder, 'package.json'));
    cpSync(join(runtime, 'dist'), join(this.#folder, 'dist'), {
      recursive: true,
      filter: (path) => !/\.(d\.ts|map|tsbuildinfo)$/.test(path),
    });
  }

  get #folder(): string {
    return join(this.#home, String(this.#count));
  }

  /**
   * Returns the root of the mutant for `loadRuntime`. The mutant before no longer exists. Throws if a marker does not
   * exist.
   */
  make(edits: readonly Edit[]): string {
    const before = this.#folder;
    this.#count += 1;
    renameSync(before, this.#folder);
    for (const [path, text] of this.#originals) writeFileSync(join(this.#folder, path), text);
    this.#originals.clear();
    for (const [file, text] of this.#sources.apply(edits)) this.#write(file, compile(text));
    return `${pathToFileURL(this.#folder).href}/`;
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }

  #write(source: string, code: string): void {
    const path = join('dist', source.replace(/\.ts$/, '.js'));
    this.#originals.set(path, readFileSync(join(this.#folder, path), 'utf8'));
    writeFileSync(join(this.#folder, path), code);
  }
}

/** As TypeScript compiles it, without types. Throws if the code is not valid. */
export function compile(text: string): string {
  return transformSync(text, { loader: 'ts', target: 'es2022' }).code;
}
