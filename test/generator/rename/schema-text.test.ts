/** A rename changes the text of a schema where the name stands, and nothing else: comments and formatting stay. */

import { describe, expect, test } from '@jest/globals';
import { Project } from '../lock/support.js';
import { renameText, tryRename } from './schema-support.js';

const HEAD = '[database]\nname = "game"\n';

function renamed(sections: string, from: string, to: string): string {
  return renameText(HEAD + sections, from, to).text.slice(HEAD.length);
}

describe('every form of a definition', () => {
  test.each([
    [
      'a table with a header',
      'player',
      '[tables.player] # who plays\nfields = [{ name = "a", type = "u8" }]\n',
      '[tables.person] # who plays\nwas = "player"\nfields = [{ name = "a", type = "u8" }]\n',
    ],
    ['a tag', 'player', '[tables."player"]\n', '[tables."person"]\nwas = "player"\n'],
    [
      'a table with headers of its fields only',
      'player',
      '[[tables.player.fields]]\nname = "a"\ntype = "u8"\n[[tables.player.fields]]\nname = "b"\ntype = "u8"\n',
      '[tables.person]\nwas = "player"\n\n[[tables.person.fields]]\nname = "a"\ntype = "u8"\n' +
        '[[tables.person.fields]]\nname = "b"\ntype = "u8"\n',
    ],
    [
      'a table that is an inline table',
      'player',
      '[tables]\nplayer = { fields = [{ name = "a", type = "u8" }] }\n',
      '[tables]\nperson = { fields = [{ name = "a", type = "u8" }], was = "player" }\n',
    ],
    ['an empty inline table', 'player', '[tables]\nplayer = {}\n', '[tables]\nperson = { was = "player" }\n'],
    [
      'a table with dotted keys',
      'player',
      '[tables]\n  player.description = "p"\n  player.fields = [{ name = "a", type = "u8" }]\n',
      '[tables]\n  person.was = "player"\n  person.description = "p"\n' +
        '  person.fields = [{ name = "a", type = "u8" }]\n',
    ],
    [
      'a field in a list, with a comment',
      'player.gold',
      '[tables.player]\nfields = [\n  { name = \'gold\', type = "u8" }, # pieces\n]\n',
      '[tables.player]\nfields = [\n  { name = \'person\', type = "u8", was = "gold" }, # pieces\n]\n',
    ],
    [
      'a field with a header',
      'player.gold',
      '[[tables.player.fields]]\n  name = "gold" # pieces\n  type = "u8"\n',
      '[[tables.player.fields]]\n  name = "person" # pieces\n  was = "gold"\n  type = "u8"\n',
    ],
    [
      'a variant in a list',
      'Team.Blue',
      '[enums.Team]\nvariants = ["Red", "Blue"]\n',
      '[enums.Team]\nvariants = ["Red", { name = "person", was = "Blue" }]\n',
    ],
    [
      'a variant with a value',
      'Team.Blue',
      '[enums.Team]\nvariants = { Red = 0, Blue = 0x10 }\n',
      '[enums.Team]\nvariants = { Red = 0, person = { value = 0x10, was = "Blue" } }\n',
    ],
    [
      'a variant in a section of variants',
      'Team.Blue',
      '[enums.Team.variants]\nRed = 0\nBlue = 2\n',
      '[enums.Team.variants]\nRed = 0\nperson = { value = 2, was = "Blue" }\n',
    ],
    [
      'a query, without "was"',
      'q',
      '[tables.t]\n[queries.q]\nread = ["t"]\n',
      '[tables.t]\n[queries.person]\nread = ["t"]\n',
    ],
  ])('%s', (_, from, before, after) => {
    expect(renamed(before, from, 'person')).toBe(after);
  });

  test('line ends and a byte order mark stay', () => {
    const text = `\uFEFF${HEAD}[tables.player]\n[[tables.other.fields]]\nname = "a"\ntype = "u8"\n`.replaceAll(
      '\n',
      '\r\n',
    );
    const table = renameText(text, 'player', 'person').text;
    const field = renameText(text, 'other.a', 'b').text;
    expect(table).toBe(text.replace('[tables.player]', '[tables.person]\r\nwas = "player"'));
    expect(field).toBe(text.replace('"a"', '"b"\r\nwas = "a"'));
  });
});

describe('every reference', () => {
  const SCHEMA = `
[database]
name = "game"
version = "1.1.0"
[migrations]
"1.0.0" = ["player", "Vec2"]
"1.1.0" = ["player", "Vec2", "Team"]
[enums.Team]
variants = ["Red", "Blue"]
[custom_types.Vec2]
fields = [{ name = "x", type = "f32" }, { name = "team", type = "Team", default = "Blue" }]
[custom_types.Line]
fields = [{ name = "from", type = "Vec2", default = { x = 1, team = "Blue" } }, { name = "to", type = "[Vec2; 2]" }]
[tables.player]
indexes = [{ fields = ["name", "at.x"] }, { fields = ["line.from.x"] }]
fields = [
  { name = "name", type = "string<8>", unique = true },
  { name = "at", type = "Vec2", default = { x = 2 } },
  { name = "many", type = "[ Vec2; 2 ]", default = [{ x = 1 }, { x = 2, team = "Blue" }] },
  { name = "line", type = "Line", default = { to = { x = 3 }, from.x = 4 } },
  { name = "teams", type = "[Team; 2]", default = ["Red", "Blue"] },
]
[tables.banner]
parent_table = "player"
fields = [
  { name = "owner", type = "string<8>", foreign_key = "player.name" },
  { name = "other", type = "entity", foreign_key = "player" },
]
[tables.name]
[queries.all]
write = ["player"]
any = [["banner", "name"]]
[queries.none]
read = ["banner"]
without = ["player"]
`;

  /** The lines that a rename changes, after it, without "was". */
  function changed(from: string, to: string): string[] {
    const before = new Set(SCHEMA.split('\n'));
    const lines = renameText(SCHEMA, from, to).text.split('\n');
    return lines.filter((line) => !before.has(line) && !line.startsWith('was =')).map((line) => line.trim());
  }

  test('of a table', () => {
    expect(changed('player', 'person')).toEqual([
      '"1.1.0" = ["person", "Vec2", "Team"]',
      '[tables.person]',
      'parent_table = "person"',
      '{ name = "owner", type = "string<8>", foreign_key = "person.name" },',
      '{ name = "other", type = "entity", foreign_key = "person" },',
      'write = ["person"]',
      'without = ["person"]',
    ]);
  });

  test('of a table with the name of a field', () => {
    expect(changed('name', 'label')).toEqual(['[tables.label]', 'any = [["banner", "label"]]']);
  });

  test('of a field', () => {
    expect(changed('player.name', 'label')).toEqual([
      'indexes = [{ fields = ["label", "at.x"] }, { fields = ["line.from.x"] }]',
      '{ name = "label", type = "string<8>", unique = true, was = "name" },',
      '{ name = "owner", type = "string<8>", foreign_key = "player.label" },',
    ]);
  });

  test('of a field of a custom type', () => {
    expect(changed('Vec2.x', 'east')).toEqual([
      'fields = [{ name = "east", type = "f32", was = "x" }, { name = "team", type = "Team", default = "Blue" }]',
      'fields = [{ name = "from", type = "Vec2", default = { east = 1, team = "Blue" } }, ' +
        '{ name = "to", type = "[Vec2; 2]" }]',
      'indexes = [{ fields = ["name", "at.east"] }, { fields = ["line.from.east"] }]',
      '{ name = "at", type = "Vec2", default = { east = 2 } },',
      '{ name = "many", type = "[ Vec2; 2 ]", default = [{ east = 1 }, { east = 2, team = "Blue" }] },',
      '{ name = "line", type = "Line", default = { to = { east = 3 }, from.east = 4 } },',
    ]);
  });

  test('of a custom type', () => {
    expect(changed('Vec2', 'Point')).toEqual([
      '"1.1.0" = ["player", "Point", "Team"]',
      '[custom_types.Point]',
      'fields = [{ name = "from", type = "Point", default = { x = 1, team = "Blue" } }, ' +
        '{ name = "to", type = "[Point; 2]" }]',
      '{ name = "at", type = "Point", default = { x = 2 } },',
      '{ name = "many", type = "[ Point; 2 ]", default = [{ x = 1 }, { x = 2, team = "Blue" }] },',
    ]);
  });

  test('of a variant', () => {
    expect(changed('Team.Blue', 'Azure')).toEqual([
      'variants = ["Red", { name = "Azure", was = "Blue" }]',
      'fields = [{ name = "x", type = "f32" }, { name = "team", type = "Team", default = "Azure" }]',
      'fields = [{ name = "from", type = "Vec2", default = { x = 1, team = "Azure" } }, ' +
        '{ name = "to", type = "[Vec2; 2]" }]',
      '{ name = "many", type = "[ Vec2; 2 ]", default = [{ x = 1 }, { x = 2, team = "Azure" }] },',
      '{ name = "teams", type = "[Team; 2]", default = ["Red", "Azure"] },',
    ]);
  });
});

describe('"was"', () => {
  const schema = (version: string, fields: string): string =>
    `[database]\nname = "game"\nversion = "${version}"\n[tables.player]\nfields = [${fields}]\n`;
  const GOLD = '{ name = "gold", type = "u32" }';
  const NEW = '{ name = "hp", type = "u32", default = 1 }';

  /** Renames one after the other, each recorded in the lock; returns the field after the last one. */
  function chain(project: Project, text: string, names: readonly string[]): string {
    let current = text;
    names.slice(1).forEach((name, index) => {
      current = renameText(current, `player.${names[index]}`, name, project.lock).text;
      project.accept(current);
    });
    return /\{[^}]*\}/.exec(current)?.[0] ?? '';
  }

  test('names what the released version has, also after a second rename in the same draft', () => {
    const project = new Project();
    project.accept(schema('1.0.0', GOLD));
    project.accept(schema('1.1.0', GOLD));
    const after = chain(project, schema('1.1.0', GOLD), ['gold', 'coins', 'money']);
    expect(after).toBe('{ name = "money", type = "u32", was = "gold" }');
  });

  test('is removed when the released name returns', () => {
    const project = new Project();
    project.accept(schema('1.0.0', GOLD));
    project.accept(schema('1.1.0', GOLD));
    expect(chain(project, schema('1.1.0', GOLD), ['gold', 'coins', 'gold'])).toBe(GOLD);
  });

  test('is replaced when it is from an earlier version', () => {
    const project = new Project();
    project.accept(schema('1.0.0', GOLD));
    const second = '{ name = "coins", type = "u32", was = "gold" }';
    project.accept(schema('1.1.0', second));
    project.accept(schema('1.2.0', second));
    const after = chain(project, schema('1.2.0', second), ['coins', 'money']);
    expect(after).toBe('{ name = "money", type = "u32", was = "coins" }');
  });

  test('names what the draft had, for what the released version lacks, so that the draft keeps its data', () => {
    const project = new Project();
    project.accept(schema('1.0.0', GOLD));
    project.accept(schema('1.1.0', `${NEW}, ${GOLD}`));
    const { text, diagnostics } = renameText(schema('1.1.0', `${NEW}, ${GOLD}`), 'player.hp', 'life', project.lock);
    expect(text).toContain('{ name = "life", type = "u32", default = 1, was = "hp" }');
    expect(diagnostics.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });
});

describe('a name that cannot be', () => {
  const SCHEMA = `${HEAD}[tables.player]\nfields = [{ name = "gold", type = "u8" }, { name = "hp", type = "u8" }]
[tables.moves]\n[queries.moves]\nread = ["moves"]\n[tables.a]\nwas = "coins"\n[tables.coin]\n`;

  test.each([
    ['player.gild', 'x', 'ECS130 the schema has no "player.gild"; did you mean "player.gold"?'],
    ['database', 'x', 'ECS130 the schema has no "database"'],
    ['moves', 'x', 'ECS130 "moves" names 2 things of the schema'],
    ['player.gold', 'gold', 'ECS131 field "gold" of table "player" already has that name'],
    [
      'player.gold',
      'hp',
      'ECS131 field "gold" of table "player" cannot become "hp": table "player" already has a field "hp" (ECS012)',
    ],
    ['player.gold', 'a b', 'ECS131 field "gold" of table "player" cannot become "a b": '],
    ['player.gold', 'a"b', 'ECS131 '],
    ['player.gold', 'toJSON', 'ECS131 field "gold" of table "player" cannot become "toJSON": '],
    ['player', 'moves', 'ECS131 table "player" cannot become "moves": '],
    ['coin', 'coins', 'ECS131 table "coin" cannot become "coins": "was" is "coins", which still exists (ECS015)'],
  ])('%s to %s', (from, to, message) => {
    const result = tryRename(SCHEMA, from, to);
    if (result.ok) throw new Error('the rename was accepted');
    expect(result.diagnostics.map((one) => `${one.code} ${one.message}`)[0]).toContain(message);
    expect(result.diagnostics[0]).toMatchObject({ file: 'schema.toml', code: message.slice(0, 6) });
  });

  test('a name may begin with its section', () => {
    expect(renamed(SCHEMA.slice(HEAD.length), 'queries.moves', 'walks')).toContain('[queries.walks]\nread = ["moves"]');
    expect(renamed(SCHEMA.slice(HEAD.length), 'tables.moves', 'walk')).toContain('[queries.moves]\nread = ["walk"]');
  });

  test('a schema with errors is reported as by every command', () => {
    const result = tryRename(
      `${HEAD}[tables.player]\nfields = [{ name = "gold", type = "u9" }]`,
      'player.gold',
      'coins',
    );
    expect(result).toMatchObject({ ok: false, diagnostics: [{ code: 'ECS021' }] });
  });
});
