/**
 * Compiles the JSON Schema of schema files to a function: ecsdb-gen generates no code at run time and does not load
 * ajv.
 *
 * Writes dist/precompiled/validate.js and validate.d.ts. Copies the JSON Schema to dist/ecsdb.schema.json for editors.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';

const SOURCE = new URL('../generator/schema/ecsdb.schema.json', import.meta.url);
const DIST = new URL('../dist/', import.meta.url);

const DECLARATIONS = `/** Checks a parsed schema file against ecsdb.schema.json. */
export interface ValidationError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: { readonly [name: string]: unknown };
  readonly propertyName?: string;
}
export declare const validate: {
  (data: unknown): boolean;
  errors?: readonly ValidationError[] | null;
};
/** Which keys each kind of table may have, by the name of its definition. */
export declare const KEYS: { readonly [definition: string]: readonly string[] };
`;

export function precompileValidator() {
  const source = readFileSync(SOURCE, 'utf8');
  const schema = JSON.parse(source);
  const ajv = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    // Length in UTF-16 code units needs no helper of ajv. Names are ASCII.
    unicode: false,
    // The compiler makes messages from keyword and params.
    messages: false,
    logger: false,
    code: { source: true, esm: true, lines: true },
  });
  const code = standalone.default(ajv, ajv.compile(schema));
  if (/\brequire\(|^import\b|new Function/m.test(code)) {
    throw new Error('the compiled validator would load ajv at run time; use only keywords that need no helper of ajv');
  }
  mkdirSync(new URL('precompiled/', DIST), { recursive: true });
  writeFileSync(
    new URL('precompiled/validate.js', DIST),
    `${code}\nexport const KEYS = ${JSON.stringify(keysByDefinition(schema))};\n`,
  );
  writeFileSync(new URL('precompiled/validate.d.ts', DIST), DECLARATIONS);
  writeFileSync(new URL('ecsdb.schema.json', DIST), source);
}

function keysByDefinition(schema) {
  const keys = { root: Object.keys(schema.properties) };
  for (const [name, definition] of Object.entries(schema.definitions)) {
    if (definition.properties) keys[name] = Object.keys(definition.properties);
  }
  return keys;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) precompileValidator();
