/** Debug mode: finds and undoes writes of the callback of `runs` that no mark announces. */

import { EcsDbError } from '../errors.js';
import type { LoopSource, LoopTable } from './loop-source.js';
import { WatchedBytes } from './watched-bytes.js';

/** Bytes that the callback must not write. */
interface Watched {
  readonly bytes: WatchedBytes;
  readonly table: string;
  /** Names the bytes in the error. */
  readonly description: string;
  /** What to do instead, as the last part of the error. */
  readonly remedy: string;
}

/** Watches the tables of one loop while `runs` passes its runs. */
export class RunGuard {
  readonly #source: LoopSource;
  readonly #watched: readonly Watched[];

  constructor(source: LoopSource, tables: readonly LoopTable[]) {
    this.#source = source;
    const written = new Set(tables.filter(({ writable }) => writable !== undefined).map(({ table }) => table));
    // A query can name a table several times.
    const distinct = tables.filter(
      (loopTable, at) => tables.findIndex(({ table }) => table === loopTable.table) === at,
    );
    this.#watched = [
      ...distinct.map((loopTable) => watchColumns(source, loopTable, written.has(loopTable.table))),
      ...distinct.slice(0, 1).map((loopTable) => watchEntities(source, loopTable)),
    ];
  }

  /**
   * Calls `callback`, which passes a run of `count` rows.
   *
   * @throws EcsDbError `TRANSACTION_ERROR` if it wrote bytes that it can only read
   */
  pass(count: number, callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.#check(count, error);
      throw error;
    }
    this.#check(count);
  }

  /** Checks all rows of the tables after the last run. Throws like `pass`. */
  end(): void {
    this.#check();
  }

  #check(count?: number, cause?: unknown): void {
    const found = this.#watched.filter(({ bytes }) => bytes.undo(count));
    const [first] = found;
    if (first !== undefined) throw unmarkedWrite(this.#source, first, found, cause);
  }
}

function watchColumns(source: LoopSource, loopTable: LoopTable, isWritten: boolean): Watched {
  const { name, stride } = loopTable.table;
  return {
    bytes: new WatchedBytes(source.side, loopTable, 'records', stride, () => loopTable.side.records.u8),
    table: name,
    description: isWritten
      ? `rows of "${name}" that are not in its run`
      : `columns of "${name}", which the query only reads`,
    remedy: isWritten
      ? 'Element i of a column is array[first + i * stride], for i below count.'
      : 'To write them, list the table under "write" in the query of the schema and use a transaction. ' +
        'Otherwise write to a copy from copyTo() or slice().',
  };
}

function watchEntities(source: LoopSource, loopTable: LoopTable): Watched {
  const bytesOf = (): Uint8Array => {
    const { buffer, byteOffset, byteLength } = loopTable.side.dense;
    return new Uint8Array(buffer, byteOffset, byteLength);
  };
  return {
    bytes: new WatchedBytes(source.side, loopTable, 'dense', Float64Array.BYTES_PER_ELEMENT, bytesOf),
    table: loopTable.table.name,
    description: 'the entities of a run, which are read-only',
    remedy: 'Write to a copy: Array.from(run.entities).',
  };
}

function unmarkedWrite(
  { query = 'query', side }: LoopSource,
  { table, remedy }: Watched,
  found: readonly Watched[],
  cause: unknown,
): EcsDbError {
  const loop = `${query}(${side.isWorking ? 'tx' : 'db'}).runs()`;
  const written = found.map(({ description }) => description).join(' and ');
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `the callback of ${loop} wrote to ${written}. These writes were undone. ${remedy}`,
    { table },
    cause === undefined ? undefined : { cause },
  );
}
