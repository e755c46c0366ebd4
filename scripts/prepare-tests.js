/** Installs what tests need beside the project's own packages: the other compilers that generated code is checked with. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const versions = fileURLToPath(new URL('../test/generator/generated/typescript-versions', import.meta.url));

if (!existsSync(`${versions}/node_modules`)) {
  // npm names its own script to the scripts that it runs.
  const npm = process.env.npm_execpath;
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const { status, error } = spawnSync(command, [...first, 'ci', '--prefix', versions], { stdio: 'inherit' });
  if (error !== undefined) throw error;
  process.exitCode = status ?? 1;
}
