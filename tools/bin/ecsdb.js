#!/usr/bin/env node
/** Starts the command, whose code is in src/cli/. */

import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (Number.parseInt(process.versions.node, 10) < 20) {
  process.stderr.write(`ecsdb needs Node.js 20 or later; this is ${process.version}.\n`);
  process.exitCode = 70;
} else if (existsSync(main)) {
  const { main: run } = await import(main.href);
  process.exitCode = await run(process.argv.slice(2));
} else {
  process.stderr.write('ecsdb is not built. Run "npm run build" in the root of its repository.\n');
  process.exitCode = 70;
}
