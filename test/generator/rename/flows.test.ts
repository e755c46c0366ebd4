/** Data that reaches generated code from object literals and own types: it is renamed, or its place is listed. */

import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '../support/generated.js';
import { renameApp } from './project-support.js';

const base = temporaryDirectory();

const SCHEMA = `[database]
name = "game"
version = "1.0.0"
[tables.player]
fields = [
  { name = "name", type = "string<24>" },
  { name = "gold", type = "u32", default = 0 },
]
`;

const HEAD = `import type { Transaction } from '@ecsdb/runtime';
import { Player, type PlayerData } from './generated/index.js';
declare const tx: Transaction;
declare const rich: boolean;
`;

/** Programs whose every `gold` is renamed. */
const RENAMED: { readonly [name: string]: string } = {
  loop: `const rows = [{ name: 'a', gold: 1 }, { name: 'b', gold: 2 }];
for (const row of rows) tx.insert(tx.create(), Player, row);`,
  branches: `const row = rich ? { name: 'a', gold: 1 } : { name: 'b', gold: 2 };
tx.insert(tx.create(), Player, row);`,
  returns: `function make() {
  if (rich) return { name: 'a', gold: 1 };
  return { name: 'b', gold: 2 };
}
tx.insert(tx.create(), Player, make());`,
  map: `const rows = ['a', 'b'].map((name) => {
  if (name === 'a') return { name, gold: 1 };
  return { name, gold: 2 };
});
for (const row of rows) tx.insert(tx.create(), Player, row);`,
  shorthand: `const gold = 1;
const rows = [{ name: 'a', gold }, { name: 'b', gold }, { name: 'c', gold }];
rows.forEach((row) => tx.insert(tx.create(), Player, row));`,
  spread: `const base = { name: 'a', gold: 1 };
const row = { ...base, gold: 2 };
tx.insert(tx.create(), Player, row);`,
  nested: `const rows = [[{ name: 'a', gold: 1 }], [{ name: 'b', gold: 2 }, { name: 'c', gold: 3 }]];
for (const inner of rows) for (const row of inner) tx.insert(tx.create(), Player, row);`,
  satisfies: `const rows = [{ name: 'a', gold: 1 }, { name: 'b', gold: 2 }] satisfies PlayerData[];
for (const row of rows) tx.insert(tx.create(), Player, row);`,
  generic: `const all = <T>(...rows: T[]): T[] => rows;
for (const row of all({ name: 'a', gold: 1 }, { name: 'b', gold: 2 })) tx.insert(tx.create(), Player, row);`,
  keys: `const key: keyof PlayerData = 'gold';
export const read = (row: PlayerData): unknown => {
  const { ['gold']: z } = row;
  return [z, row[key], { ...row, ['gold']: 2 }];
};`,
  assign: `export const raise = (row: { -readonly [key in keyof PlayerData]: PlayerData[key] }): unknown =>
  Object.assign(row, { gold: 1 });`,
  frozen: `const rows = Object.freeze([Object.freeze({ name: 'a', gold: 1 }), Object.freeze({ name: 'b', gold: 2 })]);
for (const row of rows) tx.insert(tx.create(), Player, row);`,
  constant: `const rows = [{ name: 'a', gold: 1 }, { name: 'b', gold: 2 }] as const;
for (const row of rows) tx.insert(tx.create(), Player, row);`,
  parameter: `export const put = (row = { name: 'a', gold: 1 }): void => tx.insert(tx.create(), Player, row);
export const other = (): void => put({ name: 'b', gold: 2 });`,
  makers: `const makers = { a: () => ({ name: 'a', gold: 1 }), b: () => ({ name: 'b', gold: 2 }) };
export const put = (kind: 'a' | 'b'): void => tx.insert(tx.create(), Player, makers[kind]());`,
  members: `export class Start {
  readonly rows = [{ name: 'a', gold: 1 }, { name: 'b', gold: 2 }];
  put(): void {
    for (const row of this.rows) tx.insert(tx.create(), Player, row);
  }
}`,
  async: `async function load() {
  if (rich) return { name: 'a', gold: 1 };
  return { name: 'b', gold: 2 };
}
export const put = async (): Promise<void> => tx.insert(tx.create(), Player, await load());`,
  reduced: `const row = [1, 2].reduce((sum, one) => ({ ...sum, gold: sum.gold + one }), { name: 'a', gold: 0 });
tx.insert(tx.create(), Player, row);`,
  filtered: `const rows = [{ name: 'a', gold: 1, isNew: true }, { name: 'b', gold: 2, isNew: false }];
for (const { isNew, ...row } of rows.filter((one) => one.gold > 1)) if (isNew) tx.insert(tx.create(), Player, row);`,
  taken: `const { row, rest: [next] } = { row: { name: 'a', gold: 1 }, rest: [{ name: 'b', gold: 2 }] as const };
for (const one of [row, next]) tx.insert(tx.create(), Player, one);`,
  nullish: `const find = (name: string) => (name === '' ? undefined : { name, gold: 1 });
tx.insert(tx.create(), Player, find('a') ?? { name: 'b', gold: 2 });`,
  logical: `const found: { name: string; gold: number } | undefined = undefined;
const row = rich && { name: 'a', gold: 1 } || { name: 'b', gold: 2 };
tx.insert(tx.create(), Player, row);`.replace(/.*undefined;\n/, ''),
  reassigned: `let row = { name: 'a', gold: 1 };
if (rich) row = { name: 'b', gold: 2 };
tx.insert(tx.create(), Player, row);`,
  pushed: `const rows = [{ name: 'a', gold: 1 }];
rows.push({ name: 'b', gold: 2 });
for (const row of rows) tx.insert(tx.create(), Player, row);`,
  table: `const presets = { poor: { name: 'a', gold: 1 }, rich: { name: 'b', gold: 2 } };
for (const row of Object.values(presets)) tx.insert(tx.create(), Player, row);
tx.insert(tx.create(), Player, presets.poor);`,
  collection: `const rows = new Map([['a', { name: 'a', gold: 1 }], ['b', { name: 'b', gold: 2 }]]);
for (const row of rows.values()) tx.insert(tx.create(), Player, row);`,
  callback: `const put = (row: PlayerData): void => tx.insert(tx.create(), Player, row);
[{ name: 'a', gold: 1 }, { name: 'b', gold: 2 }].forEach(put);`,
  iterable: `function putAll(rows: Iterable<PlayerData>): void {
  for (const row of rows) tx.insert(tx.create(), Player, row);
}
const rows = new Set([{ name: 'a', gold: 1 }, { name: 'b', gold: 2 }]);
putAll(rows);`,
  producer: `const put = (make: () => PlayerData): void => tx.insert(tx.create(), Player, make());
const make = () => rich ? { name: 'a', gold: 1 } : { name: 'b', gold: 2 };
put(make);`,
  generator: `function* make() {
  yield { name: 'a', gold: 1 };
  yield { name: 'b', gold: 2 };
}
for (const row of make()) tx.insert(tx.create(), Player, row);`,
};

test('keys of all object literals that become data are renamed', () => {
  const files = Object.entries(RENAMED).map(([name, text]) => [`${name}.ts`, `${HEAD}${text}\nexport {};\n`] as const);
  const app = renameApp(join(base, 'renamed'), [SCHEMA], Object.fromEntries(files), ['player.gold', 'coins']);
  expect(app.faults).toEqual([]);
  expect(app.listed).toEqual([]);
  const renamed = (text: string): string =>
    text
      .replaceAll('gold:', 'coins:')
      .replaceAll('gold }', 'coins: gold }')
      .replaceAll("'gold'", "'coins'")
      .replaceAll('.gold', '.coins');
  const after = files.map(([name]) => `${name}\n${app.text(name)}`);
  expect(after).toEqual(files.map(([name, text]) => `${name}\n${renamed(text)}`));
});

/** Programs with types of their own, and the values that lose a property although the compiler accepts them. */
const LISTED: { readonly [name: string]: readonly [text: string, ...places: string[]] } = {
  parameter: [
    `export function put(row: { name: string; gold: number }): void {
  tx.insert(tx.create(), Player, row);
}`,
    'row',
  ],
  list: [
    `interface Own { name: string; gold: number }
export function put(rows: readonly Own[]): readonly PlayerData[] {
  const all: PlayerData[] = rich ? [...rows] : [];
  for (const row of rows) tx.insert(tx.create(), Player, row);
  return all.concat(rows);
}`,
    '...rows',
    'row',
    'rows',
  ],
  reader: [
    `const show = (row: { name: string; gold?: number }): number => row.gold ?? 0;
export const shown = (row: PlayerData): number => show(row);`,
    'row',
  ],
  readers: [
    `export const shown = (rows: readonly PlayerData[]): void =>
  rows.forEach((row: { name: string; gold?: number }) => row.gold);`,
    '(row: { name: string; gold?: number }) => row.gold',
  ],
  both: [
    `const show = (row: { name: string; gold?: number; coins?: number }): number => row.coins ?? row.gold ?? 0;
export const shown = (row: PlayerData): number => show(row) + show({ name: 'a', coins: 1 });`,
    'row',
  ],
  owned: [
    `export const put = (row: { name: string; gold: number; coins: number }): void =>
  tx.insert(tx.create(), Player, row);`,
    'row',
  ],
  pattern: [
    `const show = ({ gold = 0 }: { name: string; gold?: number }): number => gold;
export const shown = (row: PlayerData): number => show(row);`,
    'row',
  ],
  cast: [
    `export const put = (row: unknown): void => tx.insert(tx.create(), Player, row as { name: string; gold: number });`,
    'row as { name: string; gold: number }',
  ],
  result: [
    `declare function make(): { name: string; gold: number };
tx.insert(tx.create(), Player, make());`,
    'make()',
  ],
  instance: [
    `class Hero { name = 'a'; gold = 1; }
tx.insert(tx.create(), Player, new Hero());`,
    'new Hero()',
  ],
  spread: [
    `export const put = (own: { name: string; gold: number }): void => tx.insert(tx.create(), Player, { ...own });`,
    'own',
  ],
  generic: [
    `export function put<T extends { name: string; gold: number }>(row: T): void {
  tx.insert(tx.create(), Player, row);
}`,
    'row',
  ],
  computed: [
    `const key = 'gold';
const row = { name: 'a', [key]: 1 };
tx.insert(tx.create(), Player, row);`,
    'gold',
    'row',
  ],
  map: [
    `export const put = (rows: Map<string, { name: string; gold: number }>): Map<string, PlayerData> => rows;`,
    'rows',
  ],
  assigned: [
    `let last: { name: string; gold?: number } = { name: 'a' };
export const keep = (row: PlayerData): unknown => (last = row);`,
    'row',
  ],
};

test('values of own types whose property the compiler allows to be lost are listed', () => {
  const files = Object.entries(LISTED).map(([name, [text]]) => [`${name}.ts`, `${HEAD}${text}\nexport {};\n`] as const);
  const app = renameApp(join(base, 'listed'), [SCHEMA], Object.fromEntries(files), ['player.gold', 'coins']);
  expect(app.faults).toEqual([]);
  const expected = Object.entries(LISTED).flatMap(([name, [, ...places]]) => places.map((one) => `${name}.ts: ${one}`));
  expect(app.listed.toSorted()).toEqual(expected.toSorted());
});

const PLACES = `[database]
name = "game"
version = "1.0.0"
[enums.Team]
variants = ["Red", "Blue"]
[custom_types.Vec]
fields = [{ name = "x", type = "f32", default = 0 }, { name = "y", type = "f32", default = 0 }]
[tables.place]
fields = [{ name = "at", type = "Vec" }, { name = "path", type = "[Vec; 2]", default = {} }]
`;

const PLACES_HEAD = `import type { Transaction } from '@ecsdb/runtime';
import { Place, type PlaceData, Team } from './generated/index.js';
declare const tx: Transaction;
declare const rich: boolean;
`;

test('fields of custom types are renamed in data that is nested', () => {
  const main = `${PLACES_HEAD}const path = [{ x: 5 }, { x: 6 }] as const;
const rows = [{ at: { x: 1, y: 2 } }, { at: { x: 3, y: 4 }, path }];
for (const row of rows) tx.insert(tx.create(), Place, row);
const at = rich ? { x: 7, y: 7 } : { x: 8, y: 8 };
tx.insert(tx.create(), Place, { at, path: [at, { ...at, x: 9 }] });
export type Used = typeof Team | PlaceData;
`;
  const app = renameApp(join(base, 'nested'), [PLACES], { 'main.ts': main }, ['Vec.x', 'east']);
  expect(app.faults).toEqual([]);
  expect(app.listed).toEqual([]);
  expect(app.text('main.ts')).toBe(main.replaceAll(/\bx:/g, 'east:'));
});

test('variants are renamed in keys of objects that list what variants have', () => {
  const main = `${PLACES_HEAD}type Labels = Partial<Record<keyof typeof Team, string>>;
const labels = rich ? { Red: 'r', Blue: 'b' } : { Red: 'c', Blue: 'd' };
export const all: readonly Labels[] = [labels, { Blue: 'e' }];
const lists = [{ Blue: 'f' }, { Blue: 'g' }];
export const more: Iterable<Labels> = new Set(lists);
export const team = Team.Blue;
export const put = (data: PlaceData): void => tx.insert(tx.create(), Place, data);
`;
  const app = renameApp(join(base, 'variants'), [PLACES], { 'main.ts': main }, ['Team.Blue', 'Azure']);
  expect(app.faults).toEqual([]);
  expect(app.listed).toEqual([]);
  expect(app.text('main.ts')).toBe(main.replaceAll('Blue', 'Azure'));
});
