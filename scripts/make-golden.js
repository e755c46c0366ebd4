/**
 * Writes test/golden/format-<version>/, which is kept for ever. Run it once for each released version of the format,
 * after `npm run build`; existing directories are never written again.
 *
 *   node scripts/make-golden.js 1.0
 *   node scripts/make-golden.js 1.0-compressed    # needs Node 22.15 or later, for zstd
 */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadSchema } from '../dist/generator/index.js';
import { loadRuntime } from '../torture/dist/framework/runtime.js';
import { makeCompressedGolden, makeGolden } from '../torture/dist/golden/directories.js';
import { toText } from '../torture/dist/golden/expected.js';
import { ROOT } from './run.js';

const version = process.argv[2] ?? '';
const target = join(ROOT, 'test/golden', `format-${version}`);
if (!/^\d+\.\d+(-compressed)?$/.test(version) || existsSync(target)) {
  console.error(`Give the version of a format, such as 1.0, without golden directories. Cannot make ${target}.`);
  process.exit(2);
}
const { descriptor } = await loadSchema(join(ROOT, 'test/generator/generated/fixtures/everything.toml'));
const make = version.endsWith('-compressed') ? makeCompressedGolden : makeGolden;
for (const { name, fs, expected } of await make(await loadRuntime(), descriptor)) {
  mkdirSync(join(target, name), { recursive: true });
  for (const [path, bytes] of fs.files()) writeFileSync(join(target, name, basename(path)), bytes);
  writeFileSync(join(target, `${name}.json`), toText(expected));
}
process.exit(0);
