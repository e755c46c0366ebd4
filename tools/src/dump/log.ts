/** The transactions that the log still contains, one line each. */

import { EcsDbError } from '@ecsdb/runtime';
import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { Directory, type LoggedTransaction, readTransactions } from '@ecsdb/runtime/storage';
import { isTransient, SourceFileSystem } from '../directory/index.js';
import type { Output } from '../terminal/index.js';
import { operationTexts } from './operation-text.js';

/**
 * One line for each version, also for a version without operations. With `tables`, only operations on these tables, and
 * only transactions that have such operations.
 */
export function dumpLog(
  directory: string,
  schema: SchemaDescriptor,
  tables: ReadonlySet<string> | undefined,
  output: Output,
): void {
  const textOf = operationTexts(schema, tables);
  for (const { version, operations } of transactionsOf(directory)) {
    const start = `{"version":${version},"operations":[`;
    let isStarted = tables === undefined;
    if (isStarted) output.write(start);
    let separator = '';
    for (const operation of operations) {
      const text = textOf(operation);
      if (text === undefined) continue;
      if (!isStarted) output.write(start);
      isStarted = true;
      // One by one: the text of a whole transaction may be longer than a JavaScript string can be.
      output.write(separator + text);
      separator = ',';
    }
    if (isStarted) output.line(']}');
  }
}

/**
 * Continues after an error that the writer may have caused, such as a segment that a checkpoint deleted, or half a
 * frame.
 */
function* transactionsOf(directory: string): Generator<LoggedTransaction, void, undefined> {
  let next: number | undefined;
  for (let previousMessage = ''; ; ) {
    try {
      for (const transaction of readTransactions(new Directory(new SourceFileSystem(), directory), next)) {
        yield transaction;
        next = transaction.version + 1;
      }
      return;
    } catch (error) {
      if (!(error instanceof EcsDbError) || !isTransient(error) || error.message === previousMessage) throw error;
      previousMessage = error.message;
    }
  }
}
