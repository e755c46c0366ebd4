/** A rename of a table whose migration functions the application has. */

import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '../support/generated.js';
import { renameApp } from './project-support.js';

const base = temporaryDirectory();

const TABLES = `[tables.alpha]
fields = [{ name = "a", type = "u32" }]
[tables.mid]
fields = [{ name = "b", type = "u32" }]
`;
const VERSIONS = [
  `[database]\nname = "game"\nversion = "1.0.0"\n${TABLES}`,
  `[database]\nname = "game"\nversion = "2.0.0"\n[migrations]\n"2.0.0" = ["alpha", "mid"]\n${TABLES}`,
];

const MAIN = `import { Database } from '@ecsdb/runtime';
import { game, type AlphaAfter_2_0_0, type MidBefore_2_0_0 } from './generated/index.js';
export const raise = ({ b }: MidBefore_2_0_0): number => b;
export const result: AlphaAfter_2_0_0 = { a: 1 };
export const open = () =>
  Database.open(game, {
    directory: 'db',
    migrations: { '2.0.0': { alpha: ({ a }) => ({ a: a * 100 }), mid: ({ b }) => ({ b: b + 1 }) } },
  });
`;

test.each(['zeta', 'beta', 'a'])('a table that is now called %s keeps its function, and others keep theirs', (name) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}After_2_0_0`;
  const app = renameApp(join(base, name), VERSIONS, { 'main.ts': MAIN }, ['alpha', name]);
  expect(app.faults).toEqual([]);
  expect(app.text('main.ts')).toBe(MAIN.replace('alpha: (', `${name}: (`).replaceAll('AlphaAfter_2_0_0', type));
});

test('functions in a variable with their generated type', () => {
  const main = `import { Database } from '@ecsdb/runtime';
import { type GameMigrations, game } from './generated/index.js';
declare const isFast: boolean;
const to2 = isFast
  ? { alpha: ({ a }: { a: number }) => ({ a }), mid: ({ b }: { b: number }) => ({ b }) }
  : { alpha: ({ a }: { a: number }) => ({ a: a + 1 }) };
const migrations: GameMigrations = { '2.0.0': to2 };
export const open = () => Database.open(game, { directory: 'db', migrations });
`;
  const app = renameApp(join(base, 'variables'), VERSIONS, { 'main.ts': main }, ['alpha', 'zeta']);
  expect(app.faults).toEqual([]);
  expect(app.listed).toEqual([]);
  expect(app.text('main.ts')).toBe(main.replaceAll('alpha:', 'zeta:'));
});

test('the entries of released versions stay', () => {
  const released = `${VERSIONS[1]?.replace('"2.0.0"\n', '"3.0.0"\n')}`;
  const files = { 'main.ts': MAIN };
  const app = renameApp(join(base, 'released'), [...VERSIONS, released], files, ['alpha', 'zeta']);
  expect(app.faults).toEqual([]);
  expect(app.text('main.ts')).toBe(MAIN);
});
