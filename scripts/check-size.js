/** Bundles the runtime for a browser, minified and compressed, and holds it to its budget. */

import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from './run.js';

/** For everything that an application in memory may use, whatever its schema. */
const BUDGET_BYTES = 16 * 1024;

const DATABASE = `export { Database } from '@ecsdb/runtime';`;
const RUNTIME = `${DATABASE} export * from '@ecsdb/runtime/codegen-v1';`;
const APPLICATION = `${DATABASE} export * from './examples/arena/src/generated/index.js';`;

const database = await sizeOf(DATABASE);
const runtime = await sizeOf(RUNTIME);
const application = await sizeOf(APPLICATION);
console.log(`Database alone:                      ${show(database)}`);
console.log(`and all that generated code may use: ${show(runtime)}, budget ${BUDGET_BYTES}`);
console.log(`Database and the arena's components: ${show(application)}`);
if (runtime.compressed > BUDGET_BYTES) {
  console.error(`@ecsdb/runtime is ${runtime.compressed - BUDGET_BYTES} bytes over its budget`);
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
