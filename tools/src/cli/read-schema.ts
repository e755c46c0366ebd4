/** Schemas as JSON: in files, or in a dump. */

import { readFileSync } from 'node:fs';
import { EcsDbError, type Schema, schemaFromDescriptor } from '@ecsdb/runtime';
import { schemaFromJson, storageError } from '@ecsdb/runtime/storage';
import { Failure } from '../terminal/index.js';

export function readSchema(path: string): Schema {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw storageError(error, 'reading the schema', path);
  }
  const help =
    'Give the file schema.json that ecsdb-gen writes beside the generated code, or what ecsdb dump --schema prints';
  return schemaOfJson(text, `'${path}' is not a schema as JSON`, help);
}

/** `help` says what to give instead, without a full stop. */
export function schemaOfJson(text: string, problem: string, help: string): Schema {
  try {
    return schemaFromDescriptor(schemaFromJson(text));
  } catch (error) {
    if (!(error instanceof EcsDbError)) throw error;
    const { expected, got } = error;
    const reason = expected === undefined ? '' : `: expected ${expected}, got ${got}`;
    throw new Failure('NO_SCHEMA', `${problem}${reason}. ${help}.`);
  }
}
