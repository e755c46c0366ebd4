/**
 * Builds what examples/arena needs, tells how far that is, and plays the game: `npm run demo`.
 *
 * What TypeScript has not built yet is only compiled, because its type checks take five times as long as all the rest.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import bundleThreads from './bundle-threads.js';
import { precompileTemplates } from './precompile-templates.js';
import { precompileValidator } from './precompile-validator.js';
import { transpile } from './transpile.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ARENA = join(ROOT, 'examples/arena');
const RUNTIME_PROJECT = project('runtime/src', 'runtime/dist');
const COMPILER_PROJECT = project('generator', 'dist/generator', 'dist/.tsbuildinfo');
const GAME_PROJECT = project('examples/arena/src', 'examples/arena/dist');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const COMPILER = join(ROOT, 'bin/ecsdb-gen.js');

/** Whether TypeScript has built what the game needs, and only has to look for changes. */
const isBuilt = [RUNTIME_PROJECT, COMPILER_PROJECT].every(({ buildInformation }) => existsSync(buildInformation));

await step('Building the runtime and the compiler', async () => {
  precompileTemplates();
  precompileValidator();
  if (isBuilt) await node(ROOT, TSC, '-b', 'generator');
  else await Promise.all([transpile(RUNTIME_PROJECT), transpile(COMPILER_PROJECT)]);
  await bundleThreads();
});
await step('Compiling examples/arena/schema.toml to TypeScript', () =>
  node(ARENA, COMPILER, 'schema.toml', '-o', 'src/generated', '--quiet'),
);
await step('Building the game', () => (isBuilt ? node(ARENA, TSC, '-p', '.') : transpile(GAME_PROJECT)));
console.log('Playing: 8,000 players, 2,000 piles of loot, 100 ticks, each on disk before the next one begins.\n');
await node(ARENA, 'dist/main.js');

function project(source, output, buildInformation = `${output}/.tsbuildinfo`) {
  return { source: join(ROOT, source), output: join(ROOT, output), buildInformation: join(ROOT, buildInformation) };
}

/** Prints what is being done, a dot each half second, and at last how long it took. */
async function step(title, run) {
  process.stdout.write(`${title} `);
  const start = performance.now();
  const timer = setInterval(() => process.stdout.write('.'), 500);
  try {
    await run();
  } finally {
    clearInterval(timer);
  }
  console.log(` ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** Runs a program; if it fails, ends with its exit code, since it has said what is wrong. */
async function node(cwd, ...args) {
  const [code] = await once(spawn(process.execPath, args, { cwd, stdio: 'inherit' }), 'exit');
  if (code !== 0) process.exit(code ?? 1);
}
