/**
 * What `npm run build` makes, for tests that use it in another process or thread, or give it to a bundler or to another
 * compiler.
 *
 * All other tests run against the sources. A test that imports this file, itself or through its helpers, uses the
 * build, and `npm run test:only` builds before it runs.
 */

import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** The commands `ecsdb-gen` and `ecsdb`, to be run with Node. */
export const COMPILER_COMMAND: string = join(ROOT, 'bin/ecsdb-gen.js');
export const TOOLS_COMMAND: string = join(ROOT, 'tools/bin/ecsdb.js');

/** The folder of the package @ecsdb/runtime. */
export const RUNTIME_PACKAGE: string = join(ROOT, 'runtime');

/** What programs elsewhere import for `@ecsdb/runtime` and `@ecsdb/runtime/storage`. */
export const RUNTIME_URL: string = pathToFileURL(join(RUNTIME_PACKAGE, 'dist/index.js')).href;
export const STORAGE_URL: string = pathToFileURL(join(RUNTIME_PACKAGE, 'dist/storage.js')).href;

/** All packages as an application has them installed. */
export const NODE_MODULES: string = join(ROOT, 'node_modules');

/** The path of a script that imports packages. */
export function scriptWithPackages(script: URL): string {
  return fileURLToPath(script);
}
