/** The transactions that the log still has, one line each. */

import { EcsDbError } from '@ecsdb/runtime';
import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { Directory, type LoggedTransaction, readTransactions } from '@ecsdb/runtime/storage';
import { mayPass, SourceFileSystem } from '../directory/index.js';
import type { Output } from '../terminal/index.js';
import { operationTexts } from './operation-text.js';

/**
 * One line for each version, a version without operations included. With `tables`, only operations on these, and only transactions that
 * have any.
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
    let isBegun = tables === undefined;
    if (isBegun) output.write(start);
    let separator = '';
    for (const operation of operations) {
      const text = textOf(operation);
      if (text === undefined) continue;
      if (!isBegun) output.write(start);
      isBegun = true;
      // Piece by piece: a transaction may be longer than any text can be.
      output.write(separator + text);
      separator = ',';
    }
    if (isBegun) output.line(']}');
  }
}

/** Goes on where it was after what may be the writer at work: a segment that a checkpoint deletes, a frame that is half there. */
function* transactionsOf(directory: string): Generator<LoggedTransaction, void, undefined> {
  let next: number | undefined;
  for (let before = ''; ; ) {
    try {
      for (const transaction of readTransactions(new Directory(new SourceFileSystem(), directory), next)) {
        yield transaction;
        next = transaction.version + 1;
      }
      return;
    } catch (error) {
      if (!(error instanceof EcsDbError) || !mayPass(error) || error.message === before) throw error;
      before = error.message;
    }
  }
}
