/** `ecsdb dump`: prints the contents as JSON lines, or a table as CSV. */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { schemaToJson } from '@ecsdb/runtime/storage';
import { compressorOf, requireCompressionName } from '../compression/index.js';
import { recoverFacts, recoverState, resolveDatabase } from '../directory/index.js';
import { dumpCsv, dumpLog, dumpState } from '../dump/index.js';
import { EXIT, type ExitStatus, Failure, Output, requireFormat, UsageError } from '../terminal/index.js';

export interface DumpOptions {
  readonly log: boolean;
  readonly schema: boolean;
  readonly table?: readonly string[];
  readonly format: string;
  readonly compression: string;
}

export function dump(argument: string, options: DumpOptions): ExitStatus {
  if (options.schema && (options.log || options.table !== undefined)) {
    throw new UsageError('--schema prints only the schema; leave out --log and --table');
  }
  const isCsv = requireFormat(options.format) === 'csv';
  if (isCsv && (options.log || options.schema || options.table?.length !== 1)) {
    throw new UsageError('--format csv prints one table: give --table <name> once, and neither --log nor --schema');
  }
  const compress = compressorOf(requireCompressionName(options.compression));
  if (compress !== undefined && process.stdout.isTTY) {
    throw new UsageError('--compression writes bytes that a terminal cannot show: redirect the output to a file');
  }
  const directory = resolveDatabase(argument);
  const output = new Output(compress);
  if (options.schema) {
    output.line(JSON.stringify(JSON.parse(schemaToJson(recoverFacts(directory).schema)), null, 2));
  } else if (options.log) {
    const { schema, version } = recoverFacts(directory);
    const tables = knownTables(schema, options.table);
    output.line(headerText(schema, version));
    dumpLog(directory, schema, tables, output);
  } else {
    const { recovered, store } = recoverState(directory);
    const { schema, version } = recovered;
    const tables = knownTables(schema, options.table);
    const state = { schema, store, version };
    if (isCsv) for (const table of tables ?? []) dumpCsv(state, table, output);
    else dumpState(state, tables, output);
  }
  output.flush();
  return EXIT.done;
}

/** The first line: which dump of which database this is. */
function headerText({ name, version, hash }: SchemaDescriptor, lastVersion: number): string {
  return JSON.stringify({ dump: 'log', schema: { name, version, hash }, version: lastVersion });
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
