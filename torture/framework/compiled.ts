/** Processes and threads run what is compiled, even if sources start them, as tests do. */

import { fileURLToPath } from 'node:url';

/** The root of the repository: this file is in `torture/framework/` or in `torture/dist/framework/`. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/torture[/\\]$/, '');

/** The path of a compiled script, given below torture/, such as `kill/child.js`. */
export function compiledScript(name: string): string {
  return `${ROOT}torture/dist/${name}`;
}

/** The folder of the runtime that is built. */
export const RUNTIME_FOLDER: string = `${ROOT}runtime`;
