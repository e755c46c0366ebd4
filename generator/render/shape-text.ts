/** The TypeScript types of fields in earlier versions of a schema, of which only the descriptors are known. */

import { type FieldDescriptor, parseTypeName, type TableShape, type TypeName } from '@ecsdb/runtime/schema';
import { propertyKey } from './literals.js';
import type { Scope } from './scope.js';
import { listType } from './type-text.js';

/** Whether values are rows, which have all members, or data, in which what has a default may be left out. */
export type ShapeUse = 'row' | 'data';

export class ShapeText {
  readonly #customTypes: ReadonlyMap<string, readonly FieldDescriptor[]>;
  readonly #enums: ReadonlyMap<string, readonly number[]>;
  readonly #use: ShapeUse;
  readonly #scope: Scope;

  constructor({ customTypes, enums }: TableShape, use: ShapeUse, scope: Scope) {
    this.#customTypes = new Map(customTypes.map(({ name, fields }) => [name, fields]));
    this.#enums = new Map(enums.map(({ name, variants }) => [name, Object.values(variants)]));
    this.#use = use;
    this.#scope = scope;
  }

  /** Types are written out in place, because types of several versions may have one name. */
  typeOf({ type, nullable, js }: FieldDescriptor): string {
    const parsed = parseTypeName(type);
    if (parsed === undefined) throw new Error(`a descriptor has the type "${type}"`);
    const text = this.#textOf(parsed, js === 'number');
    return nullable ? `${text} | null` : text;
  }

  #textOf(type: TypeName, isNumber: boolean): string {
    switch (type.kind) {
      case 'string':
        return 'string';
      case 'array':
        return `readonly ${listType(type, this.#textOf(type.element, isNumber))}`;
      case 'named':
        return this.#enums.get(type.name)?.join(' | ') ?? this.#structOf(this.#customTypes.get(type.name) ?? []);
      case 'scalar':
        if (type.scalar === 'bool') return 'boolean';
        if (type.scalar === 'entity') return this.#scope.runtime.Entity;
        return (type.scalar === 'u64' || type.scalar === 'i64') && !isNumber ? 'bigint' : 'number';
    }
  }

  #structOf(fields: readonly FieldDescriptor[]): string {
    const members = fields.map((field) => {
      const mark = this.#use === 'data' && field.default !== undefined ? '?' : '';
      return `readonly ${propertyKey(field.property)}${mark}: ${this.typeOf(field)}`;
    });
    return `{ ${members.join('; ')} }`;
  }
}
