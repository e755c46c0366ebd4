/** Runs the migration functions of a table on its rows. */

import { ignoreRejection, isPromiseLike, isRecord } from '../arguments.js';
import { createDynamicComponent, type DynamicRow, type DynamicRowMut, type DynamicValue } from '../component/index.js';
import type { Views } from '../memory/index.js';
import { type FieldDescriptor, matchFields, type SchemaDescriptor, type TableDescriptor } from '../schema/index.js';
import type { MigrationStep } from './functions.js';
import { toFields, toProperties } from './property-names.js';
import { SchemaTypes } from './schema-types.js';

/** Why a function did not make a row: what it threw, or what its result lacks. */
export class FunctionFault extends Error {
  constructor(version: string, reason: string, cause?: unknown) {
    super(`the migration function of version ${version} ${reason}`, { cause });
  }
}

export class FunctionRows {
  readonly #steps: readonly MigrationStep[];
  readonly #stored: TableDescriptor;
  readonly #types: { readonly stored: SchemaTypes; readonly given: SchemaTypes };
  /** The given fields by the property that a function may return: the new one, or the stored one. */
  readonly #targets: ReadonlyMap<string, FieldDescriptor>;
  readonly #from: DynamicRow;
  readonly #to: DynamicRowMut;

  constructor(
    schemas: readonly [stored: SchemaDescriptor, given: SchemaDescriptor],
    tables: readonly [stored: TableDescriptor, given: TableDescriptor],
    steps: readonly MigrationStep[],
  ) {
    this.#steps = steps;
    this.#stored = tables[0];
    // Values are not matched here.
    this.#types = { stored: new SchemaTypes(schemas[0], false), given: new SchemaTypes(schemas[1], false) };
    const pairs = matchFields(tables[0].fields, tables[1].fields).pairs;
    this.#targets = new Map([
      ...pairs.map(([before, after]) => [before.property, after] as const),
      ...tables[1].fields.map((field) => [field.property, field] as const),
    ]);
    this.#from = createDynamicComponent(schemas[0], tables[0]).createRow();
    this.#to = createDynamicComponent(schemas[1], tables[1]).createRowMut();
  }

  bind(from: Views, to: Views): void {
    this.#from.$bind(from);
    this.#to.$bind(to);
  }

  /**
   * Writes what the functions return for the stored record at `from` into the new record at `to`. Returns the names of
   * the fields that were written. Throws a `FunctionFault`.
   */
  apply(from: number, to: number): ReadonlySet<string> {
    this.#from.$move(from);
    this.#to.$move(to);
    let row = this.#storedRow();
    const returned = new Map<string, DynamicValue>();
    let version = '';
    for (const step of this.#steps) {
      ({ version } = step);
      for (const [key, value] of callFunction(step, row)) if (value !== undefined) returned.set(key, value);
      row = { ...row, ...Object.fromEntries(returned) };
    }
    return this.#write(returned, version);
  }

  #storedRow(): { readonly [property: string]: DynamicValue } {
    return Object.fromEntries(
      this.#stored.fields.map((field) => [
        field.property,
        toProperties(this.#types.stored, field, this.#from.get(field.name)),
      ]),
    );
  }

  #write(returned: ReadonlyMap<string, DynamicValue>, version: string): ReadonlySet<string> {
    const written = new Set<string>();
    for (const [property, value] of returned) {
      const field = this.#targets.get(property);
      if (field === undefined) {
        // A later function may have made another field of it, or passed a removed field on.
        if (this.#stored.fields.some((one) => one.property === property)) continue;
        const known = [...new Set([...this.#targets.values()].map((one) => one.property))].join(', ');
        throw new FunctionFault(version, `returned "${property}", which is no field of the table; expected ${known}`);
      }
      // A value under the new name counts more than one under the stored name.
      if (property !== field.property && returned.has(field.property)) continue;
      try {
        this.#to.set(field.name, toFields(this.#types.given, field, value));
      } catch (error) {
        throw new FunctionFault(version, `returned a wrong value: ${messageOf(error)}`, error);
      }
      written.add(field.name);
    }
    return written;
  }
}

/** The fields that the function has returned. */
function callFunction({ version, run }: MigrationStep, row: object): [property: string, value: DynamicValue][] {
  try {
    // The function declares the type of the row, which depends on the stored schema. It gets plain data of that schema.
    const result: unknown = run(row as never);
    if (isPromiseLike(result)) {
      ignoreRejection(result);
      throw new FunctionFault(version, 'returned a promise; it must return the fields of the row');
    }
    if (!isRecord(result)) throw new FunctionFault(version, 'must return an object with fields of the row');
    // Of an instance, what its class defines would be missed.
    if (!isPlain(result)) throw new FunctionFault(version, 'returned an instance; it must return a plain object');
    return Object.entries(result as { readonly [property: string]: DynamicValue });
  } catch (error) {
    // A getter of the result may throw, too.
    throw error instanceof FunctionFault ? error : new FunctionFault(version, `threw: ${messageOf(error)}`, error);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
