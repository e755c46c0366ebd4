/** Promise: ids of tables and fields and values of variants stay with what they were given to, and are unique. */

import { expect, test } from '@jest/globals';
import { fieldIds, Project, schemaText, tableIds } from './support.js';

const U8 = 'type = "u8", default = 0';

function player(...fields: readonly string[]): string {
  return `[tables.player]\nfields = [${fields.map((field) => `{ ${field} }`).join(', ')}]\n`;
}

test('a first version is numbered by position, with and without a lock', () => {
  const given = new Project().accept(
    schemaText('1.0.0', `${player(`name = "a", ${U8}`, `name = "b", ${U8}`)}[tables.t]`),
  );
  expect(tableIds(given)).toEqual({ player: 0, t: 1 });
  expect(fieldIds(given, 'player')).toEqual({ a: 0, b: 1 });
  expect(given.history).toEqual([]);
});

test('moving fields and tables, and adding some before others, changes no id', () => {
  const project = new Project();
  project.accept(schemaText('1.0.0', `${player(`name = "a", ${U8}`, `name = "b", ${U8}`)}[tables.t]`));
  const given = project.accept(
    schemaText(
      '1.1.0',
      `[tables.new]\n[tables.t]\n${player(`name = "c", ${U8}`, `name = "b", ${U8}`, `name = "a", ${U8}`)}`,
    ),
  );
  expect(tableIds(given)).toEqual({ new: 2, t: 1, player: 0 });
  expect(fieldIds(given, 'player')).toEqual({ c: 2, b: 1, a: 0 });
});

test('a chain of renames keeps the id, also if "was" of an earlier version stays', () => {
  const project = new Project();
  project.accept(schemaText('1.0.0', player(`name = "a", ${U8}`, `name = "x", ${U8}`)));
  project.accept(schemaText('1.1.0', player(`name = "x", ${U8}`, `name = "b", was = "a", ${U8}`)));
  const given = project.accept(schemaText('1.2.0', player(`name = "x", ${U8}`, `name = "c", was = "b", ${U8}`)));
  expect(fieldIds(given, 'player')).toEqual({ x: 1, c: 0 });
  expect(
    fieldIds(
      project.accept(schemaText('1.3.0', player(`name = "x", ${U8}`, `name = "c", was = "b", ${U8}`))),
      'player',
    ),
  ).toEqual({ x: 1, c: 0 });
});

test('a renamed table keeps its id and those of its fields', () => {
  const project = new Project();
  project.accept(schemaText('1.0.0', `[tables.t]\n${player(`name = "a", ${U8}`, `name = "b", ${U8}`)}`));
  const renamed = player(`name = "b", ${U8}`, `name = "a", ${U8}`).replace('player]', 'person]\nwas = "player"');
  const given = project.accept(schemaText('1.1.0', `${renamed}[tables.t]\n`));
  expect(tableIds(given)).toEqual({ person: 1, t: 0 });
  expect(fieldIds(given, 'person')).toEqual({ a: 0, b: 1 });
});

test('a renamed custom type keeps the ids of its fields, and a renamed enum its values', () => {
  const project = new Project();
  const types = (vec: string, team: string): string =>
    `${vec}fields = [{ name = "x", type = "f32" }, { name = "y", type = "f32" }]\n${team}variants = ["Red", "Blue"]\n`;
  project.accept(schemaText('1.0.0', types('[custom_types.Vec]\n', '[enums.Team]\n')));
  const given = project.accept(
    schemaText(
      '1.1.0',
      '[custom_types.Vector]\nwas = "Vec"\nfields = [{ name = "y", type = "f32" }, { name = "x", type = "f32" }]\n' +
        '[enums.Side]\nwas = "Team"\nvariants = ["Green", "Blue", "Red"]\n',
    ),
  );
  expect(given.customTypes[0]?.fields.map(({ name, id }) => [name, id])).toEqual([
    ['y', 1],
    ['x', 0],
  ]);
  expect(given.enums[0]?.variants).toEqual({ Green: 2, Blue: 1, Red: 0 });
});

test('a declared removal retires the number for ever', () => {
  const project = new Project();
  const enums = (list: string, removed = ''): string => `[enums.Team]\nvariants = [${list}]\n${removed}\n`;
  project.accept(
    schemaText(
      '1.0.0',
      `${enums('"A", "B"')}[tables.t]\n[tables.u]\n${player(`name = "a", ${U8}`, `name = "b", ${U8}`)}`,
    ),
  );
  const removed = 'removed = ["b"]';
  const smaller = player(`name = "a", ${U8}`).replace('fields', `${removed}\nfields`);
  project.accept(schemaText('1.1.0', `${enums('"A"', 'removed = ["B"]')}[tables.t]\n${smaller}`, 'removed = ["u"]'));
  const given = project.accept(
    schemaText(
      '1.2.0',
      `${enums('"B", "A"')}[tables.u]\n[tables.t]\n${player(`name = "b", ${U8}`, `name = "a", ${U8}`)}`,
    ),
  );
  expect(given.enums[0]?.variants).toEqual({ B: 2, A: 0 });
  expect(tableIds(given)).toEqual({ u: 3, t: 0, player: 2 });
  expect(fieldIds(given, 'player')).toEqual({ b: 2, a: 0 });
});

test('undoing a change of a draft gives each number back', () => {
  const project = new Project();
  const first = player(`name = "a", ${U8}`, `name = "b", ${U8}`);
  project.accept(schemaText('1.0.0', first));
  project.accept(
    schemaText(
      '1.1.0',
      player(`name = "z", was = "a", ${U8}`, `name = "n", ${U8}`).replace('fields', 'removed = ["b"]\nfields'),
    ),
  );
  expect(fieldIds(project.accept(schemaText('1.1.0', first)), 'player')).toEqual({ a: 0, b: 1 });
  const given = project.accept(
    schemaText('1.1.0', player(`name = "m", ${U8}`, `name = "a", ${U8}`, `name = "b", ${U8}`)),
  );
  expect(fieldIds(given, 'player')).toEqual({ m: 3, a: 0, b: 1 });
});

test('the hash depends neither on ids nor on the history, and the history has the hash of each release', () => {
  const text = schemaText('1.0.0', player(`name = "a", ${U8}`));
  const project = new Project();
  const first = project.accept(text);
  const second = project.accept(schemaText('1.1.0', player(`name = "a", ${U8}`, `name = "b", ${U8}`)));
  const third = project.accept(schemaText('1.2.0', player(`name = "b", ${U8}`, `name = "a", ${U8}`)));
  expect(second.history).toEqual([first.hash]);
  expect(third.history).toEqual([first.hash, second.hash]);
  expect(project.accept(schemaText('1.3.0', player(`name = "b", ${U8}`, `name = "a", ${U8}`))).history).toEqual(
    third.history,
  );
  expect(new Project().accept(text).hash).toBe(first.hash);
});
