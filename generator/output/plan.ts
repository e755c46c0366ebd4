/**
 * What a run would change in the output directory: compared first, so that a run either succeeds or changes nothing.
 *
 * Synchronous calls, here and in write.ts: nothing else goes on meanwhile, and for a thousand files they take half the time.
 */

import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRegularFile } from '../read-file.js';
import { BANNER_START, InternalError } from '../render/index.js';
import { EMPTY_MANIFEST, isOutputName, MANIFEST_NAME, manifestText, parseManifest } from './manifest.js';
import { systemCode } from './system-error.js';
import { abandonedIn } from './temporary.js';

export interface OutputPlan {
  readonly directory: string;
  /** Files that are not there. */
  readonly missing: readonly string[];
  /** Files that are ours and have another text. */
  readonly different: readonly string[];
  /** Files that the last run wrote and this one would not. */
  readonly leftOver: readonly string[];
  readonly unchanged: readonly string[];
  /** Temporary files of runs that were killed. */
  readonly abandoned: readonly string[];
  /** Text of every file to write, missing or different, in order. */
  readonly writes: ReadonlyMap<string, string>;
  /** Text of the manifest if it has to be written. */
  readonly manifest: string | undefined;
}

/** The world's fault, not ours: something is in the way, or may not be read or written. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

export function planOutput(directory: string, files: ReadonlyMap<string, string>): OutputPlan {
  requireDirectory(directory);
  const present = namesIn(directory);
  const writes = new Map<string, string>();
  const missing: string[] = [];
  const different: string[] = [];
  const unchanged: string[] = [];
  for (const [name, text] of files) {
    if (!isOutputName(name)) throw new InternalError(`"${name}" is no name for a generated file`);
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

/** Whether the directory holds exactly what the compiler would write. */
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
    if (lstatSync(join(directory, name)).isFile() && isOurs(readText(join(directory, name)))) found.push(name);
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
  throw new OutputError(`"${directory}" is a file; -o names the directory for the generated files.`);
}

function namesIn(directory: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(directory));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return new Set();
    throw error;
  }
}

/** Reads a file that is about to be compared, and refuses to touch one that is not ours. */
function readOwn(directory: string, name: string): string {
  const path = join(directory, name);
  const info = lstatSync(path);
  if (!info.isFile()) {
    const kind = info.isSymbolicLink() ? 'a symbolic link' : 'not a file';
    throw new OutputError(`"${path}" is ${kind}, and ecsdb-gen would not replace it. Remove it, or choose another -o.`);
  }
  const text = readText(path);
  if (isOurs(text)) return text;
  throw new OutputError(
    `"${path}" was not written by ecsdb-gen (its first line does not say so) and is not overwritten. ` +
      'Move it away, or choose another -o.',
  );
}

function readManifest(directory: string): string | undefined {
  const path = join(directory, MANIFEST_NAME);
  const info = lstatSync(path);
  if (!info.isFile()) throw new OutputError(`"${path}" is not a file; remove it, or choose another -o.`);
  return readText(path);
}

/** A file that is longer than any that is written here says nothing, and so is not ours. */
function readText(path: string): string {
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(readRegularFile(path));
  } catch (error) {
    if (systemCode(error) === 'EFBIG') return '';
    throw error;
  }
}

function isOurs(text: string): boolean {
  return text.startsWith(BANNER_START);
}
