#!/usr/bin/env node
/** Starts the command, which is in generator/cli/. */

import { existsSync } from 'node:fs';

const main = new URL('../dist/generator/cli/main.js', import.meta.url);
if (Number.parseInt(process.versions.node, 10) < 20) {
  process.stderr.write(`ecsdb-gen needs Node.js 20 or later; this is ${process.version}.\n`);
  process.exitCode = 70;
} else if (existsSync(main)) {
  const { main: run } = await import(main.href);
  process.exitCode = await run(process.argv.slice(2));
} else {
  process.stderr.write('ecsdb-gen is not built; run "npm run build" in its directory first.\n');
  process.exitCode = 70;
}
