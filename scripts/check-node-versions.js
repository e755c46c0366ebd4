/**
 * Runs the examples on later versions of Node, generated TypeScript without a build, since these versions strip types,
 * and a client that loses its server, since these versions have a WebSocket of their own beside the one it uses.
 *
 * The versions come from the npm packages that hold one binary each: they need no install script, which npm 11 would
 * not run.
 */

import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, withTemporaryFolder } from './run.js';

const MAJORS = [22, 24];
const EXAMPLES = ['arena', 'bank', 'garden', 'physics', 'shop'];
const BINARIES = `node-${process.platform}-${process.arch}`;

const UNBUILT = `import { Database } from '@ecsdb/runtime';
import { arena } from './generated/index.ts';

const db = Database.memory(arena);
const entity = db.writeSync((tx) => tx.create());
if (!db.isAlive(entity)) throw new Error('an entity was lost');
`;

const RECONNECTING = `import { Database } from '@ecsdb/runtime';
import { connect } from '@ecsdb/sync/client';
import { serve, view } from '@ecsdb/sync/server';
import { arena } from './generated/index.ts';

const db = Database.memory(arena);
const options = { authenticate: () => ({}), views: { all: view({ tables: arena.components }) } };
const first = await serve(db, { port: 0, ...options });
const { port } = first;
const client = await connect(arena, { url: 'ws://127.0.0.1:' + port });
const refused = new Promise((resolve) => {
  client.onStatus(({ reason }) => reason.includes('nothing listens') && resolve());
});
await first.close();
await refused;
const live = new Promise((resolve) => client.onStatus(({ state }) => state === 'live' && resolve()));
const second = await serve(db, { port, ...options });
await live;
client.close();
await second.close();
`;

withTemporaryFolder((folder) => {
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  generate(folder);
  for (const major of MAJORS) {
    const node = install(folder, major);
    run(node, ['--version']);
    for (const example of EXAMPLES) run(node, ['dist/main.js'], { cwd: join(ROOT, 'examples', example) });
    for (const name of ['main.ts', 'reconnecting.ts']) {
      run(node, ['--disable-warning=ExperimentalWarning', join(folder, name)]);
    }
  }
});

function generate(folder) {
  const schema = join(ROOT, 'examples', 'arena', 'schema.toml');
  const args = [schema, '--out', join(folder, 'generated'), '--import-extension', 'ts', '--quiet'];
  run(process.execPath, [join(ROOT, 'bin', 'ecsdb-gen.js'), ...args]);
  writeFileSync(join(folder, 'main.ts'), UNBUILT);
  writeFileSync(join(folder, 'reconnecting.ts'), RECONNECTING);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
}

/** Returns the path of the binary. */
function install(folder, major) {
  const prefix = join(folder, `node-${major}`);
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', prefix, `${BINARIES}@${major}`]);
  return join(prefix, 'node_modules', BINARIES, 'bin', 'node');
}
