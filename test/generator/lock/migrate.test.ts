/** Promise: the newest version of a schema with a lock file opens what each earlier version has stored. */

import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { Project, schemaText } from './support.js';

/** An enum and a custom type. */
function types(variants: string, ...fields: readonly string[]): string {
  const list = fields.map((field) => `{ ${field} }`).join(', ');
  return `[enums.Team]\n${variants}\n[custom_types.Vec]\nfields = [${list}]\n`;
}

const X = 'name = "x", type = "f32"';
const EAST = 'name = "east", was = "x", type = "f32"';
const Y = 'name = "y", type = "f64"';

/** Each renames, moves, widens, adds or removes something of the one before. */
const VERSIONS = [
  schemaText(
    '1.0.0',
    `${types('repr = "u8"\nvariants = ["Red", "Blue"]', X, Y.replace('64', '32'))}
    [tables.gone]
    [tables.player]
    fields = [
      { name = "gold", type = "u32" },
      { name = "team", type = "Team" },
      { name = "old", type = "u8" },
      { name = "at", type = "Vec" },
    ]`,
  ),
  schemaText(
    '1.1.0',
    `${types('repr = "u16"\nvariants = ["Green", "Blue", { name = "Crimson", was = "Red" }]', Y, X)}
    [tables.person]
    was = "player"
    removed = ["old"]
    fields = [
      { name = "at", type = "Vec" },
      { name = "coins", was = "gold", type = "u64" },
      { name = "team", type = "Team" },
    ]`,
    'removed = ["gone"]',
  ),
  schemaText(
    '1.2.0',
    `${types('repr = "u16"\nvariants = ["Blue", "Green", "Crimson"]', 'name = "z", type = "f32", default = 7', Y, EAST)}
    [tables.new]
    [tables.gone]
    [tables.person]
    fields = [
      { name = "old", type = "string<8>", default = "new" },
      { name = "money", was = "coins", type = "u64" },
      { name = "at", type = "Vec" },
      { name = "team", type = "Team" },
    ]`,
  ),
] as const;

test('chains of renames, moves and removals', async () => {
  const project = new Project();
  const schemas = VERSIONS.map((text) => schemaFromDescriptor(project.accept(text)));
  const stored = [
    ['player', { gold: 5, team: 0, old: 9, at: { x: 1, y: 2 } }],
    ['person', { coins: 5n, team: 0, at: { x: 1, y: 2 } }],
  ] as const;
  for (const [index, [table, row]] of stored.entries()) {
    const fileSystem = new SimulatedFileSystem();
    const [written = undefined, newest = undefined] = [schemas[index], schemas[2]];
    if (written === undefined || newest === undefined) throw new Error('expected three versions');
    const before = await Database.open(written, { directory: 'db', fileSystem });
    const entity = await before.write((tx) => {
      const created = tx.create();
      tx.insert(created, before.component(table), row);
      return created;
    });
    await before.close();
    const after = await Database.open(newest, { directory: 'db', fileSystem });
    expect(after.get(entity, after.component('person'))).toEqual({
      old: 'new',
      money: 5n,
      at: { z: 7, y: 2, east: 1 },
      team: 0,
    });
    expect(newest.descriptor.enums[0]?.variants).toEqual({ Blue: 1, Green: 2, Crimson: 0 });
    await after.close();
  }
});
