/** `ecsdb-gen init`: a schema to start from, and the npm scripts to compile it. Overwrites nothing. */

import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { abandonedIn, makeDirectory, removeAbandoned, systemCode, writeWhole } from '../output/index.js';
import { readRegularFile } from '../read-file.js';
import { EXIT, type ExitStatus, Failure, printLine } from './environment.js';
import { installCommands } from './installation.js';
import { reasonOf } from './read-schema.js';

const SCHEMA_NAME = 'schema.toml';
const OUT = 'src/generated';
const PACKAGE_NAME = 'package.json';
const WRITTEN: readonly string[] = [SCHEMA_NAME, PACKAGE_NAME];

const SCHEMA = `#:schema ./node_modules/ecsdb-gen/dist/ecsdb.schema.json
# The line above makes editors with TOML support complete and check this file.
# Compile it:  npx ecsdb-gen ${SCHEMA_NAME} -o ${OUT}

[database]
name = "game"
version = "1.0.0"

# Enums are unions of numbers in TypeScript. Plain lists count from 0.
[enums.Team]
variants = ["Red", "Blue"]

# Custom types are structs: they nest, and arrays of them work too.
[custom_types.Vec3]
description = "Metres."
fields = [
  { name = "x", type = "f32" },
  { name = "y", type = "f32" },
  { name = "z", type = "f32" },
]

# A table is a component: at most one row for each entity.
# Types: u8 i8 u16 i16 u32 i32 u64 i64 f32 f64 bool entity string<N> [T; N], enums and custom types.
[tables.player]
description = "One row per player."
fields = [
  { name = "name", type = "string<24>", unique = true },
  { name = "level", type = "u16", min = 1, max = 100, default = 1 },
  { name = "team", type = "Team", default = "Red" },
]

[tables.position]
fields = [
  { name = "at", type = "Vec3" },
  { name = "follows", type = "entity", nullable = true },
]

[tables.velocity]
fields = [{ name = "value", type = "Vec3" }]

# A table without fields is a tag.
[tables.frozen]
fields = []

# The compiler generates a loop for each query.
[queries.moving]
write = ["position"]
read = ["velocity"]
without = ["frozen"]
`;

const SCRIPTS: { readonly [name: string]: string } = {
  'ecs:generate': `ecsdb-gen ${SCHEMA_NAME} -o ${OUT}`,
  'ecs:watch': `ecsdb-gen ${SCHEMA_NAME} -o ${OUT} --watch`,
  'ecs:check': `ecsdb-gen ${SCHEMA_NAME} -o ${OUT} --check`,
};

export async function init(directory: string): Promise<ExitStatus> {
  try {
    makeDirectory(resolve(directory));
    removeAbandoned(
      directory,
      abandonedIn(directory, readdirSync(directory), (name) => WRITTEN.includes(name)),
    );
    const wroteSchema = writeNew(directory, SCHEMA_NAME, SCHEMA);
    printLine(
      wroteSchema ? `wrote ${join(directory, SCHEMA_NAME)}` : `${join(directory, SCHEMA_NAME)} exists and is kept`,
    );
    const added = addScripts(directory);
    if (added.length > 0) printLine(`added to package.json: ${added.map((name) => `"${name}"`).join(', ')}`);
    for (const line of nextSteps(directory, added.length > 0)) printLine(line);
    return EXIT.done;
  } catch (error) {
    if (systemCode(error) !== undefined) {
      throw new Failure(`cannot write to "${directory}": ${reasonOf(error)}`);
    }
    throw error;
  }
}

function nextSteps(directory: string, hasScripts: boolean): string[] {
  const steps = [
    ...(directory === '.' ? [] : [`cd ${directory}`]),
    ...installCommands(directory),
    hasScripts ? 'npm run ecs:generate' : `npx ecsdb-gen ${SCHEMA_NAME} -o ${OUT}`,
  ];
  return ['', 'Next:', ...steps.map((step) => `  ${step}`)];
}

/** Returns false if the file exists. */
function writeNew(directory: string, name: string, text: string): boolean {
  if (readdirSync(directory).includes(name)) return false;
  // The next run keeps an existing file, so a killed run must not leave a part of it.
  writeWhole(join(directory, name), text);
  return true;
}

/** Adds the scripts that package.json lacks, with its indentation. Returns their names. */
function addScripts(directory: string): string[] {
  const path = join(directory, PACKAGE_NAME);
  const text = readText(path);
  if (text === undefined) return [];
  const description = parseObject(text);
  const { scripts = {} } = description ?? {};
  if (description === undefined || typeof scripts !== 'object' || scripts === null) {
    throw new Failure(`"${path}" is not a valid package.json. Repair or remove it.`);
  }
  const known = new Set(Object.keys(scripts));
  const added = Object.keys(SCRIPTS).filter((name) => !known.has(name));
  if (added.length === 0) return [];
  const additions = Object.fromEntries(added.map((name) => [name, SCRIPTS[name]]));
  const indent = /^[\t ]+(?=")/m.exec(text)?.[0] ?? '  ';
  const changed = JSON.stringify({ ...description, scripts: { ...scripts, ...additions } }, null, indent);
  writeWhole(path, text.endsWith('\n') ? `${changed}\n` : changed);
  return added;
}

/** Undefined if the file does not exist or cannot be read. */
function readText(path: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(readRegularFile(path));
  } catch {
    return undefined;
  }
}

function parseObject(text: string): { readonly [key: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
