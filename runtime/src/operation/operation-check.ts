/**
 * For tools: checks operations against the schema, each operation by itself. Recovery makes the same checks, and more,
 * when it applies them.
 */

import { INDEX_LIMIT, SLOTS_MAX } from '../entity/index.js';
import { type SchemaDescriptor, StringFinder } from '../schema/index.js';
import { tooManyIndexes, unknownTable } from './contradictions.js';
import { DELETE, INSERT, REPLACE, UPDATE, UPDATE_OFFSET_BYTES } from './format.js';
import { OperationReader } from './operation-reader.js';
import { RecordRules } from './record-rules.js';
import { ReplayError } from './replay-error.js';

export class OperationCheck {
  readonly #schema: SchemaDescriptor;
  readonly #texts: StringFinder;
  /** By table id. */
  readonly #rules: Map<number, RecordRules> = new Map();
  readonly #operation: OperationReader = new OperationReader();

  constructor(schema: SchemaDescriptor) {
    this.#schema = schema;
    this.#texts = new StringFinder(schema);
  }

  /** Throws a `ReplayError` at the first invalid operation of a transaction. */
  transaction(bytes: Uint8Array, start: number, end: number, count: number, version: number): void {
    const operation = this.#operation;
    try {
      operation.begin(bytes, start, end, count);
      while (operation.next()) this.#check(operation, bytes);
    } catch (error) {
      throw error instanceof ReplayError ? error.inVersion(version) : error;
    }
  }

  #check({ kind, tableId, index, generation, bodyStart, bodyLength }: OperationReader, bytes: Uint8Array): void {
    if (index >= SLOTS_MAX) throw tooManyIndexes(index, SLOTS_MAX - 1);
    const entity = generation * INDEX_LIMIT + index;
    if (kind === INSERT || kind === REPLACE) {
      const rules = this.#rulesOf(tableId);
      rules.requireRecord(bodyLength, entity);
      rules.requireTexts(bytes, bodyStart, 0, bodyLength, entity);
    } else if (kind === UPDATE) {
      const first = new DataView(bytes.buffer, bytes.byteOffset + bodyStart).getUint32(0, true);
      this.#rulesOf(tableId).requireRange(first, bodyLength - UPDATE_OFFSET_BYTES, entity);
    } else if (kind === DELETE) {
      this.#rulesOf(tableId);
    }
  }

  #rulesOf(tableId: number): RecordRules {
    let rules = this.#rules.get(tableId);
    if (rules === undefined) {
      const table = this.#schema.tables.find((one) => one.tableId === tableId);
      if (table === undefined) throw unknownTable(tableId);
      rules = new RecordRules(this.#texts, table);
      this.#rules.set(tableId, rules);
    }
    return rules;
  }
}
