/** The rules of records for each table of a schema, made when a table is met for the first time. */

import { type SchemaDescriptor, StringFinder, type TableDescriptor } from '../schema/index.js';
import { RecordRules } from './record-rules.js';

export class RulesByTable {
  readonly #texts: StringFinder;
  /** By table id. */
  readonly #rules: (RecordRules | undefined)[] = [];

  constructor(schema: SchemaDescriptor) {
    this.#texts = new StringFinder(schema);
  }

  /** Hot in recovery: called for each operation. */
  of(tableId: number, table: TableDescriptor): RecordRules {
    let rules = this.#rules[tableId];
    if (rules === undefined) {
      rules = new RecordRules(this.#texts, table);
      this.#rules[tableId] = rules;
    }
    return rules;
  }
}
