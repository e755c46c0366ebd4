/** Generates and compiles the components that the cases use. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { manySchema, writeManyModules } from './worlds/many.js';

const BENCH = fileURLToPath(new URL('..', import.meta.url));
const GENERATOR = fileURLToPath(new URL('../../bin/ecsdb-gen.js', import.meta.url));
const COMPILER = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

export function prepare() {
  for (const file of readdirSync(new URL('../schemas/', import.meta.url))) generate(`schemas/${file}`);
  mkdirSync(new URL('../dist/schemas/', import.meta.url), { recursive: true });
  writeFileSync(new URL('../dist/schemas/many.toml', import.meta.url), manySchema());
  generate('dist/schemas/many.toml');
  writeManyModules();
  runNode(COMPILER, '--project', '.');
}

function generate(schema) {
  const name = schema.match(/([^/]+)\.toml$/)[1];
  runNode(GENERATOR, schema, '--out', `dist/generated/${name}`, '--quiet');
}

function runNode(...args) {
  execFileSync(process.execPath, args, { cwd: BENCH, stdio: 'inherit' });
}
