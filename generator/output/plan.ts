/**
 * What a run changes in the output directory. It is compared before a file is written, so that a run fails without a
 * change.
 *
 * The calls here and in write.ts are synchronous: the process has nothing else to do, and 1,000 files take half the
 * time.
 */

import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRegularFile } from '../read-file.js';
import { InternalError, isGenerated } from '../render/index.js';
import { EMPTY_MANIFEST, FOLDER, isOutputName, MANIFEST_NAME, manifestText, parseManifest } from './manifest.js';
import { systemCode } from './system-error.js';
import { abandonedIn } from './temporary.js';

export interface OutputPlan {
  readonly directory: string;
  /** Files that do not exist. */
  readonly missing: readonly string[];
  /** Generated files that have another text. */
  readonly different: readonly string[];
  /** Files that the last run wrote and this run does not. */
  readonly leftOver: readonly string[];
  readonly unchanged: readonly string[];
  /** Temporary files of killed runs. */
  readonly abandoned: readonly string[];
  /** The text of every missing or different file, in order. */
  readonly writes: ReadonlyMap<string, string>;
  /** The text of the manifest if it changes. */
  readonly manifest: string | undefined;
}

/** The output directory or a file in it cannot be used; no bug of the compiler. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

export function planOutput(directory: string, files: ReadonlyMap<string, string>): OutputPlan {
  requireDirectory(directory);
  requireFolder(join(directory, FOLDER));
  const present = new Set([
    ...namesIn(directory),
    ...namesIn(join(directory, FOLDER)).map((name) => `${FOLDER}/${name}`),
  ]);
  const writes = new Map<string, string>();
  const missing: string[] = [];
  const different: string[] = [];
  const unchanged: string[] = [];
  for (const [name, text] of files) {
    if (!isOutputName(name)) throw new InternalError(`"${name}" cannot be the name of a generated file`);
    const current = present.has(name) ? readOwn(directory, name) : undefined;
    if (current === text) {
      unchanged.push(name);
      continue;
    }
    (current === undefined ? missing : different).push(name);
    writes.set(name, text);
  }
  const before = present.has(MANIFEST_NAME) ? readManifest(directory) : undefined;
  const manifest = manifestText(files);
  return {
    directory,
    missing,
    different,
    leftOver: leftOverFiles(directory, files, present, before),
    unchanged,
    abandoned: abandonedIn(directory, present, (name) => isOutputName(name) || name === MANIFEST_NAME),
    writes,
    manifest: manifest === before ? undefined : manifest,
  };
}

/** Whether the directory contains exactly the files that the compiler would write. */
export function isUpToDate(plan: OutputPlan): boolean {
  return plan.writes.size === 0 && plan.leftOver.length === 0;
}

function leftOverFiles(
  directory: string,
  files: ReadonlyMap<string, string>,
  present: ReadonlySet<string>,
  manifest: string | undefined,
): string[] {
  const { files: written } = manifest === undefined ? EMPTY_MANIFEST : parseManifest(manifest);
  const candidates = Object.keys(written).filter((name) => present.has(name) && !files.has(name));
  const found: string[] = [];
  for (const name of candidates) {
    if (lstatSync(join(directory, name)).isFile() && isGenerated(readText(join(directory, name)))) found.push(name);
  }
  return found;
}

function requireDirectory(directory: string): void {
  try {
    const entries = lstatSync(directory);
    if (entries.isDirectory() || entries.isSymbolicLink()) return;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  throw new OutputError(
    `"${directory}" is a file, not a directory. Choose a directory for the generated files with -o.`,
  );
}

/** Unlike the output directory itself, the folder inside must not lead elsewhere: files of it may be deleted. */
function requireFolder(path: string): void {
  const info = lstatSync(path, { throwIfNoEntry: false });
  if (info === undefined || info.isDirectory()) return;
  const kind = info.isSymbolicLink() ? 'a symbolic link' : 'a file';
  throw new OutputError(
    `"${path}" is ${kind}; ecsdb-gen needs a folder there. Remove it, or choose another directory with -o.`,
  );
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Reads a file to compare it. Throws if ecsdb-gen has not generated the file. */
function readOwn(directory: string, name: string): string {
  const path = join(directory, name);
  const info = lstatSync(path);
  if (!info.isFile()) {
    const kind = info.isSymbolicLink() ? 'a symbolic link' : 'not a file';
    throw new OutputError(
      `"${path}" is ${kind}; ecsdb-gen only overwrites files. Remove it, or choose another directory with -o.`,
    );
  }
  const text = readText(path);
  if (isGenerated(text)) return text;
  throw new OutputError(
    `"${path}" is not overwritten, because its first line does not say that ecsdb-gen has generated it. ` +
      'Move it, or choose another directory with -o.',
  );
}

function readManifest(directory: string): string | undefined {
  const path = join(directory, MANIFEST_NAME);
  const info = lstatSync(path);
  if (!info.isFile()) throw new OutputError(`"${path}" is not a file. Remove it, or choose another directory with -o.`);
  return readText(path);
}

/** The text of a file; empty if the file is longer than any generated file. */
function readText(path: string): string {
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(readRegularFile(path));
  } catch (error) {
    if (systemCode(error) === 'EFBIG') return '';
    throw error;
  }
}
