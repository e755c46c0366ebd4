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

  test('has a schema without errors and warnings', () => {
    const { diagnostics } = analyse(read('schema.toml'), 'schema.toml');
    expect(diagnostics).toEqual([]);
  });

  test('is linked from the README', () => {
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`examples/${name}`);
  });
});

test('the committed generated code of the arena equals what its schema compiles to', () => {
  const directory = join(ROOT, 'examples/arena/src/generated');
  const text = readFileSync(join(ROOT, 'examples/arena/schema.toml'), 'utf8');
  const { files } = compile(text, { fileName: 'schema.toml', schemaName: 'schema.toml' });
  const committed = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const contents = committed.map((name): [string, string] => [name, readFileSync(join(directory, name), 'utf8')]);
  expect(new Map(contents)).toEqual(new Map([...(files ?? [])].sort()));
});
