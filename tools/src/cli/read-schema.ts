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
  return schemaOfJson(text, `'${path}' is not a schema as JSON`);
}

export function schemaOfJson(text: string, problem: string): Schema {
  try {
    return schemaFromDescriptor(schemaFromJson(text));
  } catch (error) {
    if (!(error instanceof EcsDbError)) throw error;
    throw new Failure(
      'NO_SCHEMA',
      `${problem}: ${error.message}. Give --schema <file>, as ecsdb dump --schema prints it.`,
    );
  }
}
