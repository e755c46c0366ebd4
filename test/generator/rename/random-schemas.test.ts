/**
 * Promise: whatever is renamed in whatever schema, the new schema compiles, every table, field and variant keeps its
 * id, stored data of the released version fits without a decision, and each declaration of the generated files is
 * paired with the one that it becomes.
 */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ts } from 'ts-morph';
import { analyse } from '../../../generator/compile.js';
import { describeSchema } from '../../../generator/layout/index.js';
import { pairNames, type SchemaNames } from '../../../generator/rename/generated-names.js';
import type { SchemaRename } from '../../../generator/rename/rename-schema.js';
import { Project } from '../lock/support.js';
import { tryRename } from './schema-support.js';

/** How a list of fields is written. */
const FORMS = ['inline', 'lines', 'headers'] as const;

interface Struct {
  readonly form: (typeof FORMS)[number];
  /** Positions in the list of types, one for each field. */
  readonly types: readonly number[];
  readonly hasDefaults: boolean;
}

interface RandomSchema {
  readonly variantsAreTable: boolean;
  readonly custom: readonly Struct[];
  readonly tables: readonly Struct[];
  readonly steps: readonly { readonly target: number; readonly name: string; readonly releases: boolean }[];
}

const STRUCT: fc.Arbitrary<Struct> = fc.record({
  form: fc.constantFrom(...FORMS),
  types: fc.array(fc.nat(8), { minLength: 1, maxLength: 3 }),
  hasDefaults: fc.boolean(),
});

const SCHEMA: fc.Arbitrary<RandomSchema> = fc.record({
  variantsAreTable: fc.boolean(),
  custom: fc.array(STRUCT, { minLength: 1, maxLength: 2 }),
  tables: fc.array(STRUCT, { minLength: 1, maxLength: 3 }),
  steps: fc.array(
    fc.record({
      target: fc.nat(40),
      name: fc.constantFrom('alpha', 'beta_two', 'Gamma', 'a', 'c0', 't0', 'f0', 'f1', 'E', 'V1', 'Map', 'q'),
      releases: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

const FIELD_NAMES = ['f0', 'f1', 'f2'];

function typesBefore(customTypes: number): string[] {
  const custom = Array.from({ length: customTypes }, (_, index) => [`c${index}`, `[c${index}; 2]`]).flat();
  return ['u8', 'E', '[E; 2]', 'string<4>', ...custom];
}

function defaultOf(type: string): string {
  if (type === 'E') return '"V1"';
  if (type === '[E; 2]') return '["V0", "V1"]';
  if (type === 'string<4>') return '"V1"';
  return type === 'u8' ? '1' : '{}';
}

function structText(
  section: string,
  { form, types, hasDefaults }: Struct,
  known: readonly string[],
  extra = '',
): string {
  const fields = types.map((position, index) => {
    const type = known[position % known.length] ?? 'u8';
    const name = FIELD_NAMES[index] ?? '';
    // Fields of custom types need defaults, so that an empty table is a value.
    const members = [`name = "${name}"`, `type = "${type}"`, ...(hasDefaults ? [`default = ${defaultOf(type)}`] : [])];
    return members;
  });
  if (form === 'headers') {
    const head = extra === '' ? '' : `[${section}]\n${extra}\n`;
    return `${head}${fields.map((members) => `[[${section}.fields]]\n${members.join('\n')}\n`).join('')}`;
  }
  const inline = fields.map((members) => `{ ${members.join(', ')} }`);
  const list = form === 'inline' ? `[${inline.join(', ')}]` : `[\n${inline.map((one) => `  ${one}, # f\n`).join('')}]`;
  return `[${section}]\n${extra}${extra === '' ? '' : '\n'}fields = ${list}\n`;
}

function textOf({ variantsAreTable, custom, tables }: RandomSchema): string {
  const variants = variantsAreTable ? '{ V0 = 0, V1 = 7 }' : '["V0", "V1"]';
  const types = custom.map((struct, index) =>
    structText(`custom_types.c${index}`, { ...struct, hasDefaults: true }, typesBefore(index)),
  );
  const last = tables.length - 1;
  const sections = tables.map((struct, index) => {
    const parent = index === 0 ? '' : 'parent_table = "t0"';
    return structText(`tables.t${index}`, struct, typesBefore(custom.length), parent);
  });
  return (
    `[database]\nname = "d"\nversion = "1.0.0"\n[enums.E]\nvariants = ${variants}\n` +
    `${types.join('')}${sections.join('')}` +
    `[tables.refers]\nindexes = [{ fields = ["to", "own"] }]\nfields = [{ name = "to", type = "entity", ` +
    `foreign_key = "t${last}" }, { name = "own", type = "u8" }]\n` +
    `[queries.q]\nwrite = ["t0"]\noptional = ["refers"]\n[migrations]\n`
  );
}

/** What can be renamed, as the command line names it. */
function targetsOf({ tables, customTypes, enums, queries }: SchemaDescriptor): string[] {
  return [
    ...tables.flatMap(({ name, fields }) => [
      `tables.${name}`,
      ...fields.map((field) => `tables.${name}.${field.name}`),
    ]),
    ...customTypes.flatMap(({ name, fields }) => [
      `custom_types.${name}`,
      ...fields.map((field) => `custom_types.${name}.${field.name}`),
    ]),
    ...enums.flatMap(({ name, variants }) => [
      `enums.${name}`,
      ...Object.keys(variants).map((one) => `enums.${name}.${one}`),
    ]),
    ...queries.map(({ name }) => `queries.${name}`),
  ];
}

/** Everything by which stored data knows a schema, without names. */
function numbersOf({ tables, customTypes, enums }: SchemaDescriptor): unknown {
  return {
    tables: tables.map(({ tableId, fields }) => [tableId, fields.map(({ id, offset }) => [id, offset])]),
    customTypes: customTypes.map(({ fields }) => fields.map(({ id, offset }) => [id, offset])),
    enums: enums.map(({ variants }) => Object.values(variants)),
  };
}

/** How many declarations and strings change. Throws if declarations are paired that do not correspond. */
function pairedNames({ before, after }: SchemaRename, renamed: SchemaNames): number {
  const names = { declarations: new Map(), words: new Map() };
  const texts = [...after.values()];
  [...before].forEach(([name, text], index) => {
    if (!name.endsWith('.ts')) return;
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
    pairNames(file, texts[index] ?? '', renamed, names);
  });
  return names.words.size;
}

test('every rename keeps every id, and needs no decision', () => {
  let accepted = 0;
  fc.assert(
    fc.property(SCHEMA, (given) => {
      const project = new Project();
      let text = textOf(given);
      let descriptor = project.accept(text);
      let version = 0;
      for (const { target, name, releases } of given.steps) {
        if (releases) {
          const tables = descriptor.tables.map((table) => `"${table.name}"`).join(', ');
          text = text.replace(/version = "1\.\d+\.0"/, `version = "1.${++version}.0"`);
          text = `${text}"1.${version}.0" = [${tables}]\n`;
          descriptor = project.accept(text);
        }
        const targets = targetsOf(descriptor);
        const from = targets[target % targets.length] ?? '';
        const result = tryRename(text, from, name, project.lock);
        if (!result.ok) {
          // A name that is taken, or cannot be.
          expect(result.diagnostics.map(({ code }) => code)).toContain('ECS131');
          continue;
        }
        accepted++;
        text = result.rename.text;
        expect(pairedNames(result.rename, { from: result.rename.target.name, to: name })).toBeGreaterThan(0);
        const renamed = project.accept(text);
        expect(numbersOf(renamed)).toEqual(numbersOf(descriptor));
        expect([...result.rename.after.keys()]).toHaveLength(result.rename.before.size);
        const lock = { name: 'schema.lock.json', text: project.lock, use: 'compare' } as const;
        const { layout, diagnostics } = analyse(text, 'schema.toml', lock);
        expect(layout && describeSchema(layout)).toEqual(renamed);
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        descriptor = renamed;
      }
    }),
    { numRuns: 60 },
  );
  expect(accepted).toBeGreaterThan(40);
});
