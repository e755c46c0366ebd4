/** Schemas for tests, as their authors write them. */

import { type Schema, schemaFromDescriptor } from '@ecsdb/runtime';
import { analyse } from '../../../generator/compile.js';
import { formatDiagnostics, isError } from '../../../generator/diagnostics/index.js';
import { describeSchema } from '../../../generator/layout/index.js';

/** Compiles a schema. Throws its errors. */
export function schemaOfToml(text: string): Schema {
  const { diagnostics, layout } = analyse(`[database]\nname = "test"\n${text}`, 'test.toml');
  if (layout === undefined) throw new Error(formatDiagnostics(diagnostics.filter(isError), text, 'text'));
  return schemaFromDescriptor(describeSchema(layout));
}
