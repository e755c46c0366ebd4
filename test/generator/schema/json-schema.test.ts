/** Editors and the compiled validator use the same JSON Schema, which describes every key. */

import { readFileSync } from 'node:fs';
import {
  FIELDS_MAX,
  INDEX_FIELDS_MAX,
  INDEXES_MAX,
  NAME_LENGTH_MAX,
  TABLE_ID_MAX,
  TABLES_MAX,
  VARIANTS_MAX,
} from '@ecsdb/runtime/schema';
import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'smol-toml';
import { KEYS, validate } from '#precompiled/validate.js';

const root = new URL('../../../', import.meta.url);
const source = readFileSync(new URL('generator/schema/ecsdb.schema.json', root), 'utf8');
const schema = JSON.parse(source);

test('the built copy is up to date', () => {
  expect(readFileSync(new URL('dist/ecsdb.schema.json', root), 'utf8')).toBe(source);
  const { root: sections, field } = KEYS;
  expect(sections).toEqual(Object.keys(schema.properties));
  expect(field).toEqual(Object.keys(schema.definitions.field.properties));
});

test('the compiled validator needs no library', () => {
  const code = readFileSync(new URL('dist/precompiled/validate.js', root), 'utf8');
  expect(code).not.toMatch(/\brequire\(|^\s*import\b|new Function|\beval\(/m);
});

test('it is a valid schema, and agrees with the compiled validator', () => {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  expect(ajv.validateSchema(schema)).toBe(true);
  const check = ajv.compile(schema);
  const texts = [
    '',
    '[database]\nname = "a"',
    '[database]\nname = "1"',
    'x = 1',
    '[database]\nname = "a"\n[tables.t]\nfields = 1',
  ];
  for (const text of texts) expect(validate(parse(text))).toBe(check(parse(text)));
});

test('every key has a description, which editors show', () => {
  const undescribed: string[] = [];
  for (const [name, definition] of Object.entries<{
    properties?: Record<string, { $ref?: string; description?: string }>;
  }>(schema.definitions)) {
    for (const [key, property] of Object.entries(definition.properties ?? {})) {
      const target = property.$ref?.replace('#/definitions/', '');
      const described = target === undefined ? property : schema.definitions[target];
      if (typeof described?.description !== 'string') undescribed.push(`${name}.${key}`);
    }
  }
  expect(undescribed).toEqual([]);
});

test('its limits are those of the format', () => {
  const { properties, definitions } = schema;
  expect(properties.tables.maxProperties).toBe(TABLES_MAX);
  expect(definitions.identifier.maxLength).toBe(NAME_LENGTH_MAX);
  expect(definitions.table.properties.id.maximum).toBe(TABLE_ID_MAX);
  expect(definitions.table.properties.indexes.maxItems).toBe(INDEXES_MAX);
  expect(definitions.index.properties.fields.maxItems).toBe(INDEX_FIELDS_MAX);
  for (const kind of ['table', 'customType']) {
    expect([kind, definitions[kind].properties.fields.maxItems]).toEqual([kind, FIELDS_MAX]);
  }
  const { variants } = definitions.enum.properties;
  expect([variants.maxItems, variants.maxProperties]).toEqual([VARIANTS_MAX, VARIANTS_MAX]);
});
