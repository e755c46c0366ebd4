/** The directory that a caller gives, as an absolute path. */

import { fileURLToPath, isAbsolute, resolve } from '#node-fs';

/** `fault` says what is wrong, as the end of a sentence that begins with the name of the argument. */
export type GivenPath = { readonly path: string } | { readonly fault: string };

/** A scheme of one letter would be a drive of Windows. */
const URL_TEXT = /^[a-z][a-z0-9+.-]+:\/\//i;

/**
 * Accepts a path or a `file:` URL. Keeps `..`: after a symbolic link, its target differs from what the text says, so
 * only the system may resolve it. `cwd` is the current directory; `undefined` if the process has none.
 */
export function absolutePath(given: unknown, cwd: string | undefined): GivenPath {
  const local = localPath(given);
  if ('fault' in local) return local;
  const { path } = local;
  if (path.includes('\0')) return { fault: `must not contain a NUL byte, got ${JSON.stringify(path)}` };
  if (isAbsolute(path)) return { path: process.platform === 'win32' ? resolve(path) : path };
  if (cwd === undefined || cwd.includes('\ufffd')) {
    const reason = cwd === undefined ? 'was deleted' : 'has a name that is not UTF-8';
    return { fault: `must be absolute because the current directory ${reason}, got ${JSON.stringify(path)}` };
  }
  return { path: process.platform === 'win32' ? resolve(cwd, path) : `${cwd}/${path}` };
}

function localPath(given: unknown): GivenPath {
  if (isUrl(given)) return pathOfUrl(given.href);
  if (typeof given !== 'string') return { fault: `must be a path or a file: URL, got ${describe(given)}` };
  if (given === '') return { fault: 'must be a path or a file: URL, got an empty string' };
  if (URL_TEXT.test(given)) return pathOfUrl(given);
  if (/^file:/i.test(given)) {
    const remedy = `write 'file:///...' with an absolute path or, for a directory of that name, './${given}'`;
    return { fault: `must be a path or a file: URL, got '${given}'; ${remedy}` };
  }
  return { path: given };
}

function pathOfUrl(href: string): GivenPath {
  try {
    const url = new URL(href);
    if (url.protocol !== 'file:') return { fault: `must be a path or a file: URL, got the URL '${href}'` };
    if (url.search === '' && url.hash === '') return { path: fileURLToPath(url) };
    const remedy = `write '?' as %3F and '#' as %23, as pathToFileURL() does`;
    return { fault: `must be a file: URL without a query and without a fragment, got '${href}'; ${remedy}` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { fault: `must be a path or a file: URL, got '${href}': ${reason}` };
  }
}

/** Not by `instanceof`: a test runner may run the caller in another realm. */
function isUrl(given: unknown): given is URL {
  if (typeof given !== 'object' || given === null || !('href' in given) || !('protocol' in given)) return false;
  return typeof given.href === 'string' && typeof given.protocol === 'string';
}

function describe(given: unknown): string {
  if (given === null || typeof given !== 'object') return String(given);
  return `an object (${given.constructor?.name ?? 'without a class'})`;
}
