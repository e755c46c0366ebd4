/** Compiles the TypeScript projects of tsconfig.json, as `tsc -b` does, and prints how long each took. */

import { join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import ts from 'typescript';
import { ROOT } from './run.js';
import { secondsSince } from './steps.js';

/** Returns whether there were no errors; prints those there are. */
export function compileProjects() {
  const print = ts.createDiagnosticReporter(ts.sys, process.stdout.isTTY);
  const host = ts.createSolutionBuilderHost(ts.sys, undefined, print);
  const builder = ts.createSolutionBuilder(host, [join(ROOT, 'tsconfig.json')], {});
  let isRight = true;
  for (let next = builder.getNextInvalidatedProject(); next !== undefined; next = builder.getNextInvalidatedProject()) {
    if (next.kind !== ts.InvalidatedProjectKind.Build) {
      next.done();
      continue;
    }
    const start = performance.now();
    process.stdout.write(`TypeScript: ${relative(ROOT, next.project).replace(/[/\\]tsconfig\.json$/, '')} `);
    isRight = next.done() === ts.ExitStatus.Success && isRight;
    console.log(`${secondsSince(start)} s`);
  }
  return isRight;
}
