/** Builds everything: what is compiled ahead first, because the sources import it, then the sources, incrementally. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { precompileTemplates } from './precompile-templates.js';
import { precompileValidator } from './precompile-validator.js';

precompileTemplates();
// Also copies the JSON Schema to dist/ecsdb.schema.json.
precompileValidator();
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(process.execPath, [compiler, '-b'], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
