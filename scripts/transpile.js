/**
 * Compiles a project's TypeScript file by file, without type checks and declarations: for a demo that should begin at
 * once.
 *
 * It deletes TypeScript's build information, so that the next `tsc -b` makes everything anew, with both.
 */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transform } from 'esbuild';

export async function transpile({ source, output, buildInformation }) {
  rmSync(buildInformation, { force: true });
  const names = readdirSync(source, { recursive: true }).filter((name) => /(?<!\.d)\.ts$/.test(name));
  await Promise.all(
    names.map(async (name) => {
      const { code } = await transform(readFileSync(join(source, name), 'utf8'), { loader: 'ts', target: 'es2022' });
      const path = join(output, name.replace(/ts$/, 'js'));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, code);
    }),
  );
}
