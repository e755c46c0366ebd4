/** A schema that changes from version to version, compiled with its lock in memory. */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { type Analysis, analyse } from '../../../generator/compile.js';
import { describeSchema } from '../../../generator/layout/index.js';
import type { LockSource } from '../../../generator/lock/index.js';

export class Project {
  /** Text of the lock file; undefined before the first run. */
  lock: string | undefined;

  /** Compiles a schema and records it, as `generate` does; a refused schema leaves the lock as it is. */
  run(schema: string, use: LockSource['use'] = 'update'): Analysis {
    const analysis = analyse(schema, 'schema.toml', { name: 'schema.lock.json', text: this.lock, use });
    if (use === 'update') this.lock = analysis.lockText ?? this.lock;
    return analysis;
  }

  /** The descriptor of a schema that must be accepted. */
  accept(schema: string): SchemaDescriptor {
    const { layout, diagnostics } = this.run(schema);
    if (layout === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
    return describeSchema(layout);
  }

  /** `code line:column message` of each diagnostic. */
  report(schema: string): string[] {
    return this.run(schema).diagnostics.map(
      ({ code, line, column, message }) => `${code} ${line}:${column} ${message}`,
    );
  }
}

/** The text of a schema: a line for the database, and sections. */
export function schemaText(version: string, sections: string, database = ''): string {
  return `[database]\nname = "game"\nversion = "${version}"\n${database}\n${sections}`;
}

/** Ids of the fields of a table, or of its first, by name. */
export function fieldIds({ tables }: SchemaDescriptor, name: string): { readonly [field: string]: number | undefined } {
  const fields = tables.find((table) => table.name === name)?.fields ?? [];
  return Object.fromEntries(fields.map((field) => [field.name, field.id]));
}

export function tableIds({ tables }: SchemaDescriptor): { readonly [table: string]: number } {
  return Object.fromEntries(tables.map(({ name, tableId }) => [name, tableId]));
}
