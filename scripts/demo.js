/**
 * Builds what examples/arena needs, tells how far that is, and plays the game: `npm run demo`.
 *
 * Checks the types of the game, but not those of the compiler and the runtime, which takes as long as compiling them. The next
 * `npm run build` does, because TypeScript remembers what it has not checked.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import bundleThreads from './bundle-threads.js';
import { precompileTemplates } from './precompile-templates.js';
import { precompileValidator } from './precompile-validator.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ARENA = fileURLToPath(new URL('../examples/arena', import.meta.url));
const TSC = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const COMPILER = fileURLToPath(new URL('../bin/ecsdb-gen.js', import.meta.url));

await step('Building the runtime and the compiler', async () => {
  precompileTemplates();
  precompileValidator();
  await node(ROOT, TSC, '-b', 'runtime', 'generator', '--noCheck');
  await bundleThreads();
});
await step('Compiling examples/arena/schema.toml to TypeScript', () =>
  node(ARENA, COMPILER, 'schema.toml', '-o', 'src/generated', '--quiet'),
);
await step('Building the game, with type checks', () => node(ARENA, TSC, '-p', '.'));
console.log('Playing: 8,000 players, 2,000 piles of loot, 100 ticks, each on disk before the next one begins.\n');
await node(ARENA, 'dist/main.js');

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
