/** Compiles schemas to temporary directories for tests that read, run or check the files. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';
import { compile } from '../../../generator/compile.js';
import type { ImportExtension } from '../../../generator/render/index.js';

export const ROOT: string = fileURLToPath(new URL('../../../', import.meta.url));

export function compileText(text: string, importExtension: ImportExtension = 'js'): ReadonlyMap<string, string> {
  const { files, diagnostics } = compile(text, { fileName: 'test.toml', schemaName: 'test.toml', importExtension });
  if (files === undefined) throw new Error(diagnostics.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return files;
}

/** The files of the last version of a schema, whose earlier versions were compiled with the same lock file. */
export function compileVersions(texts: readonly string[]): ReadonlyMap<string, string> {
  let lock: string | undefined;
  let files: ReadonlyMap<string, string> = new Map();
  for (const text of texts) {
    const source = { name: 'test.lock.json', text: lock, use: 'update' } as const;
    const compiled = compile(text, { fileName: 'test.toml', schemaName: 'test.toml', lock: source });
    if (compiled.files === undefined) throw new Error(compiled.diagnostics.map(({ message }) => message).join('\n'));
    files = compiled.files;
    lock = compiled.lockText ?? lock;
  }
  return files;
}

/** The schema with one of everything. */
export function everything(): string {
  return readFileSync(join(ROOT, 'test/generator/generated/fixtures/everything.toml'), 'utf8');
}

/** The schema whose definitions have names that generated files use. */
export function collisions(): string {
  return readFileSync(join(ROOT, 'test/generator/generated/fixtures/collisions.toml'), 'utf8');
}

/** A directory that is deleted after the test file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ecsdb-gen-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function writeFiles(directory: string, files: ReadonlyMap<string, string>): void {
  for (const [name, text] of files) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
}

/** A file that must exist. */
export function fileOf(files: ReadonlyMap<string, string>, name: string): string {
  const text = files.get(name);
  if (text === undefined) throw new Error(`no ${name} among ${[...files.keys()].join(', ')}`);
  return text;
}
