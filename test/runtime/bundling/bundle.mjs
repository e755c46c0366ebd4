/**
 * Bundles the programs beside this file with each bundler, in a process of its own: bundlers load native code, which
 * jest's modules cannot.
 */

import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nodeResolve from '@rollup/plugin-node-resolve';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import { build as buildByVite } from 'vite';

const PROGRAM = fileURLToPath(new URL('program.mjs', import.meta.url));
const SINGLE_THREAD_PROGRAM = fileURLToPath(new URL('single-thread-program.mjs', import.meta.url));
const FEED_PROGRAM = fileURLToPath(new URL('feed-program.mjs', import.meta.url));
const WATCH_PROGRAM = fileURLToPath(new URL('watch-program.mjs', import.meta.url));
const ATTACHED_FEED_PROGRAM = fileURLToPath(new URL('attached-feed-program.mjs', import.meta.url));
const REPLICA_PROGRAM = fileURLToPath(new URL('replica-program.mjs', import.meta.url));
const FEED = fileURLToPath(import.meta.resolve('@ecsdb/runtime/feed'));
const ATTACHED_FEED = fileURLToPath(import.meta.resolve('@ecsdb/runtime/attached-feed'));
const COMPILER_PROGRAM = fileURLToPath(new URL('compiler-program.mjs', import.meta.url));
const CHECKER_PROGRAM = fileURLToPath(new URL('checker-program.mjs', import.meta.url));
const [target = ''] = process.argv.slice(2);

const BUNDLES = {
  'esbuild-node.mjs': (file) => byEsbuild(file, { platform: 'node' }),
  'esbuild-node.cjs': (file) => byEsbuild(file, { platform: 'node', format: 'cjs' }),
  'esbuild-node-minified.mjs': (file) => byEsbuild(file, { platform: 'node', minify: true }),
  'esbuild-neutral.mjs': (file) => byEsbuild(file, { platform: 'neutral' }),
  'esbuild-neutral.cjs': (file) => byEsbuild(file, { platform: 'neutral', format: 'cjs' }),
  'esbuild-browser.mjs': (file) => byEsbuild(file, {}),
  'esbuild-browser-feed.mjs': (file) => byEsbuild(file, { entryPoints: [FEED_PROGRAM], inject: [FEED] }),
  'esbuild-browser-no-feed.mjs': (file) => byEsbuild(file, { entryPoints: [FEED_PROGRAM] }),
  'esbuild-node-feed.mjs': (file) => byEsbuild(file, { platform: 'node', entryPoints: [FEED_PROGRAM] }),
  'esbuild-browser-watch.mjs': (file) =>
    byEsbuild(file, {
      entryPoints: [WATCH_PROGRAM],
      inject: [fileURLToPath(import.meta.resolve('@ecsdb/runtime/watch'))],
    }),
  'esbuild-browser-no-watch.mjs': (file) => byEsbuild(file, { entryPoints: [WATCH_PROGRAM] }),
  'esbuild-node-watch.mjs': (file) => byEsbuild(file, { platform: 'node', entryPoints: [WATCH_PROGRAM] }),
  'esbuild-browser-replica.mjs': (file) => byEsbuild(file, { entryPoints: [REPLICA_PROGRAM] }),
  'esbuild-browser-both-feeds.mjs': (file) =>
    byEsbuild(file, { entryPoints: [ATTACHED_FEED_PROGRAM], inject: [FEED, ATTACHED_FEED] }),
  'esbuild-browser-owner-feed.mjs': (file) => byEsbuild(file, { entryPoints: [ATTACHED_FEED_PROGRAM], inject: [FEED] }),
  'esbuild-browser-attached-feed.mjs': (file) =>
    byEsbuild(file, { entryPoints: [ATTACHED_FEED_PROGRAM], inject: [ATTACHED_FEED] }),
  'esbuild-node-both-feeds.mjs': (file) => byEsbuild(file, { platform: 'node', entryPoints: [ATTACHED_FEED_PROGRAM] }),
  'esbuild-single-thread.mjs': (file) => byEsbuild(file, { platform: 'node', entryPoints: [SINGLE_THREAD_PROGRAM] }),
  'rollup-single-thread.mjs': (file) => byRollup(file, 'es', { exportConditions: ['node'] }, SINGLE_THREAD_PROGRAM),
  'rollup-node.mjs': (file) => byRollup(file, 'es', { exportConditions: ['node'] }),
  'rollup-plain.mjs': (file) => byRollup(file, 'es', {}),
  'rollup-plain.cjs': (file) => byRollup(file, 'cjs', {}),
  'vite-ssr.mjs': byVite,
  'esbuild-compiler.mjs': (file) => byEsbuild(file, { platform: 'node', entryPoints: [COMPILER_PROGRAM] }),
  'esbuild-compiler.cjs': (file) =>
    byEsbuild(file, { platform: 'node', format: 'cjs', entryPoints: [COMPILER_PROGRAM] }),
  'esbuild-checker.mjs': (file) =>
    byEsbuild(file, { platform: 'node', entryPoints: [CHECKER_PROGRAM], external: ['ts-morph'] }),
};

await Promise.all(Object.entries(BUNDLES).map(([name, bundle]) => bundle(join(target, name))));

async function byEsbuild(outfile, options) {
  await build({
    entryPoints: [PROGRAM],
    bundle: true,
    format: 'esm',
    logLevel: 'error',
    // The tsconfig.json of the tests maps the packages to their sources; a program elsewhere uses what is built.
    tsconfigRaw: {},
    ...options,
    outfile,
  });
}

async function byRollup(file, format, options, input = PROGRAM) {
  const bundle = await rollup({
    input,
    plugins: [nodeResolve(options)],
    // Such as an import that was not found.
    onwarn: (warning) => {
      if (!warning.message.includes('node:')) throw new Error(warning.message);
    },
  });
  await bundle.write({ file, format, inlineDynamicImports: true });
  await bundle.close();
}

async function byVite(file) {
  const output = { entryFileNames: basename(file), inlineDynamicImports: true };
  await buildByVite({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { ssr: PROGRAM, outDir: target, emptyOutDir: false, rollupOptions: { output } },
  });
}
