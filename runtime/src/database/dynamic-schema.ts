/** Schemas without generated code, with everything that their tables need. */

import { schemaFromDescriptor as componentsFromDescriptor, type Schema } from '../component/index.js';
import { CONSTRAINTS } from '../constraint/index.js';
import type { SchemaDescriptor } from '../schema/index.js';

/**
 * Makes a schema from a descriptor, so that a database can be opened without generated code.
 *
 * @throws EcsDbError `SCHEMA_ERROR`, `ALIGNMENT_ERROR`
 */
export function schemaFromDescriptor(descriptor: SchemaDescriptor): Schema {
  return componentsFromDescriptor(descriptor, CONSTRAINTS);
}
