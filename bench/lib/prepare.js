/** Generates and compiles the components that the cases use. */

import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const BENCH = fileURLToPath(new URL('..', import.meta.url));
const GENERATOR = fileURLToPath(new URL('../../bin/ecsdb-gen.js', import.meta.url));
const COMPILER = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

export function prepare() {
  for (const file of readdirSync(new URL('../schemas/', import.meta.url))) {
    const out = `dist/generated/${file.replace(/\.toml$/, '')}`;
    runNode(GENERATOR, `schemas/${file}`, '--out', out, '--quiet');
  }
  runNode(COMPILER, '--project', '.');
}

function runNode(...args) {
  execFileSync(process.execPath, args, { cwd: BENCH, stdio: 'inherit' });
}
