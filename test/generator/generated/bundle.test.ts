/** Generated code in other tools: a linter and formatter, a bundler, Node. */

import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { NODE_MODULES, RUNTIME_PACKAGE } from '../../built.js';
import { compileText, everything, ROOT, temporaryDirectory, writeFiles } from '../support/generated.js';

const directory = temporaryDirectory();
const files = compileText(everything());
/** JSON has no comments that turn tools off. */
const names = [...files.keys()].filter((name) => name.endsWith('.ts'));
writeFiles(directory, files);

test('linter, formatter and import sorting of the project are turned off', () => {
  const { vcs: _inTemporaryDirectory, ...config } = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8'));
  writeFileSync(join(directory, 'biome.json'), `${JSON.stringify(config, null, 2)}\n`);
  const biome = join(NODE_MODULES, '@biomejs/biome/bin/biome');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'check', '--error-on-warnings', '--files-ignore-unknown=true', ...names],
    {
      cwd: directory,
      encoding: 'utf8',
    },
  );
  expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
});

test('a bundle that imports one table contains nothing of the others', async () => {
  const bundled = await bundle("export { Velocity } from './index.js';");
  expect(bundled).toContain('velocity');
  for (const other of ['transform', 'player', 'Vec3', 'everything', 'moving', 'arena', 'Captain']) {
    expect(bundled).not.toContain(other);
  }
});

test('a bundle that imports nothing by name is empty', async () => {
  expect((await bundle("import './index.js';")).trim()).toBe('');
});

test('records over any buffer are in no bundle that does not import them, and one is without the others', async () => {
  const all = Object.keys(await import(join(directory, 'index.ts'))).join();
  expect(await bundle(`export { ${all} } from './index.js';`)).not.toMatch(/BufferRecord|RecordFactory|DataView/);
  expect((await bundle("import './records/index.js';")).trim()).toBe('');
  const one = await bundle("export { TransformRecord } from './records/index.js';");
  for (const other of ['player', 'everything', 'PoseRecord', 'Component', 'TransformRow']) {
    expect(one).not.toContain(other);
  }
});

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: directory, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    external: ['@ecsdb/runtime/*'],
    treeShaking: true,
    // As in an installed package, whose package.json says that the runtime has no side effects.
    plugins: [
      {
        name: 'runtime-without-side-effects',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^@ecsdb\/runtime/ }, ({ path }) => ({ path, external: true, sideEffects: false })),
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const strips = major > 22 || (major === 22 && minor >= 18);

const strippedDirectory = temporaryDirectory();

(strips ? test : test.skip)(
  `runs as it is under type stripping${strips ? '' : ` (Node ${process.version} cannot)`}`,
  () => {
    const target = strippedDirectory;
    writeFiles(target, compileText(everything(), 'ts'));
    cpSync(join(RUNTIME_PACKAGE, 'dist'), join(target, 'node_modules/@ecsdb/runtime/dist'), { recursive: true });
    cpSync(join(RUNTIME_PACKAGE, 'package.json'), join(target, 'node_modules/@ecsdb/runtime/package.json'));
    writeFileSync(join(target, 'package.json'), '{ "type": "module" }');
    writeFileSync(
      join(target, 'use.ts'),
      "import { arena } from './index.ts';\nimport { Vec3Record } from './records/index.ts';\n" +
        'console.log(arena.components.length, Vec3Record.size);\n',
    );
    const { stdout, stderr } = spawnSync(process.execPath, [join(target, 'use.ts')], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '8 12\n', stderr: '' });
  },
);
