/** Runs other programs for the checks, without a shell; throws if they fail. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export function run(program, args, options = {}) {
  execFileSync(program, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], ...options });
}

/** Returns what the program writes to standard output. */
export function outputOf(program, args) {
  return execFileSync(program, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Runs the command of a development dependency; `path` is below node_modules. */
export function runTool(path, ...args) {
  run(process.execPath, [join(ROOT, 'node_modules', ...path), ...args]);
}

/** Calls `use` with a folder that is deleted afterwards. */
export function withTemporaryFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'ecsdb-'));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
