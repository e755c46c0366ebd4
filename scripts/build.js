/**
 * Builds everything, in steps; a step whose inputs and outputs are unchanged is skipped.
 *
 *   npm run build
 */

import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { fingerprint, isUpToDate, recordStep } from './build-state.js';
import { runStep, secondsSince } from './steps.js';

/**
 * What the sources import: all that tests of sources need. Libraries are imported when a step runs, because loading
 * them takes long.
 */
const PREPARATIONS = [
  {
    name: 'Templates',
    inputs: ['templates', 'scripts/precompile-templates.js', 'package.json', 'node_modules/handlebars/package.json'],
    outputs: ['templates.js', 'templates.d.ts', 'version.js', 'version.d.ts'].map((name) => `dist/precompiled/${name}`),
    run: async () => (await import('./precompile-templates.js')).precompileTemplates(),
  },
  {
    name: 'Validator of schema files',
    inputs: [
      'generator/schema/ecsdb.schema.json',
      'scripts/precompile-validator.js',
      'node_modules/ajv/package.json',
      'node_modules/esbuild/package.json',
    ],
    outputs: ['dist/precompiled/validate.js', 'dist/precompiled/validate.d.ts', 'dist/ecsdb.schema.json'],
    run: async () => (await import('./precompile-validator.js')).precompileValidator(),
  },
  {
    name: "Code of the runtime's threads",
    inputs: [
      'runtime/src',
      'runtime/package.json',
      'runtime/tsconfig.json',
      'tsconfig.base.json',
      'scripts/bundle-threads.js',
      'scripts/runtime-sources.js',
      'node_modules/esbuild/package.json',
    ],
    outputs: ['runtime/dist/durable/thread-code.js'],
    run: async () => (await import('./bundle-threads.js')).bundleThreads(),
  },
];

const COMPILATION = {
  name: 'TypeScript',
  inputs: [
    'runtime',
    'generator',
    'sync',
    'tools',
    'torture',
    'dist/precompiled',
    'package.json',
    'tsconfig.json',
  ].concat('tsconfig.base.json', 'node_modules/typescript/package.json'),
  outputs: ['runtime/dist', 'dist/generator', 'dist/.tsbuildinfo', 'sync/dist', 'tools/dist', 'torture/dist'],
};

/** Builds what the sources import and is not TypeScript. Returns the number of steps that had something to do. */
export async function prepareSources() {
  return await runSteps(PREPARATIONS);
}

/** The same for the whole build; ends the process if there are errors, which have been printed. */
export async function buildAll() {
  const count = await prepareSources();
  if (isUpToDate(COMPILATION)) return count;
  const inputs = fingerprint(COMPILATION.inputs);
  const { compileProjects } = await import('./compile-projects.js');
  if (!compileProjects()) {
    console.log('The build has failed.');
    process.exit(1);
  }
  recordStep(COMPILATION, inputs);
  return count + 1;
}

async function runSteps(steps) {
  let count = 0;
  for (const step of steps) {
    if (isUpToDate(step)) continue;
    const inputs = fingerprint(step.inputs);
    await runStep(step.name, step.run);
    recordStep(step, inputs);
    count++;
  }
  return count;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const start = performance.now();
  const count = await buildAll();
  console.log(`${count === 0 ? 'Nothing to build' : 'Built'} (${secondsSince(start)} s)`);
}
