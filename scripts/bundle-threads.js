/**
 * Bundles the code of the runtime's own threads into a module that exports it as text, so that a program that was
 * bundled into one file can start them. Reads the sources, so that tests of sources need no build. Writes
 * runtime/dist/durable/thread-code.js, whose types are in runtime/src/durable/thread-code.d.ts.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './run.js';
import { RUNTIME_SOURCES } from './runtime-sources.js';

const ENTRY = join(ROOT, 'runtime/src/durable/thread.ts');
const FOLDER = join(ROOT, 'runtime/dist/durable');

/** What stack traces and debuggers call the code. */
const SOURCE_URL = 'ecsdb-thread.js';

const runtimeSources = {
  name: 'runtime-sources',
  setup({ onResolve }) {
    onResolve({ filter: /^#/ }, ({ path }) => ({ path: RUNTIME_SOURCES.get(path) }));
  },
};

export async function bundleThreads() {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    platform: 'node',
    // What `eval: true` expects.
    format: 'cjs',
    target: 'node20',
    // Names stay, for stack traces.
    minifySyntax: true,
    logLevel: 'error',
    plugins: [runtimeSources],
  });
  const [{ text }] = outputFiles;
  mkdirSync(FOLDER, { recursive: true });
  const code = `export const THREAD_CODE = ${JSON.stringify(`${text}//# sourceURL=${SOURCE_URL}\n`)};\n`;
  writeFileSync(join(FOLDER, 'thread-code.js'), code);
}
