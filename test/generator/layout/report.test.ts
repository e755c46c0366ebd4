/** The output of `ecsdb-gen layout`, as text and as JSON. */

import { expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';
import { layoutReport, layoutText, type SchemaLayout } from '../../../generator/layout/index.js';

const text = `[database]
name = "arena"
[enums.Team]
repr = "u8"
variants = ["Red", "Blue"]
[custom_types.Vec2]
fields = [{ name = "x", type = "f32" }, { name = "y", type = "f32" }]
[tables.transform]
description = "Where things are."
fields = [
  { name = "team", type = "Team" },
  { name = "target", type = "u64", nullable = true },
  { name = "at", type = "Vec2" },
]
[tables.frozen]
id = 9
`;

function layout(): SchemaLayout {
  const { layout: found } = analyse(text, 'x.toml');
  if (found === undefined) throw new Error('the schema has errors');
  return found;
}

test('JSON has exactly the documented keys', () => {
  const { schemaHash, ...rest } = layoutReport(layout());
  expect(schemaHash).toMatch(/^[0-9a-f]{32}$/);
  expect(rest).toEqual({
    database: { name: 'arena', version: '1.0.0' },
    enums: [{ name: 'Team', repr: 'u8', variants: { Red: 0, Blue: 1 } }],
    customTypes: [
      {
        name: 'Vec2',
        size: 8,
        align: 4,
        fields: [
          { name: 'x', type: 'f32', offset: 0, size: 4, align: 4, nullable: false },
          { name: 'y', type: 'f32', offset: 4, size: 4, align: 4, nullable: false },
        ],
      },
    ],
    tables: [
      {
        name: 'transform',
        tableId: 0,
        size: 32,
        align: 8,
        nullBitmap: { offset: 24, bytes: 1 },
        fields: [
          { name: 'team', type: 'Team', offset: 0, size: 1, align: 1, nullable: false },
          { name: 'target', type: 'u64', offset: 8, size: 8, align: 8, nullable: true },
          { name: 'at', type: 'Vec2', offset: 16, size: 8, align: 4, nullable: false },
        ],
      },
      { name: 'frozen', tableId: 9, size: 0, align: 1, nullBitmap: null, fields: [] },
    ],
  });
});

test('text shows every byte of a record', () => {
  const { schemaHash, tables } = layout();
  expect(layoutText(layout())).toBe(`database arena 1.0.0, schema ${schemaHash}

type Vec2: 8 bytes, aligned to 4
  offset  size  align  field  type
       0     4      4  x      f32
       4     4      4  y      f32

table transform: id 0, 32 bytes, aligned to 8, layout ${tables[0]?.layoutHash}
  offset  size  align  field          type
       0     1      1  team           Team
       1     7         (padding)
       8     8      8  target         u64, null bit 0
      16     8      4  at             Vec2
      24     1      1  (null bitmap)
      25     7         (padding)
  padding: 14 bytes
  the smallest order (saves 8 bytes): target, at, team

table frozen: id 9, 0 bytes, aligned to 1, layout ${tables[1]?.layoutHash}
  a tag, without data

padding: 14 bytes in one record of every table; reordering fields saves 8 bytes
`);
});
