/** Builds the examples like their `build` scripts do, and runs them. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPILER_COMMAND, NODE_MODULES } from '../built.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Generates and compiles an example. Returns a function that runs one of its scripts and returns the output. */
export function buildExample(name: string): (script: string, ...args: string[]) => string {
  const cwd = join(ROOT, 'examples', name);
  const run = (script: string, ...args: string[]): string =>
    execFileSync(process.execPath, [script, ...args], { cwd, encoding: 'utf8' });
  run(COMPILER_COMMAND, 'schema.toml', '--out', 'src/generated', '--quiet');
  run(join(NODE_MODULES, 'typescript/bin/tsc'), '-p', '.');
  return run;
}
