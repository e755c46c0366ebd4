/** Debug mode: finds what the callback of `runs` writes past the record of what changed, and undoes it. */

import { EcsDbError } from '../errors.js';
import type { LoopTable } from './loop-table.js';
import type { LoopSource } from './source.js';
import { WatchedBytes } from './watched-bytes.js';

/** What one kind of bytes is for the callback. */
interface Watched {
  readonly bytes: WatchedBytes;
  readonly table: string;
  /** What was written, for the message, and what to do instead. */
  readonly what: string;
  readonly remedy: string;
}

/** The tables of one loop, while its runs are passed on. */
export class RunGuard {
  readonly #source: LoopSource;
  readonly #watched: readonly Watched[];

  constructor(source: LoopSource, tables: readonly LoopTable[]) {
    this.#source = source;
    const written = new Set(tables.filter(({ writable }) => writable !== undefined).map(({ table }) => table));
    // A query may name a table several times.
    const distinct = tables.filter((one, at) => tables.findIndex(({ table }) => table === one.table) === at);
    this.#watched = [
      ...distinct.map((one) => columnsOf(source, one, written.has(one.table))),
      ...distinct.slice(0, 1).map((one) => entitiesOf(source, one)),
    ];
  }

  /**
   * Passes on a run of `count` rows.
   *
   * @throws EcsDbError `TRANSACTION_ERROR` when its rows were written and may only be read
   */
  pass(count: number, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#check(count, error);
      throw error;
    }
    this.#check(count);
  }

  /** Checks all rows of the tables, once all runs were passed on. Throws as `pass` does. */
  end(): void {
    this.#check();
  }

  #check(count?: number, cause?: unknown): void {
    const found = this.#watched.filter(({ bytes }) => bytes.undo(count));
    const [first] = found;
    if (first !== undefined) throw writtenPast(this.#source, first, found, cause);
  }
}

function columnsOf(source: LoopSource, one: LoopTable, isWritten: boolean): Watched {
  const { name, stride } = one.table;
  return {
    bytes: new WatchedBytes(source.side, one, 'records', stride, () => one.side.records.u8),
    table: name,
    what: isWritten ? `rows of "${name}" that are not in its run` : `columns of "${name}", which it only reads`,
    remedy: isWritten
      ? 'Element i of a column is array[first + i * stride], for i below count.'
      : 'To write them, list the table under "write" in the query of the schema and use a transaction; or write to a ' +
        'copy, from copyTo() or slice().',
  };
}

function entitiesOf(source: LoopSource, one: LoopTable): Watched {
  const bytesOf = (): Uint8Array => {
    const { buffer, byteOffset, byteLength } = one.side.dense;
    return new Uint8Array(buffer, byteOffset, byteLength);
  };
  return {
    bytes: new WatchedBytes(source.side, one, 'dense', Float64Array.BYTES_PER_ELEMENT, bytesOf),
    table: one.table.name,
    what: 'the entities of a run, which are only to be read',
    remedy: 'Write to a copy: Array.from(run.entities).',
  };
}

function writtenPast(
  { query = 'query', side }: LoopSource,
  { table, remedy }: Watched,
  found: readonly Watched[],
  cause: unknown,
): EcsDbError {
  const loop = `${query}(${side.isWorking ? 'tx' : 'db'}).runs()`;
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `the callback of ${loop} wrote to ${found.map(({ what }) => what).join(' and ')}. What it wrote there was ` +
      `undone. ${remedy}`,
    { table },
    cause === undefined ? undefined : { cause },
  );
}
