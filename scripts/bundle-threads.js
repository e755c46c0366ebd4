/**
 * Bundles the code of the runtime's own threads into a module that exports it as text, so that a program that was bundled into one file can start
 * them. Reads what TypeScript has compiled; writes runtime/dist/durable/thread-code.js, whose types are in runtime/src/durable/thread-code.d.ts.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const DURABLE = new URL('../runtime/dist/durable/', import.meta.url);
const OUTPUT = new URL('thread-code.js', DURABLE);

/** What stack traces and debuggers call the code. */
const SOURCE_URL = 'ecsdb-thread.js';

export default async function bundleThreads() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('thread.js', DURABLE))],
    bundle: true,
    write: false,
    platform: 'node',
    // What `eval: true` expects.
    format: 'cjs',
    target: 'node20',
    // Names stay, for stack traces.
    minifySyntax: true,
    logLevel: 'error',
  });
  const [{ text }] = outputFiles;
  const module = `export const THREAD_CODE = ${JSON.stringify(`${text}//# sourceURL=${SOURCE_URL}\n`)};\n`;
  if (read(OUTPUT) !== module) writeFileSync(OUTPUT, module);
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleThreads();
