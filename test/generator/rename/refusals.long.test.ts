/** A rename that cannot be done says why, and writes nothing. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { writeRename } from '../../../generator/cli/write-rename.js';
import { planOutput } from '../../../generator/output/index.js';
import { compileText, temporaryDirectory } from '../support/generated.js';
import { App } from './support.js';

const base = temporaryDirectory();
const app = new App(join(base, 'app'));

/** What the command prints; nothing may have changed. */
function refused(...args: readonly string[]): string {
  const before = app.files();
  const { status, stdout, stderr } = app.rename(...args);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(app.files()).toEqual(before);
  return stderr;
}

function write(name: string, text: string): void {
  writeFileSync(join(app.directory, name), text);
}

test('an unknown name', () => {
  expect(refused('player.gild', 'coins')).toContain('error ECS130: the schema has no "player.gild"; did you mean');
});

test('a name that is taken', () => {
  expect(refused('player.gold', 'name')).toContain('error ECS131: field "gold" of table "player" cannot become "name"');
  // Other definitions that use the name are no causes of their own.
  expect(refused('Team.Blue', 'Red').match(/error ECS\d+/g)).toEqual(['error ECS131']);
});

test('a schema that does not exist', () => {
  expect(refused('player.gold', 'coins', '--schema', 'no.toml')).toContain('cannot read the schema "no.toml"');
});

test('a project that does not exist, and one that is not JSON', () => {
  expect(refused('player.gold', 'coins', '-p', 'no.json')).toMatch(
    /^schema\.toml:.* error ECS132: there is no file ".*no/,
  );
  write('bad.json', '{ "compilerOptions": ');
  expect(refused('player.gold', 'coins', '-p', 'bad.json')).toMatch(/error ECS132: ".*bad\.json" cannot be used: /);
});

test('a project without the generated files', () => {
  write('other.json', '{ "compilerOptions": { "types": [] }, "files": ["other.ts"] }');
  write('other.ts', 'export const other = 1;\n');
  const expected = 'error ECS132: "other.json" has no file that was generated from this schema';
  expect(refused('player.gold', 'coins', '-p', 'other.json')).toContain(expected);
  expect(refused('player.gold', 'coins', '-o', 'src')).toContain('error ECS132: "tsconfig.json" has no file of "src"');
});

test('generated files that are not up to date', () => {
  const schema = app.text('schema.toml');
  write('schema.toml', schema.replace('[tables.frozen]', '[tables.frozen]\n[tables.fresh]'));
  const printed = refused('player.gold', 'coins');
  expect(printed).toContain('error ECS133: "src/generated/schema.ts" is not what the schema compiles to\n');
  expect(printed).toContain('help: run ecsdb-gen schema.toml -o src/generated first\n');
  write('schema.toml', schema);
});

test('a lock file that is missing', () => {
  const lock = app.text('schema.lock.json');
  rmSync(join(app.directory, 'schema.lock.json'));
  const printed = refused('player.gold', 'coins');
  expect(printed).toContain('error ECS120: there is no lock file "schema.lock.json"\n');
  expect(printed).toContain('help: restore it from version control');
  write('schema.lock.json', lock);
});

test('a name in a variable without a type that lists names', () => {
  const text = (key: string): string =>
    `import type { PlayerData } from './generated/index.js';\nconst ${key} = 'gold';\n` +
    'export const read = (row: PlayerData): unknown => row[key];\n';
  write('src/key.ts', text('key'));
  const printed = refused('player.gold', 'coins');
  expect(printed).toMatch(/src\/key\.ts:3:\d+: error ECS135: /);
  expect(printed).toContain('as in "const key: keyof PlayerData = ..."\n');
  write('src/key.ts', text('key: keyof PlayerData'));
  const { status, stdout } = app.rename('player.gold', 'coins', '--dry-run');
  expect(status).toBe(0);
  expect(stdout).toContain("+const key: keyof PlayerData = 'coins';\n");
  rmSync(join(app.directory, 'src/key.ts'));
});

test('a project with type errors, unless it is forced', () => {
  write(
    'src/bad.ts',
    'import { Player } from "./generated/index.js";\nexport const bad: string = Player.columns.gold[1];\n',
  );
  expect(refused('player.gold', 'coins')).toContain(
    "src/bad.ts:2:14: error ECS134: Type 'number' is not assignable to type 'string'. (TS2322)\n  2 | export const bad",
  );
  const { status, stdout } = app.rename('player.gold', 'coins', '--force', '--dry-run');
  expect(status).toBe(0);
  expect(stdout).toContain('+export const bad: string = Player.columns.coins[1];\n');
  rmSync(join(app.directory, 'src/bad.ts'));
});

test('a file that is not UTF-8', () => {
  const text = Buffer.concat([
    Buffer.from('import { Player } from "./generated/index.js";\n'),
    Buffer.from('// \xe9\n', 'latin1'),
  ]);
  writeFileSync(join(app.directory, 'src/latin.ts'), Buffer.concat([text, Buffer.from('export const p = Player;\n')]));
  expect(refused('player', 'person')).toContain('cannot rename in src/latin.ts: it is not UTF-8');
  rmSync(join(app.directory, 'src/latin.ts'));
});

test('wrong usage', () => {
  expect(app.rename('player.gold')).toMatchObject({ status: 2 });
  expect(app.rename('player.gold', 'coins', '--schema', '-')).toMatchObject({ status: 2 });
});

test('a file that cannot be written ends the rename, and the message lists what was written', () => {
  const directory = join(base, 'failed');
  mkdirSync(directory);
  const at = (name: string): string => join(directory, name);
  const change = (name: string) => ({ path: at(name), before: 'a', after: 'b' });
  const output = planOutput(at('out'), compileText('[database]\nname = "a"\n[tables.t]\n'));
  const plan = {
    schema: change('s.toml'),
    lock: { path: at('s.lock.json'), before: undefined, after: '{}' },
    app: [change('one.ts'), change('no/two.ts'), change('three.ts')],
    output,
    directory: at('out'),
  };
  expect(() => writeRename(plan)).toThrow(
    `cannot write "${at('no/two.ts')}": there is no such file. ` +
      `Written before: ${['s.toml', 's.lock.json', 'out', 'one.ts'].map(at).join(', ')}. ` +
      `Not written: ${at('no/two.ts')}, ${at('three.ts')}`,
  );
});
