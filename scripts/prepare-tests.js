/**
 * Installs what tests need in addition to the packages of the project: the compilers that generated code is checked
 * with.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './run.js';

const VERSIONS = join(ROOT, 'test/generator/generated/typescript-versions');

export function areCompilersInstalled() {
  return existsSync(join(VERSIONS, 'node_modules'));
}

export async function installCompilers() {
  // npm gives the path of its own script to the scripts that it runs.
  const npm = process.env.npm_execpath;
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const [status] = await once(spawn(command, [...first, 'ci', '--prefix', VERSIONS], { stdio: 'inherit' }), 'exit');
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !areCompilersInstalled()) await installCompilers();
