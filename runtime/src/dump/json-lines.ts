/** Reads the JSON lines of a dump, or lines that were made by hand. */

import type { Schema } from '../component/index.js';
import { isTooDeep } from './json-depth.js';
import type { LineSink } from './line-reader.js';
import { BadLines, type LineCode, LineFault } from './problems.js';
import { type ReadOptions, Staging } from './staging.js';

/**
 * Chooses the schema when the first line is reached that needs it. `stored` is the JSON of the schema in the dump;
 * undefined if there is none.
 */
export type ChooseSchema = (stored: string | undefined) => Schema;

interface Line {
  readonly table?: unknown;
  readonly entity?: unknown;
  readonly row?: unknown;
  readonly free?: unknown;
  readonly retired?: unknown;
  readonly dump?: unknown;
  readonly schema?: unknown;
  readonly version?: unknown;
}

const SCHEMA_LINE = /^\s*\{\s*"schema"\s*:([\s\S]*)\}\s*$/;
const EMPTY = /^\s*$/;
const EXPECTED =
  'a row {"table", "entity", "row"}, {"entity"}, {"free"}, {"retired"}, or the beginning, the schema or the end of a ' +
  'dump';

export class JsonLines implements LineSink {
  readonly #chooseSchema: ChooseSchema;
  readonly #options: ReadOptions;
  readonly #bad: BadLines = new BadLines();
  #staging: Staging | undefined;
  #schemaJson: string | undefined;
  #version: number | undefined;
  /** 0 before the first line that is not empty. */
  #firstLine = 0;
  #hasHeader = false;
  #hasEnded = false;
  #lastLine = 0;

  constructor(chooseSchema: ChooseSchema, options: ReadOptions) {
    this.#chooseSchema = chooseSchema;
    this.#options = options;
  }

  /** That were read so far. */
  get rows(): number {
    return this.#staging?.rows ?? 0;
  }

  /** Called after the last line. */
  finish(): Staging {
    if (this.#hasHeader && !this.#hasEnded) {
      const message = 'the dump ends here without its last line {"dump":"end"}, so it is incomplete';
      this.badLine(this.#lastLine, 'TRUNCATED', message);
    }
    return this.#stagingOf();
  }

  badLine(number: number, code: LineCode, message: string): void {
    this.#lastLine = number;
    this.#bad.add(number, code, message);
  }

  line(text: string, number: number, isWhole: boolean): void {
    this.#lastLine = number;
    if (isTooDeep(text)) {
      this.badLine(number, 'TOO_DEEP', 'the line is JSON of more than 256 levels');
      return;
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      if (EMPTY.test(text)) return;
      // The rest of an incomplete dump is reported by `finish`.
      if (!isWhole && this.#hasHeader) return;
      const hint = number === 1 ? '; a table as CSV needs the format csv' : '';
      if (isWhole) this.badLine(number, 'NOT_JSON', `the line is not JSON: ${reasonOf(error)}${hint}`);
      else this.badLine(number, 'TRUNCATED', 'the line is incomplete');
      return;
    }
    if (this.#firstLine === 0) this.#firstLine = number;
    try {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unexpected();
      // An object that was parsed from JSON.
      this.#read(value as Line, text, number);
    } catch (error) {
      if (!(error instanceof LineFault)) throw error;
      this.badLine(number, error.code, `the line ${error.sentence}`);
    }
  }

  /** Hot: rows first. */
  #read(line: Line, text: string, number: number): void {
    if (this.#hasEnded) throw new LineFault('NOT_A_DUMP', 'is after the end of the dump');
    if (line.table !== undefined) {
      requireKeys(line, ['table', 'entity', 'row']);
      const staging = this.#stagingOf();
      const table = staging.tableOf(line.table, number);
      if (table !== undefined) staging.addRow(table, line.entity, line.row, number);
    } else if (line.entity !== undefined) {
      requireKeys(line, ['entity']);
      this.#stagingOf().entities.add(line.entity, number);
    } else if (line.free !== undefined) {
      requireKeys(line, ['free']);
      this.#stagingOf().entities.addFree(line.free, number);
    } else if (line.retired !== undefined) {
      requireKeys(line, ['retired']);
      this.#stagingOf().entities.addRetired(line.retired, number);
    } else {
      this.#readFrame(line, text, number);
    }
  }

  /** The lines of a dump that are not about its contents. */
  #readFrame(line: Line, text: string, number: number): void {
    if (line.dump === 'end' && this.#hasHeader) {
      this.#hasEnded = true;
    } else if (line.dump === 'state' && number === this.#firstLine) {
      this.#hasHeader = true;
      const { version } = line;
      if (Number.isSafeInteger(version) && (version as number) >= 0) this.#version = version as number;
    } else if (line.dump === 'log') {
      throw new LineFault('NOT_A_DUMP', 'begins a dump of the log, and only dumps of the state can be loaded');
    } else if (line.schema !== undefined && line.dump === undefined && this.#staging === undefined) {
      this.#schemaJson = SCHEMA_LINE.exec(text)?.[1];
    } else {
      throw unexpected();
    }
  }

  #stagingOf(): Staging {
    if (this.#staging === undefined) {
      this.#staging = new Staging(this.#chooseSchema(this.#schemaJson), this.#options, this.#bad);
      this.#staging.version = this.#version;
    }
    return this.#staging;
  }
}

function requireKeys(line: Line, known: readonly string[]): void {
  for (const key in line) if (!known.includes(key)) throw unexpected();
}

function unexpected(): LineFault {
  return new LineFault('NOT_A_DUMP', `is not one of a dump; expected ${EXPECTED}`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
