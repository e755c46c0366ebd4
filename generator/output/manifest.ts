/**
 * The manifest: the names and hashes of the files that the last run wrote into an output directory.
 *
 * A file that is left over is deleted only if the manifest lists it and it starts with the banner of generated files.
 * So the compiler never deletes other files.
 */

import { createHash } from 'node:crypto';

export const MANIFEST_NAME = '.ecsdb-gen.json';

export interface Manifest {
  /** File names to the first 32 hexadecimal digits of the SHA-256 of their text. */
  readonly files: { readonly [name: string]: string };
}

export const EMPTY_MANIFEST: Manifest = { files: {} };

/** The only folder inside of an output directory. */
export const FOLDER = 'records';

const NAME = new RegExp(`^(?:(?:${FOLDER}/)?[A-Za-z0-9_]+(?:-table)?\\.ts|schema\\.json)$`);

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Equal files give equal text. */
export function manifestText(files: ReadonlyMap<string, string>): string {
  const names = [...files.keys()].sort();
  const hashes = Object.fromEntries(names.map((name) => [name, hashOf(files.get(name) ?? '')]));
  const comment = 'Written by ecsdb-gen: the files in this directory that it made. Keep it with them.';
  return `${JSON.stringify({ comment, files: hashes }, null, 2)}\n`;
}

/** Reads a manifest. A damaged manifest lists no files, so that left-over files are kept. */
export function parseManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return EMPTY_MANIFEST;
  }
  if (typeof value !== 'object' || value === null || !('files' in value)) return EMPTY_MANIFEST;
  const { files } = value;
  if (typeof files !== 'object' || files === null) return EMPTY_MANIFEST;
  const entries = Object.entries<unknown>({ ...files }).filter(
    (entry): entry is [string, string] => isOutputName(entry[0]) && typeof entry[1] === 'string',
  );
  return { files: Object.fromEntries(entries) };
}

/** Whether the compiler can give a file this name, relative to the output directory. */
export function isOutputName(name: string): boolean {
  return NAME.test(name);
}
