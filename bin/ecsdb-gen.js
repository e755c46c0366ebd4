#!/usr/bin/env node
/** Starts the command, which is in generator/cli/. */

import { existsSync } from 'node:fs';

const main = new URL('../dist/generator/cli/main.js', import.meta.url);
if (existsSync(main)) {
  const { main: run } = await import(main.href);
  process.exitCode = await run(process.argv.slice(2));
} else {
  process.stderr.write('ecsdb-gen is not built; run "npm run build" in its directory first.\n');
  process.exitCode = 70;
}
