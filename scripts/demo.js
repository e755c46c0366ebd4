/**
 * Builds what examples/arena needs, in steps, and runs the game: `npm run demo`.
 *
 * Parts that TypeScript has not built are compiled without type checks, which take five times as long as everything
 * else.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { prepareSources } from './build.js';
import { ROOT } from './run.js';
import { runStep } from './steps.js';
import { transpile } from './transpile.js';

const ARENA = join(ROOT, 'examples/arena');
const RUNTIME_PROJECT = project('runtime/src', 'runtime/dist');
const COMPILER_PROJECT = project('generator', 'dist/generator', 'dist/.tsbuildinfo');
const GAME_PROJECT = project('examples/arena/src', 'examples/arena/dist');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const COMPILER = join(ROOT, 'bin/ecsdb-gen.js');

/** True if TypeScript has built what the game needs, so that it only has to check for changes. */
const isBuilt = [RUNTIME_PROJECT, COMPILER_PROJECT].every(({ buildInformation }) => existsSync(buildInformation));

await prepareSources();
await runStep('Runtime and compiler', async () => {
  if (isBuilt) await node(ROOT, TSC, '-b', 'generator');
  else await Promise.all([transpile(RUNTIME_PROJECT), transpile(COMPILER_PROJECT)]);
});
await runStep('Generated code of the game', () =>
  node(ARENA, COMPILER, 'schema.toml', '-o', 'src/generated', '--quiet'),
);
await runStep('Game', () => (isBuilt ? node(ARENA, TSC, '-p', '.') : transpile(GAME_PROJECT)));
console.log('Playing: 8,000 players, 2,000 piles of loot, 100 ticks, each on disk before the next one begins.\n');
await node(ARENA, 'dist/main.js');

function project(source, output, buildInformation = `${output}/.tsbuildinfo`) {
  return { source: join(ROOT, source), output: join(ROOT, output), buildInformation: join(ROOT, buildInformation) };
}

/** Runs a program. If it fails, this process ends with its status, because the program has printed why. */
async function node(cwd, ...args) {
  const [code] = await once(spawn(process.execPath, args, { cwd, stdio: 'inherit' }), 'exit');
  if (code !== 0) process.exit(code ?? 1);
}
