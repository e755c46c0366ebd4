/** Packs both packages and checks them as their users get them: metadata, types, and an installation that generates code. */

import { join } from 'node:path';
import { outputOf, ROOT, run, runTool, withTemporaryFolder } from './run.js';

const PACKAGES = ['.', 'runtime'];
const PUBLINT = ['publint', 'src', 'cli.js'];
const ATTW = ['@arethetypeswrong', 'cli', 'dist', 'index.js'];

withTemporaryFolder((folder) => {
  const tarballs = PACKAGES.map((directory) => pack(directory, folder));
  for (const tarball of tarballs) {
    runTool(PUBLINT, 'run', tarball, '--strict');
    runTool(ATTW, tarball, '--profile', 'esm-only', '--no-emoji');
  }
  checkInstalled(folder, tarballs);
});

/** Gives back the path of the tarball. */
function pack(directory, folder) {
  const [packed] = JSON.parse(outputOf('npm', ['pack', `./${directory}`, '--json', '--pack-destination', folder]));
  console.log(`${packed.filename}: ${packed.entryCount} files, ${packed.size} bytes, ${packed.unpackedSize} unpacked`);
  return join(folder, packed.filename);
}

function checkInstalled(folder, tarballs) {
  run('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, ...tarballs]);
  const generator = join(folder, 'node_modules', 'ecsdb-gen', 'bin', 'ecsdb-gen.js');
  const schema = join(ROOT, 'examples', 'arena', 'schema.toml');
  run(process.execPath, [generator, schema, '--out', join(folder, 'generated')]);
  run(process.execPath, [join(folder, 'node_modules', 'ecsdb-gen', 'bin', 'ecsdb.js'), '--version']);
}
