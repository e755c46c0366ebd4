/**
 * Packs the published packages and checks them as their users get them: metadata, types, an installation that generates
 * code, another one, without the compiler, that checks a directory, and one that serves a database to a client.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf, ROOT, run, runTool, withTemporaryFolder } from './run.js';

const PUBLINT = ['publint', 'src', 'cli.js'];
const ATTW = ['@arethetypeswrong', 'cli', 'dist', 'index.js'];
/** A database that every release must read. */
const DATABASE = 'test/golden/format-1.0/closed';
/** What an operator must not have to install. */
const COMPILER_PACKAGES = ['ecsdb-gen', 'handlebars', 'ts-morph', 'typescript'];

/** A server and its client, which end by themselves. */
const SYNC_PROGRAM = `
import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import { connect } from '@ecsdb/sync/client';
import { serve, view } from '@ecsdb/sync/server';
const schema = schemaFromDescriptor(JSON.parse(process.argv[2]));
const views = { all: view({ tables: schema.components }) };
const server = await serve(Database.memory(schema), { port: 0, authenticate: () => ({}), views });
const client = await connect(schema, { url: \`ws://127.0.0.1:\${server.port}\` });
await client.subscribe('all');
client.close();
await server.close();
`;

withTemporaryFolder((folder) => {
  const compiler = pack('.', folder);
  const runtime = pack('runtime', folder);
  const tools = pack('tools', folder);
  const sync = pack('sync', folder);
  for (const tarball of [compiler, runtime, tools, sync]) runTool(PUBLINT, 'run', tarball, '--strict');
  // The package of the command has no types to check.
  for (const tarball of [compiler, runtime, sync]) runTool(ATTW, tarball, '--profile', 'esm-only', '--no-emoji');
  checkCompiler(join(folder, 'application'), [compiler, runtime]);
  checkTools(join(folder, 'operator'), [tools, runtime]);
  checkSync(join(folder, 'network'), [sync, runtime], join(folder, 'application', 'generated', 'schema.json'));
});

/** Returns the path of the tarball. */
function pack(directory, folder) {
  const [packed] = JSON.parse(outputOf('npm', ['pack', `./${directory}`, '--json', '--pack-destination', folder]));
  console.log(`${packed.filename}: ${packed.entryCount} files, ${packed.size} bytes, ${packed.unpackedSize} unpacked`);
  return join(folder, packed.filename);
}

function checkCompiler(folder, tarballs) {
  const schema = join(ROOT, 'examples', 'arena', 'schema.toml');
  const command = join(install(folder, tarballs), 'ecsdb-gen', 'bin', 'ecsdb-gen.js');
  run(process.execPath, [command, schema, '--out', join(folder, 'generated')]);
}

function checkTools(folder, tarballs) {
  const modules = install(folder, tarballs);
  const superfluous = COMPILER_PACKAGES.filter((name) => existsSync(join(modules, name)));
  if (superfluous.length > 0) throw new Error(`the package ecsdb installs parts of the compiler: ${superfluous}`);
  run(process.execPath, [join(modules, 'ecsdb', 'bin', 'ecsdb.js'), 'check', join(ROOT, DATABASE)]);
}

function checkSync(folder, tarballs, schema) {
  install(folder, tarballs);
  const program = join(folder, 'program.mjs');
  writeFileSync(program, SYNC_PROGRAM);
  run(process.execPath, [program, readFileSync(schema, 'utf8')]);
}

/** Returns the folder of the installed packages. */
function install(folder, tarballs) {
  run('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, ...tarballs]);
  return join(folder, 'node_modules');
}
