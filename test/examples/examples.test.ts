/** Users copy the examples. So they are set up as the README says, and their schemas have no errors. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { analyse, compile } from '../../generator/compile.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EXAMPLES = readdirSync(join(ROOT, 'examples'));

describe.each(EXAMPLES)('%s', (name) => {
  const read = (file: string): string => readFileSync(join(ROOT, 'examples', name, file), 'utf8');

  test('runs the compiler before each build, with the command of the README', () => {
    const { scripts } = JSON.parse(read('package.json'));
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`npx ${scripts.prebuild}\n`);
  });

  test('has a schema without errors and warnings, and its lock file', () => {
    const lock = { name: 'schema.lock.json', text: read('schema.lock.json'), use: 'frozen' } as const;
    const { diagnostics } = analyse(read('schema.toml'), 'schema.toml', lock);
    expect(diagnostics).toEqual([]);
  });

  test('is linked from the README', () => {
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`examples/${name}`);
  });
});

test('the committed generated code of the arena equals what its schema compiles to', () => {
  const directory = join(ROOT, 'examples/arena/src/generated');
  const read = (name: string): string => readFileSync(join(ROOT, 'examples/arena', name), 'utf8');
  const lock = { name: 'schema.lock.json', text: read('schema.lock.json'), use: 'frozen' } as const;
  const { files } = compile(read('schema.toml'), { fileName: 'schema.toml', schemaName: 'schema.toml', lock });
  const committed = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.ts$|^schema\.json$/.test(name),
  );
  const contents = committed.map((name): [string, string] => [name, readFileSync(join(directory, name), 'utf8')]);
  expect(new Map(contents)).toEqual(new Map([...(files ?? [])].sort()));
});
