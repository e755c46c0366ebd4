/** `ecsdb dump`: prints the contents as JSON lines. */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { schemaToJson } from '@ecsdb/runtime/storage';
import { recoverFacts, recoverState, resolveDatabase } from '../directory/index.js';
import { dumpLog, dumpState } from '../dump/index.js';
import { EXIT, type ExitStatus, Failure, Output, printJson, UsageError } from '../terminal/index.js';

export interface DumpOptions {
  readonly log: boolean;
  readonly schema: boolean;
  readonly table?: readonly string[];
}

export function dump(argument: string, options: DumpOptions): ExitStatus {
  if (options.schema && (options.log || options.table !== undefined)) {
    throw new UsageError('--schema prints only the schema; leave out --log and --table');
  }
  const directory = resolveDatabase(argument);
  const output = new Output();
  if (options.schema) {
    printJson(JSON.parse(schemaToJson(recoverFacts(directory).schema)));
  } else if (options.log) {
    const { schema, version } = recoverFacts(directory);
    const tables = knownTables(schema, options.table);
    output.line(headerText('log', schema, version));
    dumpLog(directory, schema, tables, output);
  } else {
    const { recovered, store } = recoverState(directory);
    const { schema, version } = recovered;
    const tables = knownTables(schema, options.table);
    output.line(headerText('state', schema, version));
    dumpState(schema, store, tables, output);
  }
  output.flush();
  return EXIT.done;
}

/** The first line: which dump of which database this is. */
function headerText(dump: 'state' | 'log', { name, version, hash }: SchemaDescriptor, lastVersion: number): string {
  return JSON.stringify({ dump, schema: { name, version, hash }, version: lastVersion });
}

function knownTables(
  { tables }: SchemaDescriptor,
  names: readonly string[] | undefined,
): ReadonlySet<string> | undefined {
  if (names === undefined) return undefined;
  const known = new Set(tables.map(({ name }) => name));
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return new Set(names);
  throw new Failure('UNKNOWN_TABLE', `there is no table '${unknown}'. Give one of ${[...known].join(', ')}.`);
}
