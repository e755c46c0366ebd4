/**
 * Where the sources of the runtime's entries and `#` imports are, as runtime/package.json says with the condition
 * `node`.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.js';

const RUNTIME = join(ROOT, 'runtime');
const { name, exports, imports } = JSON.parse(readFileSync(join(RUNTIME, 'package.json'), 'utf8'));

/** By specifier, such as `@ecsdb/runtime/storage` and `#durable`, the path of the source file. */
export const RUNTIME_SOURCES = new Map([
  ...Object.entries(exports)
    .filter(([path]) => path !== './package.json')
    .map(([path, target]) => [`${name}${path.slice(1)}`, sourceOf(target)]),
  ...Object.entries(imports).map(([specifier, target]) => [specifier, sourceOf(target)]),
]);

function sourceOf(target) {
  if (typeof target === 'string') {
    return join(RUNTIME, target.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts'));
  }
  return sourceOf(target.node ?? target.default);
}
