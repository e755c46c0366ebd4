/** schema.json: the descriptor as JSON, for tools such as `ecsdb migrate`. One table, type or query in each line. */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { jsonOf } from '../layout/index.js';
import { lineText } from './comments.js';
import { JSON_BANNER_START, type RenderOptions } from './options.js';

export function descriptorFile(descriptor: SchemaDescriptor, { schemaName }: RenderOptions): string {
  const banner = JSON.stringify(`${lineText(schemaName)}.`).slice(1);
  const members = Object.entries(descriptor).map(([name, value]) => `"${name}":${memberText(value)}`);
  return `${JSON_BANNER_START}${banner},\n${members.join(',\n')}}\n`;
}

function memberText(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return jsonOf(value);
  return `[\n${value.map(jsonOf).join(',\n')}\n]`;
}
