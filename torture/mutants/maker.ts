/** Makes copies of the built runtime with one thing left out. The runtime itself is only read. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Edit } from './mutant.js';

/** A folder with a runtime in it. */
export interface Copy {
  /** As `loadRuntime` wants it. */
  readonly root: string;
  remove(): void;
}

/** Copies the runtime, whose folder is `runtime`, and edits the copy. Throws when a text does not stand where it should. */
export function makeCopy(runtime: string, edits: readonly Edit[]): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'ecsdb-mutant-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    cpSync(join(runtime, 'package.json'), join(folder, 'package.json'));
    cpSync(join(runtime, 'dist'), join(folder, 'dist'), {
      recursive: true,
      filter: (path) => !/\.(d\.ts|map|tsbuildinfo)$/.test(path),
    });
    for (const edit of edits) apply(folder, edit);
  } catch (error) {
    remove();
    throw error;
  }
  return { root: `${pathToFileURL(folder).href}/`, remove };
}

function apply(folder: string, { file, find, replace, times = 1 }: Edit): void {
  const path = join(folder, 'dist', file);
  const parts = readFileSync(path, 'utf8').split(find);
  const found = parts.length - 1;
  if (found !== times) {
    throw new Error(
      `${file} holds this ${found} times and not ${times}, so the table of mutants is out of date:\n${find}`,
    );
  }
  writeFileSync(path, parts.join(replace));
}
