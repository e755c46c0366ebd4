/** The options of `load`. */

import { requireFunction } from '../arguments.js';
import { requireBoolean, requireOptions, wrongOption } from '../options.js';

/** Options of `load`. */
export interface LoadOptions {
  /** Default: `'json'`, the lines of a dump. `'csv'`: one table. */
  readonly format?: 'json' | 'csv';
  /** The table that CSV is loaded into. */
  readonly table?: string;
  /**
   * `'keep'`, the default: entities have the ids of the input. Rows are added to entities that are alive already.
   * `'new'`: each entity of the input becomes a new one, and references to it follow.
   */
  readonly ids?: 'keep' | 'new';
  /**
   * Leaves out tables, fields and enum variants that the schema does not have, instead of refusing their lines.
   * Default: `false`.
   */
  readonly skipUnknown?: boolean;
  /**
   * With new ids: a field that refers to an entity which the input does not contain becomes "no entity", instead of
   * refusing its line. Default: `false`.
   */
  readonly clearDangling?: boolean;
  /** Rows in one transaction, about. Default: all rows in one transaction, so that everything is loaded or nothing. */
  readonly batch?: number;
  /** Called now and then. */
  readonly onProgress?: (progress: LoadProgress) => void;
}

export interface LoadProgress {
  /** Lines and bytes that were read. Lines that are given as strings do not count as bytes. */
  readonly lines: number;
  readonly bytes: number;
  /** Rows that were read, and rows that are committed. */
  readonly rowsRead: number;
  readonly rowsCommitted: number;
}

const OPTIONS = ['format', 'table', 'ids', 'skipUnknown', 'clearDangling', 'batch', 'onProgress'];

export function requireLoadOptions(options: LoadOptions): void {
  requireOptions('load', options, OPTIONS);
  const {
    format = 'json',
    table,
    ids = 'keep',
    skipUnknown = false,
    clearDangling = false,
    batch,
    onProgress,
  } = options;
  if (format !== 'json' && format !== 'csv') throw wrongOption('load', 'format', '"json" or "csv"', format);
  if (table !== undefined && (format !== 'csv' || typeof table !== 'string')) {
    throw wrongOption('load', 'table', 'the name of a table, together with the format "csv"', table);
  }
  if (ids !== 'keep' && ids !== 'new') throw wrongOption('load', 'ids', '"keep" or "new"', ids);
  requireBoolean('load', 'skipUnknown', skipUnknown);
  requireBoolean('load', 'clearDangling', clearDangling);
  if (batch !== undefined && !(Number.isSafeInteger(batch) && batch > 0)) {
    throw wrongOption('load', 'batch', 'a number of rows, an integer from 1 on', batch);
  }
  if (onProgress !== undefined) requireFunction('load', onProgress);
}
