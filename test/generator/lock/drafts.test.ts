/** Promise: a draft is replaced by each run and can be changed freely; what was released cannot. */

import { expect, test } from '@jest/globals';
import { fieldIds, Project, schemaText } from './support.js';

const GOLD = '{ name = "gold", type = "u32" }';

function player(...fields: readonly string[]): string {
  return `[tables.player]\nfields = [${fields.join(', ')}]\n`;
}

test('changes of the first draft are warnings, once', () => {
  const project = new Project();
  project.accept(schemaText('1.0.0', player(GOLD)));
  const changed = schemaText('1.0.0', player('{ name = "gold", type = "bool" }'));
  expect(project.report(changed)).toEqual(['ECS105 6:20 field "gold" of table "player" was u32, and is bool']);
  expect(project.report(changed)).toEqual([]);
});

test('what a draft has added can be changed, and what was released cannot', () => {
  const project = new Project();
  project.accept(schemaText('1.0.0', player(GOLD)));
  project.accept(schemaText('1.1.0', player(GOLD, '{ name = "hp", type = "u32", default = 1 }')));
  const changed = player(GOLD, '{ name = "hp", type = "u16", default = 1 }');
  expect(project.report(schemaText('1.1.0', changed))).toEqual([
    'ECS105 6:53 field "hp" of table "player" was u32, and is u16',
  ]);
  const narrower = player('{ name = "gold", type = "u16" }');
  expect(project.report(schemaText('1.1.0', narrower))).toEqual([
    'ECS105 5:9 field "hp" of table "player" was u16, and is missing',
    'ECS111 6:20 field "gold" of table "player" was u32, and is u16',
  ]);
});

test('each raised version adds the hash of the one before, unless nothing has changed', () => {
  const project = new Project();
  const one = project.accept(schemaText('1.0.0', player(GOLD)));
  expect(project.accept(schemaText('1.0.1', player(GOLD))).history).toEqual([]);
  const other = project.accept(schemaText('1.1.0', `${player(GOLD)}[tables.t]\n`));
  expect(other.history).toEqual([one.hash]);
  expect(project.accept(schemaText('2.0.0', `${player(GOLD)}[tables.t]\n[tables.u]\n`)).history).toEqual([
    one.hash,
    other.hash,
  ]);
});

test('a version that goes back is refused, and so is another database', () => {
  const project = new Project();
  project.accept(schemaText('1.1.0', player(GOLD)));
  expect(project.report(schemaText('1.0.9', player(GOLD)))).toEqual([expect.stringMatching(/^ECS114 3:11 /)]);
  expect(project.report(schemaText('1.1.0', player(GOLD)).replace('"game"', '"bank"'))).toEqual([
    expect.stringMatching(/^ECS126 2:8 /),
  ]);
});

test('errors of the schema itself are reported without the changes that follow from them', () => {
  const project = new Project();
  project.accept(schemaText('1.0.0', player(GOLD)));
  expect(project.report(schemaText('1.1.0', player('{ name = "gold", type = "u33" }')))).toEqual([
    expect.stringMatching(/^ECS021 /),
  ]);
});

test('ids of a draft that was never recorded mean nothing', () => {
  const project = new Project();
  project.accept(schemaText('1.0.0', player(GOLD)));
  const lock = project.lock;
  project.run(schemaText('1.0.0', player('{ name = "a", type = "u32", default = 0 }', GOLD)));
  project.lock = lock;
  const given = project.accept(schemaText('1.0.0', player('{ name = "b", type = "u32", default = 0 }', GOLD)));
  expect(fieldIds(given, 'player')).toEqual({ b: 1, gold: 0 });
});
