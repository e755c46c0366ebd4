/**
 * Promise: migration functions get the rows of the version before theirs and return fields of their version, with every
 * version of TypeScript; anything else does not compile, and the message says what is wrong.
 */

import { expect, test } from '@jest/globals';
import { compileVersions, fileOf, temporaryDirectory, writeFiles } from '../support/generated.js';
import { describeCompilers } from './compilers.js';

const TYPES = `[enums.Team]
variants = ["Red", "Blue"]
[custom_types.Vec]
fields = [{ name = "x", type = "f32" }, { name = "y", type = "f32", default = 0 }]
[tables.item]
fields = [{ name = "weight", type = "u8" }]
[tables.mark]
fields = []
`;

/** The first version, one with a function, one that changes what that function has made, and another function. */
const VERSIONS = [
  `[database]
name = "game"
version = "1.0.0"
${TYPES}[tables.player]
fields = [
  { name = "full_name", type = "string<24>" },
  { name = "gold", type = "u32" },
  { name = "team", type = "Team" },
  { name = "at", type = "Vec" },
  { name = "friend", type = "entity", nullable = true },
  { name = "scores", type = "[u64; 2]" },
  { name = "seen", type = "u64", js = "number" },
  { name = "rank", type = "u8" },
]
`,
  `[database]
name = "game"
version = "1.1.0"
${TYPES}[tables.player]
removed = ["gold"]
fields = [
  { name = "full_name", type = "string<24>" },
  { name = "coins", type = "u64" },
  { name = "team", type = "Team" },
  { name = "at", type = "Vec" },
  { name = "friend", type = "entity", nullable = true },
  { name = "scores", type = "[u64; 2]" },
  { name = "seen", type = "u64", js = "number" },
  { name = "rank", type = "string<8>" },
  { name = "level", type = "u8", default = 1 },
]
[migrations]
"1.1.0" = ["player", "mark"]
`,
  `[database]
name = "game"
version = "1.2.0"
${TYPES.replace('"Blue"]', '"Blue", "Green"]').replace('"f32" },', '"f64" },')}[tables.person]
was = "player"
removed = ["scores"]
fields = [
  { name = "name", was = "full_name", type = "string<24>" },
  { name = "coins", type = "u64" },
  { name = "team", type = "Team" },
  { name = "at", type = "Vec" },
  { name = "friend", type = "entity", nullable = true },
  { name = "seen", type = "u64", js = "number" },
  { name = "rank", type = "string<8>" },
  { name = "level", type = "u8", default = 1 },
]
[migrations]
"1.1.0" = ["player", "mark"]
"1.2.0" = ["Vec"]
`,
];

const HEAD = `import { Database } from '@ecsdb/runtime';
import type { Entity, OpenOptions, Schema } from '@ecsdb/runtime';
import { game } from './index.js';
import type { GameMigrations, PersonAfter_1_2_0, PlayerBefore_1_1_0 } from './index.js';
declare const opened: (db: Promise<Database>) => void;
declare const other: Schema;
const directory = 'd';
`;

const RIGHT = `
opened(Database.open(game, { directory }));
opened(Database.open(game, { directory, migrations: {} }));
opened(
  Database.open(game, {
    directory,
    migrations: {
      '1.1.0': {
        player(old) {
          const name: string = old.fullName;
          const team: 0 | 1 = old.team;
          const place: { readonly x: number; readonly y: number } = old.at;
          const friend: Entity | null = old.friend;
          const scores: readonly [bigint, bigint] = old.scores;
          const seen: number = old.seen + old.rank + name.length;
          return { coins: BigInt(old.gold), rank: 'x', team, at: { x: place.x }, friend, scores, seen };
        },
        mark: () => ({}),
      },
      '1.2.0': {
        person: (old) => (old.coins > 3n ? { at: { x: old.level, y: 1 } } : { name: old.fullName, team: 2 }),
      },
    },
  }),
);
const inline: GameMigrations = { '1.1.0': { player: (old) => ({ coins: BigInt(old.gold), rank: '' }) } };
function toPerson(): PersonAfter_1_2_0 {
  return { level: 1 };
}
const perhaps: GameMigrations | undefined = Math.random() > 1 ? inline : undefined;
opened(Database.open(game, { directory, migrations: inline }));
opened(Database.open(game, { directory, ...(perhaps === undefined ? {} : { migrations: perhaps }) }));
opened(Database.open(game, { directory, migrations: { '1.2.0': { person: toPerson } } }));
opened(Database.open(other, { directory, migrations: { '7.0.0': { any: (old: { a: number }) => ({ b: old.a }) } } }));
const options: OpenOptions = { directory, migrations: { '1.1.0': { player: () => ({ coins: 1n }) } } };
opened(Database.open(other, options));
opened(Database.open(game, options));
const plain: Schema = game;
Database.memory(game);
Database.memory(plain);
export const gold = (old: PlayerBefore_1_1_0): number => old.gold;
`;

const COINS = 'coins: BigInt(old.gold)';

/** The text of the functions of each wrong use, and what the message contains. */
const WRONG: readonly (readonly [functions: string, ...message: string[]])[] = [
  [`'1.3.0': { player: () => ({ coins: 1n }) }`, "'1.3.0'' does not exist in type 'GameMigrations"],
  [`'1.2.0': { person: () => ({}) }, '1.3.0': {}`, '[migrations] has no version 1.3.0'],
  [`'1.1.0': { palyer: () => ({ coins: 1n }) }`, "'palyer' does not exist in type 'MigrationsTo_1_1_0"],
  [`'1.1.0': { item: () => ({}), mark: () => ({}) }`, '[migrations] does not list item under this version'],
  [`'1.1.0': { player: (old) => ({ ${COINS}, rank: '', glod: 1 }) }`, 'the table has no field glod in this version'],
  [`'1.1.0': { player: (old) => ({ ...old, ${COINS}, rank: '' }) }`, 'the table has no field gold in this version'],
  [`'1.1.0': { player: (old) => ({ coins: old.gold, rank: '' }) }`, "Type 'number' is not assignable to type 'bigint'"],
  [`'1.1.0': { player: (old) => ({ ${COINS}, rank: '', team: 2 }) }`, "Type '2' is not assignable to type '0 | 1'"],
  [`'1.1.0': { player: (old) => ({ ${COINS} }) }`, "Property 'rank' is missing in type", 'PlayerAfter_1_1_0'],
  [`'1.1.0': { player: () => ({ rank: '' }) }`, "Property 'coins' is missing in type", 'PlayerAfter_1_1_0'],
  [
    `'1.1.0': { player: (old) => ({ coins: BigInt(old.glod), rank: '' }) }`,
    "'glod' does not exist on type 'PlayerBefore",
  ],
  [`'1.1.0': { player: (old) => ({ coins: old.level, rank: '' }) }`, "'level' does not exist on type 'PlayerBefore"],
  [`'1.1.0': { player: async (old) => ({ ${COINS}, rank: '' }) }`, 'Promise<'],
  [`'1.2.0': { person: (old) => ({ coins: BigInt(old.gold) }) }`, "'gold' does not exist on type 'PersonBefore_1_2_0'"],
  [`'1.2.0': { person: (old) => { old.coins = 1n; return {}; } }`, "'coins' because it is a read-only property"],
  [`'1.2.0': { person: (old) => { old.at.x = 1; return {}; } }`, "'x' because it is a read-only property"],
];

/** The end of the generated file. */
const PERSON = `/** A row of \`player\` before version 1.2.0, as the migration function gets it. */
export interface PersonBefore_1_2_0 {
  readonly fullName: string;
  readonly coins: bigint;
  readonly team: 0 | 1;
  readonly at: { readonly x: number; readonly y: number };
  readonly friend: Entity | null;
  readonly scores: readonly [bigint, bigint];
  readonly seen: number;
  readonly rank: string;
  readonly level: number;
}

/** What the function returns: fields of \`person\` in version 1.2.0. What it leaves out is converted. */
export interface PersonAfter_1_2_0 {
  readonly name?: string;
  readonly coins?: bigint;
  readonly team?: 0 | 1 | 2;
  readonly at?: { readonly x: number; readonly y?: number };
  readonly friend?: Entity | null;
  readonly seen?: number;
  readonly rank?: string;
  readonly level?: number;
}

/** The migration functions of version 1.1.0, by table. */
export interface MigrationsTo_1_1_0 {
  readonly mark?: (old: MarkBefore_1_1_0) => MarkAfter_1_1_0;
  readonly player?: (old: PlayerBefore_1_1_0) => PlayerAfter_1_1_0;
}

/** The migration functions of version 1.2.0, by table. */
export interface MigrationsTo_1_2_0 {
  readonly person?: (old: PersonBefore_1_2_0) => PersonAfter_1_2_0;
}

/** The migration functions of database \`game\`, by version. */
export interface GameMigrations {
  readonly '1.1.0'?: MigrationsTo_1_1_0;
  readonly '1.2.0'?: MigrationsTo_1_2_0;
}
`;

const FILES = compileVersions(VERSIONS);

test('the file says what each function gets and returns', () => {
  const text = fileOf(FILES, 'migrations.ts');
  expect(text.slice(text.indexOf('/** A row of `player` before version 1.2.0'))).toBe(PERSON);
});

test('a schema that lists nothing has no types of functions', () => {
  const files = compileVersions(VERSIONS.slice(0, 1));
  expect(files.has('migrations.ts')).toBe(false);
  expect(fileOf(files, 'schema.ts')).toContain('export const game: Schema =');
  expect(fileOf(files, 'index.ts')).not.toContain('igrations');
});

describeCompilers(({ run, messagesOf }) => {
  const directory = temporaryDirectory();
  writeFiles(directory, FILES);
  const compile = (code: string): string => messagesOf(directory, HEAD + code);

  run('accepts functions of the recorded versions', () => {
    expect(compile(RIGHT)).toBe('');
  });

  run('says what is wrong with a function', () => {
    const code = WRONG.map(
      ([functions]) => `opened(Database.open(game, { directory, migrations: { ${functions} } }));\n`,
    );
    const messages = compile(code.join('')).split(/^.*use\.ts\(/m);
    const first = HEAD.split('\n').length;
    for (const [at, [functions, ...parts]] of WRONG.entries()) {
      const found = messages.filter((one) => one.startsWith(`${first + at},`)).join('');
      for (const part of parts) expect([functions, found]).toEqual([functions, expect.stringContaining(part)]);
    }
  });
});
