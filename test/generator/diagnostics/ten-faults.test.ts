/** One run reports all faults of a file in file order, whatever stage finds them. */

import { expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';

const TEN_FAULTS = `[database]
name = "arena"
version = "1.0.0"

[enums.Team]
variants = { Red = 1, Blue = 1 }

[tables.player]
id = 3
fields = [
  { name = "hp", type = "u99" },
  { name = "team", type = "Team", default = "Green" },
  { name = "id", type = "u64", primary_key = true, nullable = true },
  { name = "2nd", type = "u8" },
]

[tables.class]
id = 3
colour = "red"
parent_table = "plyer"

[tables.chunk]
fields = [{ name = "data", type = "[u8; 70000]" }]

[queries.moving]
read = ["clas"]
`;

test('a file with ten faults reports ten', () => {
  const { diagnostics, layout } = analyse(TEN_FAULTS, 'ten.toml');
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  expect(errors.map(({ line, code }) => `${line} ${code}`)).toEqual([
    '6 ECS032',
    '11 ECS021',
    '12 ECS040',
    '13 ECS050',
    '14 ECS010',
    '18 ECS070',
    '19 ECS003',
    '20 ECS057',
    '23 ECS023',
    '26 ECS060',
  ]);
  expect(layout).toBeUndefined();
});

test('one fault does not cause others: references to a faulty definition are not reported', () => {
  const { diagnostics } = analyse(
    `[database]
name = "arena"
[custom_types.Vec]
fields = [{ name = "x", type = "f33" }, { name = "y", type = "f32" }]
[tables.player]
fields = [
  { name = "alive", type = "bool" },
  { name = "at", type = "Vec", default = { x = 1, y = 2 } },
  { name = "small", type = "u8" },
]
[queries.all]
read = ["player"]
`,
    'one.toml',
  );
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['ECS021']);
});

test('a key that is probably a misspelt required key is reported once', () => {
  const { diagnostics } = analyse('[database]\nnmae = "arena"\n', 'x.toml');
  expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual(['unknown key "nmae"; did you mean "name"?']);
});

test('an empty file lacks its database', () => {
  const { diagnostics } = analyse('', 'x.toml');
  expect(diagnostics).toMatchObject([{ code: 'ECS002', line: 1, column: 1, length: 1 }]);
});
