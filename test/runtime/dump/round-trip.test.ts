/** What `dump` writes, `load` reads: the next dump has the same lines. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, type Schema } from '@ecsdb/runtime';
import { dump, load } from '@ecsdb/runtime/dump';
import { type FieldDescriptor, parseTypeName, type TypeName } from '@ecsdb/runtime/schema';
import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fill, schemas, steps } from './worlds.js';

const base = mkdtempSync(join(tmpdir(), 'ecsdb-dump-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let directories = 0;

test('with the same ids, in memory', async () => {
  await fc.assert(
    fc.asyncProperty(schemas, steps, async (schema, decisions) => {
      const db = Database.memory(schema);
      fill(db, decisions, true);
      const lines = [...dump(db)];
      const copy = Database.memory(schema);
      const report = await load(copy, lines);
      expect(report.lines).toBe(lines.length);
      expect(contents(copy)).toEqual(withoutHeader(lines));
      // The ids that come next are new in both.
      const next = copy.writeSync((tx) => tx.create());
      expect(lines.some((line) => line.includes(`"entity":${next},`) || line === `{"entity":${next}}`)).toBe(false);
    }),
  );
});

test('with the same ids, into a directory that is opened again', async () => {
  await fc.assert(
    fc.asyncProperty(schemas, steps, async (schema, decisions) => {
      const db = Database.memory(schema);
      fill(db, decisions, true);
      const lines = [...dump(db)];
      const directory = join(base, String(directories++));
      const options = { directory, durability: 'none' } as const;
      const copy = await Database.open(schema, options);
      await load(copy, lines);
      await copy.close();
      const again = await Database.open(schema, options);
      expect(contents(again)).toEqual(withoutHeader(lines));
      await again.close();
    }),
    { numRuns: 20 },
  );
});

test('with new ids, everything is the same except for the ids', async () => {
  await fc.assert(
    fc.asyncProperty(schemas, steps, steps, async (schema, decisions, earlier) => {
      const db = Database.memory(schema);
      fill(db, decisions, false);
      const lines = [...dump(db)];
      const copy = Database.memory(schema);
      // Indexes that were used before, and no row.
      copy.writeSync((tx) => {
        const created = earlier.map(() => tx.create());
        for (const entity of created) tx.destroy(entity);
      });
      await load(copy, lines, { ids: 'new' });
      expect(renamed(schema, [...dump(copy)])).toEqual(renamed(schema, lines));
    }),
  );
});

test('in batches, the contents are the same', async () => {
  await fc.assert(
    fc.asyncProperty(schemas, steps, fc.integer({ min: 1, max: 5 }), async (schema, decisions, batch) => {
      const db = Database.memory(schema);
      fill(db, decisions, true);
      const copy = Database.memory(schema);
      await load(copy, dump(db), { batch });
      expect(contents(copy)).toEqual(contents(db));
    }),
  );
});

test('a table as CSV', async () => {
  await fc.assert(
    fc.asyncProperty(
      schemas,
      steps,
      fc.constantFrom('\n', '\r\n'),
      fc.nat(),
      async (schema, decisions, lineEnd, cut) => {
        const db = Database.memory(schema);
        fill(db, decisions, true);
        for (const { name } of schema.descriptor.tables) {
          const lines = [...dump(db, { format: 'csv', tables: [name] })];
          const bytes = new TextEncoder().encode(lines.map((line) => `${line}${lineEnd}`).join(''));
          const at = cut % (bytes.length + 1);
          const copy = Database.memory(schema);
          await load(copy, cut % 2 === 0 ? lines : [bytes.subarray(0, at), bytes.subarray(at)], {
            format: 'csv',
            table: name,
          });
          expect([...dump(copy, { format: 'csv', tables: [name] })]).toEqual(lines);
        }
      },
    ),
  );
});

function contents(db: Database): string[] {
  return withoutHeader([...dump(db)]);
}

/** The header has the version, which counts transactions. */
function withoutHeader(lines: readonly string[]): string[] {
  return lines.slice(1);
}

/** The contents with ids numbered in the order in which they appear, which does not depend on the ids. */
function renamed(schema: Schema, lines: readonly string[]): unknown {
  const { tables, customTypes } = schema.descriptor;
  const names = new Map<number, string>([[0, 'none']]);
  const named = (id: number): string => {
    if (!names.has(id)) names.set(id, `#${names.size}`);
    return names.get(id) as string;
  };
  const value = (given: unknown, type: TypeName): unknown => {
    if (given === null) return null;
    if (type.kind === 'array') return (given as unknown[]).map((one) => value(one, type.element));
    if (type.kind === 'scalar' && type.scalar === 'entity') return named(given as number);
    const custom = customTypes.find(({ name }) => type.kind === 'named' && name === type.name);
    return custom === undefined ? given : struct(given as { [name: string]: unknown }, custom.fields);
  };
  const struct = (given: { readonly [name: string]: unknown }, fields: readonly FieldDescriptor[]): unknown[] =>
    fields.map(({ name, type }) => value(given[name], parseTypeName(type) as TypeName));
  const parsed = lines.slice(2).map((line) => JSON.parse(line));
  const rows = parsed
    .filter(({ table }) => table !== undefined)
    .map(({ table, entity, row }) => {
      const { fields = [] } = tables.find(({ name }) => name === table) ?? {};
      return [table, named(entity), struct(row, fields)];
    });
  const alone = parsed.filter(({ table, entity }) => table === undefined && entity !== undefined);
  return { rows, alone: alone.map(({ entity }) => names.get(entity) ?? 'unnamed').sort() };
}
