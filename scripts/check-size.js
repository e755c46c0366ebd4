/** Bundles the runtime for a browser, minified and compressed, and compares the size with its budget. */

import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from './run.js';

/** For the database in memory, and for the same with everything that generated code may use. */
const DATABASE_BUDGET_BYTES = 42 * 1024;
const BUDGET_BYTES = 44 * 1024;

const DATABASE = `export { Database } from '@ecsdb/runtime';`;
const RUNTIME = `${DATABASE} export * from '@ecsdb/runtime/codegen-v1';`;
const APPLICATION = `${DATABASE} export * from './examples/arena/src/generated/index.js';`;

const database = await sizeOf(DATABASE);
const runtime = await sizeOf(RUNTIME);
const application = await sizeOf(APPLICATION);
console.log(`Database alone:                      ${show(database)}, budget ${DATABASE_BUDGET_BYTES}`);
console.log(`and all that generated code may use: ${show(runtime)}, budget ${BUDGET_BYTES}`);
console.log(`Database and the arena's components: ${show(application)}`);
const excess = Math.max(database.compressed - DATABASE_BUDGET_BYTES, runtime.compressed - BUDGET_BYTES);
if (excess > 0) {
  console.error(`@ecsdb/runtime is ${excess} bytes above its budget. Make it smaller, or raise the budget here.`);
  process.exitCode = 1;
}

async function sizeOf(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  });
  const [{ contents: bytes }] = outputFiles;
  return { minified: bytes.length, compressed: gzipSync(bytes, { level: 9 }).length };
}

function show({ minified, compressed }) {
  return `${compressed} bytes compressed, ${minified} minified`;
}
