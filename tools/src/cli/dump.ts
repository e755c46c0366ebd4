/** `ecsdb dump`: the contents as JSON lines. */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { schemaToJson } from '@ecsdb/runtime/storage';
import { databaseAt, recoverFacts, recoverState } from '../directory/index.js';
import { dumpLog, dumpState, headerText } from '../dump/index.js';
import { EXIT, type ExitStatus, Failure, Output, printJson, UsageError } from '../terminal/index.js';

export interface DumpOptions {
  readonly log: boolean;
  readonly schema: boolean;
  readonly table?: readonly string[];
}

export function dump(argument: string, options: DumpOptions): ExitStatus {
  if (options.schema && (options.log || options.table !== undefined)) {
    throw new UsageError('--schema prints the schema alone; leave out --log and --table');
  }
  const directory = databaseAt(argument);
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

function knownTables(
  { tables }: SchemaDescriptor,
  names: readonly string[] | undefined,
): ReadonlySet<string> | undefined {
  if (names === undefined) return undefined;
  const known = new Set(tables.map(({ name }) => name));
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return new Set(names);
  throw new Failure('UNKNOWN_TABLE', `there is no table '${unknown}'. The tables are ${[...known].join(', ')}.`);
}
