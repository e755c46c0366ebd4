/** Promise: a bundle of the client for browsers contains nothing of Node, and follows a server. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { SCHEMA, ServerProcess } from './support/server-process.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'ecsdb-sync-bundle-'));

/** Prints how many bodies the client sees. */
const PROGRAM = `
import { schemaFromDescriptor } from '@ecsdb/runtime';
import { connect } from '@ecsdb/sync/client';
export async function countBodies(descriptor, url) {
  const client = await connect(schemaFromDescriptor(descriptor), { url });
  await client.subscribe('all');
  const count = client.db.count(client.db.component('body'));
  client.close();
  return count;
}
`;

async function bundleFor(platform: 'browser' | 'node'): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'esm',
    platform,
    target: 'es2022',
    banner: platform === 'node' ? { js: REQUIRE } : {},
  });
  return outputFiles[0]?.text ?? '';
}

/** `ws` is CommonJS. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs a bundle in Node; `prepare` comes before. */
function run(name: string, bundle: string, prepare: string, url: string): string {
  writeFileSync(join(directory, `${name}.mjs`), bundle);
  const main = `${prepare}
    const { countBodies } = await import('./${name}.mjs');
    console.log(await countBodies(${JSON.stringify(SCHEMA.descriptor)}, ${JSON.stringify(url)}));`;
  writeFileSync(join(directory, `main-${name}.mjs`), main);
  const args = [join(directory, `main-${name}.mjs`)];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout;
}

test('for browsers', async () => {
  const server = await ServerProcess.start(0);
  const bundle = await bundleFor('browser');
  expect(bundle).not.toMatch(/["']node:|["']ws["']|["'](?:http|net|tls|stream)["']/);
  const ws = join(ROOT, 'node_modules/ws/wrapper.mjs');
  const platform = `import { WebSocket } from ${JSON.stringify(ws)}; globalThis.WebSocket = WebSocket;`;
  expect(run('browser', bundle, platform, server.url)).toBe('100\n');
  await server.kill();
});

test('a browser that refuses to connect ends the client', async () => {
  const bundle = await bundleFor('browser');
  const platform = `globalThis.WebSocket = class {
    constructor() { throw new DOMException('An insecure connection is not allowed.', 'SecurityError'); }
  };
  process.on('uncaughtException', ({ message }) => console.log(message));`;
  expect(run('refused', bundle, platform, 'ws://localhost:1')).toBe(
    'INVALID_OPTION: the option url of connect must be a URL that this platform can connect to, got ' +
      'ws://localhost:1. The platform says: An insecure connection is not allowed.\n',
  );
});

test('for Node', async () => {
  const server = await ServerProcess.start(0);
  expect(run('node', await bundleFor('node'), '', server.url)).toBe('100\n');
  await server.kill();
});
