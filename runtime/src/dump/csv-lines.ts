/** Reads one table from CSV: a record with the names of columns, then a record for each row. */

import type { ElementArrays } from '../memory/index.js';
import type { TypeName } from '../schema/index.js';
import { ENTITY_COLUMN } from './csv-columns.js';
import { type CsvField, csvFieldsOf } from './csv-fields.js';
import { type Cell, parseRecord } from './csv-record.js';
import type { LineSink } from './line-reader.js';
import { type LineCode, LineFault } from './problems.js';
import type { StagedTable } from './staged-table.js';
import type { Staging } from './staging.js';

/** UTF-16 units of a record on several lines. */
const RECORD_LENGTH_MAX = 2 ** 26;

interface Begun {
  readonly parts: string[];
  length: number;
  /** The first one. */
  readonly line: number;
}

export class CsvLines implements LineSink {
  readonly #staging: Staging;
  readonly #table: StagedTable;
  #fields: readonly CsvField[] | undefined;
  /** Cells of each record. */
  #width = 0;
  /** Position of the column with the ids; -1 if there is none. */
  #entityColumn = -1;
  /** A record whose quoted cell did not end yet. */
  #begun: Begun | undefined;
  /** A header that cannot be used: nothing after it can be read. */
  #isUnusable = false;

  constructor(staging: Staging, table: StagedTable) {
    this.#staging = staging;
    this.#table = table;
  }

  /** That were read so far. */
  get rows(): number {
    return this.#table.count;
  }

  finish(): Staging {
    if (this.#begun !== undefined) this.#staging.bad.add(this.#begun.line, 'TRUNCATED', 'a quoted cell has no end');
    else if (this.#fields === undefined && !this.#isUnusable) {
      this.#staging.bad.add(1, 'NOT_CSV', 'the names of the columns are missing');
    }
    return this.#staging;
  }

  badLine(number: number, code: LineCode, message: string): void {
    this.#staging.bad.add(number, code, message);
  }

  line(text: string, number: number): void {
    if (this.#isUnusable) return;
    const begun = this.#begun;
    if (begun === undefined) {
      const cells = parseRecord(withoutReturn(text));
      if (cells === undefined) this.#begun = { parts: [text], length: text.length, line: number };
      else this.#readRecord(cells, number);
      return;
    }
    begun.parts.push(text);
    begun.length += text.length;
    if (begun.length > RECORD_LENGTH_MAX) {
      this.#isUnusable = true;
      this.badLine(begun.line, 'TOO_LONG', `the record is longer than ${RECORD_LENGTH_MAX} bytes`);
    } else if (hasOddQuotes(text)) {
      // Only then the cell can have ended; so lines are not parsed again and again.
      const cells = parseRecord(withoutReturn(begun.parts.join('\n')));
      if (cells === undefined) return;
      this.#begun = undefined;
      this.#readRecord(cells, begun.line);
    }
  }

  #readRecord(cells: Cell[] | string, line: number): void {
    if (typeof cells === 'string') this.badLine(line, 'NOT_CSV', cells);
    else if (cells.length === 1 && isNull(cells[0] as Cell) && this.#width !== 1) return;
    else if (this.#fields === undefined) this.#readHeader(cells, line);
    else this.#readRow(cells, this.#fields, line);
  }

  #readHeader(cells: readonly Cell[], line: number): void {
    const names = cells.map(({ text }) => text);
    this.#width = names.length;
    if (names[0] === ENTITY_COLUMN) this.#entityColumn = 0;
    try {
      this.#fields = csvFieldsOf(this.#staging, this.#table, names, this.#entityColumn, line);
    } catch (error) {
      if (!(error instanceof LineFault)) throw error;
      this.badLine(line, error.code, `the header ${error.sentence}`);
      this.#isUnusable = true;
    }
  }

  #readRow(cells: readonly Cell[], fields: readonly CsvField[], line: number): void {
    if (cells.length !== this.#width) {
      this.badLine(line, 'NOT_CSV', `the record has ${cells.length} cells, and the header has ${this.#width}`);
      return;
    }
    this.#staging.addRecord(
      this.#table,
      this.#entityColumn < 0 ? undefined : numberOf(cells[this.#entityColumn] as Cell),
      line,
      ({ views }, offset) => {
        for (const field of fields) writeField(field, views, offset, cells, this.#staging.onSkip);
      },
    );
  }
}

function writeField(
  { name, columns, nullBit, setNull, writeDefault }: CsvField,
  views: ElementArrays,
  record: number,
  cells: readonly Cell[],
  onSkip: Staging['onSkip'],
): void {
  if (columns.length === 0) {
    writeDefault?.(views, record);
    return;
  }
  if (nullBit !== undefined && columns.every(({ position }) => isNull(cells[position] as Cell))) {
    setNull(views, record);
    return;
  }
  for (const { position, path, offset, type, write } of columns) {
    try {
      write(views, record + offset, jsonValueOf(cells[position] as Cell, type));
    } catch (error) {
      if (!(error instanceof LineFault)) throw error;
      const isVariant = error.code === 'UNKNOWN_VARIANT' && path === name;
      error.inside(path);
      if (!isVariant || onSkip === undefined || writeDefault === undefined) throw error;
      writeDefault(views, record);
      onSkip('UNKNOWN_VARIANT', `${error.sentence}; the field got its default`);
    }
  }
}

/** A carriage return at the end belongs to the line end. */
function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function hasOddQuotes(text: string): boolean {
  let isOdd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}

function isNull({ text, isQuoted }: Cell): boolean {
  return text === '' && !isQuoted;
}

const INTEGER = /^-?\d+$/;
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** The value as in JSON. If the text is none of the type, it is the value, and writing it fails. */
function jsonValueOf(cell: Cell, type: TypeName): unknown {
  const { text, isQuoted } = cell;
  if (type.kind === 'string') return text;
  if (text === '' && !isQuoted) return null;
  if (type.kind === 'named') return INTEGER.test(text) ? Number(text) : text;
  if (type.kind !== 'scalar') return text;
  switch (type.scalar) {
    case 'bool':
      // Spreadsheets write booleans in capitals.
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : text;
    case 'u64':
    case 'i64':
      return text;
    default:
      return NUMBER.test(text) ? Number(text) : text;
  }
}

function numberOf({ text }: Cell): unknown {
  return INTEGER.test(text) ? Number(text) : text;
}
