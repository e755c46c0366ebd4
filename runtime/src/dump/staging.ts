/** What was read from an input, before any of it is in a database. */

import type { Schema } from '../component/index.js';
import { joinListed } from '../errors.js';
import { nullBitsOf } from './fields.js';
import { BadLines, LineFault } from './problems.js';
import { StagedEntities } from './staged-entities.js';
import { OWN_ENTITY, type RowChunk, StagedTable } from './staged-table.js';
import { StructWriter } from './struct-writer.js';
import type { OnSkip } from './value-writer.js';

export interface ReadOptions {
  readonly ids: 'keep' | 'new';
  /** Leaves out tables, fields and variants that the schema does not have. */
  readonly skipUnknown: boolean;
}

export class Staging {
  readonly schema: Schema;
  readonly options: ReadOptions;
  /** In the order of the schema; with tables without rows. */
  readonly tables: readonly StagedTable[];
  readonly entities: StagedEntities = new StagedEntities();
  readonly bad: BadLines;
  /** What was left out with `skipUnknown`. */
  readonly skipped: BadLines = new BadLines();
  /** The version in the header of the dump; undefined if there is none. */
  version: number | undefined;
  /** Of the input. */
  lines = 0;
  bytes = 0;
  readonly #byName: ReadonlyMap<string, StagedTable>;
  readonly #writers: Map<StagedTable, StructWriter> = new Map();
  /** Where rows are being read. */
  #line = 0;
  #table = '';

  constructor(schema: Schema, options: ReadOptions, bad: BadLines) {
    this.schema = schema;
    this.bad = bad;
    this.options = options;
    this.tables = schema.components.map((component) => new StagedTable(component));
    this.#byName = new Map(this.tables.map((table) => [table.component.TABLE_NAME, table]));
  }

  get rows(): number {
    return this.tables.reduce((sum, { count }) => sum + count, 0);
  }

  /** For lines that leave something out. Undefined if that is a fault. */
  get onSkip(): OnSkip | undefined {
    if (!this.options.skipUnknown) return undefined;
    return (code, message) => this.skipped.add(this.#line, code, `${this.#table}: ${message}`);
  }

  /** Undefined if the row is to be left out. */
  tableOf(name: unknown, line: number): StagedTable | undefined {
    const table = typeof name === 'string' ? this.#byName.get(name) : undefined;
    if (table !== undefined) return table;
    const message = `table ${JSON.stringify(name)} is not in the schema`;
    if (typeof name !== 'string' || !this.options.skipUnknown) {
      throw new LineFault('UNKNOWN_TABLE', `${message}; expected one of ${joinListed([...this.#byName.keys()], ', ')}`);
    }
    this.skipped.add(line, 'UNKNOWN_TABLE', `${message}; the row was left out`);
    return undefined;
  }

  /** Called before `onSkip` may be called for a line. */
  begin(table: StagedTable, line: number): void {
    this.#line = line;
    this.#table = table.place;
  }

  /** Adds a row from an object that was parsed from JSON. */
  addRow(table: StagedTable, entity: unknown, row: unknown, line: number): void {
    this.addRecord(table, entity, line, (chunk, offset) => this.#writerOf(table).write(chunk.views, offset, row));
  }

  /** Adds a row whose record `write` writes. */
  addRecord(table: StagedTable, entity: unknown, line: number, write: (chunk: RowChunk, offset: number) => void): void {
    this.begin(table, line);
    const chunk = table.room();
    try {
      write(chunk, chunk.count * table.stride);
      table.add(chunk, this.#entity(entity, line), line);
    } catch (error) {
      table.discard(chunk);
      if (!(error instanceof LineFault)) throw error;
      this.bad.add(line, error.code, `${this.#table}: ${error.sentence}`);
    }
  }

  #entity(entity: unknown, line: number): number {
    if (entity !== undefined) return this.entities.add(entity, line);
    if (this.options.ids === 'new') return OWN_ENTITY;
    throw new LineFault('WRONG_ENTITY', 'has no entity, and the ids are kept; load it with new ids');
  }

  #writerOf(table: StagedTable): StructWriter {
    let writer = this.#writers.get(table);
    if (writer === undefined) {
      const { descriptor } = table.component;
      writer = new StructWriter(this.schema.descriptor, descriptor.fields, nullBitsOf(descriptor), this.onSkip);
      this.#writers.set(table, writer);
    }
    return writer;
  }
}
