/**
 * Where the sources of the entries and `#` imports of the runtime and of sync are, as their package.json say with the
 * condition `node`.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.js';

/** By specifier, such as `@ecsdb/runtime/storage` and `#durable`, the path of the source file. */
export const RUNTIME_SOURCES = new Map(['runtime', 'sync'].flatMap(sourcesOf));

function sourcesOf(folder) {
  const { name, exports, imports = {} } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  const entries = Object.entries(exports).filter(([path]) => path !== './package.json');
  return [
    ...entries.map(([path, target]) => [`${name}${path.slice(1)}`, sourceOf(folder, target)]),
    ...Object.entries(imports).map(([specifier, target]) => [specifier, sourceOf(folder, target)]),
  ];
}

function sourceOf(folder, target) {
  if (typeof target === 'string') {
    return join(ROOT, folder, target.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts'));
  }
  return sourceOf(folder, target.node ?? target.default);
}
