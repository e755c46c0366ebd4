/**
 * Builds everything: what is compiled ahead first, because the sources import it, then the sources, incrementally, then the code of threads,
 * which is made of what was compiled.
 */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import bundleThreads from './bundle-threads.js';
import { precompileTemplates } from './precompile-templates.js';
import { precompileValidator } from './precompile-validator.js';

precompileTemplates();
// Also copies the JSON Schema to dist/ecsdb.schema.json.
precompileValidator();
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(process.execPath, [compiler, '-b'], { cwd: root, stdio: 'inherit' });
if (status === 0) await bundleThreads();
process.exitCode = status ?? 1;
