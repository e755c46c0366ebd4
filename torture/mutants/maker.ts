/**
 * Makes mutants: the built runtime with one thing left out. They live in one copy, which moves to another folder for each of them, because
 * Node keeps what it has loaded from a folder. The runtime itself is only read.
 */

import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Edit } from './mutant.js';

export class MutantMaker {
  readonly #home: string = mkdtempSync(join(tmpdir(), 'ecsdb-mutants-'));
  /** Of each file that the mutant has otherwise, the text that it has in the runtime. */
  readonly #whole: Map<string, string> = new Map();
  #made = 0;

  /** Copies the runtime, whose folder is `runtime`. */
  constructor(runtime: string) {
    cpSync(join(runtime, 'package.json'), join(this.#folder, 'package.json'));
    cpSync(join(runtime, 'dist'), join(this.#folder, 'dist'), {
      recursive: true,
      filter: (path) => !/\.(d\.ts|map|tsbuildinfo)$/.test(path),
    });
  }

  get #folder(): string {
    return join(this.#home, String(this.#made));
  }

  /** Gives the mutant's root, as `loadRuntime` wants it; the mutant before is gone. Throws when a text does not stand where it should. */
  make(edits: readonly Edit[]): string {
    const before = this.#folder;
    this.#made += 1;
    renameSync(before, this.#folder);
    for (const [file, text] of this.#whole) writeFileSync(this.#pathOf(file), text);
    this.#whole.clear();
    for (const edit of edits) this.#apply(edit);
    return `${pathToFileURL(this.#folder).href}/`;
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }

  #apply({ file, find, replace, times = 1 }: Edit): void {
    const text = readFileSync(this.#pathOf(file), 'utf8');
    const parts = text.split(find);
    const found = parts.length - 1;
    if (found !== times) {
      throw new Error(
        `${file} holds this ${found} times and not ${times}, so the table of mutants is out of date:\n${find}`,
      );
    }
    if (!this.#whole.has(file)) this.#whole.set(file, text);
    writeFileSync(this.#pathOf(file), parts.join(replace));
  }

  #pathOf(file: string): string {
    return join(this.#folder, 'dist', file);
  }
}
