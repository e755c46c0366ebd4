/** Finds the generated files of a schema in a project, and how they were generated. */

import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { bannerOf, type ImportExtension } from '../render/index.js';
import type { AppProject } from './app-project.js';

/** The directories of the files in the project that were generated from a schema with this file name. */
export function generatedDirectories(project: AppProject, schemaName: string): readonly string[] {
  const banner = bannerOf({ schemaName });
  const found = new Set<string>();
  for (const { fileName, text } of project.sources()) {
    if (!text.startsWith(banner)) continue;
    const directory = dirname(fileName);
    found.add(resolve(basename(directory) === 'records' ? dirname(directory) : directory));
  }
  return [...found];
}

/** How imports between generated files end, as index.ts shows it. */
export function importExtensionIn(directory: string): ImportExtension {
  const [, ending] = /from '\.\/schema(\.[jt]s)?'/.exec(textOf(join(directory, 'index.ts'))) ?? ['', '.js'];
  return ending === '.js' ? 'js' : ending === '.ts' ? 'ts' : 'none';
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
