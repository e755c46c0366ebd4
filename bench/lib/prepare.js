/** Generates and compiles the components that the cases use. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manySchema, writeManyModules } from './worlds/many.js';

const BENCH = fileURLToPath(new URL('..', import.meta.url));
const GENERATOR = fileURLToPath(new URL('../../bin/ecsdb-gen.js', import.meta.url));
const ARENA = fileURLToPath(new URL('../../examples/arena/', import.meta.url));
const COMPILER = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

export function prepare() {
  for (const file of readdirSync(new URL('../schemas/', import.meta.url))) generate(`schemas/${file}`);
  mkdirSync(new URL('../dist/schemas/', import.meta.url), { recursive: true });
  writeFileSync(new URL('../dist/schemas/many.toml', import.meta.url), manySchema());
  generate('dist/schemas/many.toml');
  writeManyModules();
  runNode([COMPILER, '--project', '.']);
  // The game whose world is compressed.
  runNode([GENERATOR, 'schema.toml', '--out', 'src/generated', '--quiet'], '', ARENA);
  runNode([COMPILER, '--project', '.'], '', ARENA);
}

/** From standard input, so that no lock file is written: schemas of benchmarks have no earlier versions. */
function generate(schema) {
  const name = basename(schema, '.toml');
  const input = readFileSync(join(BENCH, schema));
  runNode([GENERATOR, '-', '--out', `dist/generated/${name}`, '--quiet'], input);
}

function runNode(args, input = '', cwd = BENCH) {
  execFileSync(process.execPath, args, { cwd, input, stdio: ['pipe', 'inherit', 'inherit'] });
}
