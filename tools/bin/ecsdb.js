#!/usr/bin/env node
/** Starts the command, whose code is in src/cli/. */

import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) {
  const { main: run } = await import(main.href);
  process.exitCode = await run(process.argv.slice(2));
} else {
  process.stderr.write('ecsdb is not built. Run "npm run build" in the root of its repository.\n');
  process.exitCode = 70;
}
