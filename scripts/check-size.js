/** Bundles the runtime for a browser, minified and compressed, and compares its size with budgets. */

import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from './run.js';

const GENERATED = `export * from '@ecsdb/runtime/codegen-v1';`;
const DATABASE = `export { Database } from '@ecsdb/runtime';`;
const FEED = `import '@ecsdb/runtime/feed';`;
const ATTACHED_FEED = `import '@ecsdb/runtime/attached-feed';`;
const WATCH = `import '@ecsdb/runtime/watch';`;
const DUMP = `export { dump, load } from '@ecsdb/runtime/dump';`;
const SHARE = `export { share } from '@ecsdb/runtime/threads';`;
const ATTACH = `export { attach } from '@ecsdb/runtime/threads';`;
const SYNC = `export { connect } from '@ecsdb/sync/client';`;
const ARENA = `export * from './examples/arena/src/generated/index.js';`;

/** What a program imports, and how many bytes that may take: in all, or more than `above` takes. */
const BUNDLES = [
  { name: 'Database alone', contents: DATABASE, budget: 36 * 1024 },
  { name: 'and all that generated code may use', contents: DATABASE + GENERATED, budget: 56 * 1024 },
  { name: 'Database and the feed', contents: DATABASE + FEED, budget: 42 * 1024 },
  { name: 'Database and watches', contents: DATABASE + WATCH, budget: 42 * 1024 },
  { name: 'Database, dump and load', contents: DATABASE + DUMP, budget: 50 * 1024 },
  { name: 'Database and share', contents: DATABASE + SHARE, budget: 47 * 1024 },
  { name: 'attach alone', contents: ATTACH, budget: 38 * 1024 },
  { name: 'attach, its feed and watches', contents: ATTACH + ATTACHED_FEED, budget: 47 * 1024 },
  { name: 'a client, beside Database alone', contents: DATABASE + SYNC, above: DATABASE, budget: 20 * 1024 },
  { name: "Database and the arena's components", contents: DATABASE + ARENA },
];

for (const { name, contents, above, budget } of BUNDLES) {
  const { minified, compressed } = await sizeAbove(contents, above);
  const ofBudget = budget === undefined ? '' : `, budget ${budget}`;
  console.log(`${`${name}:`.padEnd(36)} ${compressed} bytes compressed, ${minified} minified${ofBudget}`);
  if (budget === undefined || compressed <= budget) continue;
  console.error(`This is ${compressed - budget} bytes above its budget. Make it smaller, or raise the budget here.`);
  process.exitCode = 1;
}

async function sizeAbove(contents, above) {
  const size = await sizeOf(contents);
  if (above === undefined) return size;
  const { minified, compressed } = await sizeOf(above);
  return { minified: size.minified - minified, compressed: size.compressed - compressed };
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
