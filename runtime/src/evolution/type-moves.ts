/** The moves from one type to another, including what named types and arrays contain. */

import { codecOf, copyValue, defaultOf } from '../component/index.js';
import type { Views } from '../memory/index.js';
import {
  type CustomTypeDescriptor,
  type EnumDescriptor,
  matchFields,
  parseTypeName,
  type ScalarName,
  TEXT_LENGTH_BYTES,
  type TypeName,
} from '../schema/index.js';
import { CopyMove } from './copy-move.js';
import { MissingMove } from './null-moves.js';
import type { NumberName } from './number-columns.js';
import { NumberMove, SignMove } from './number-move.js';
import type { Move, MoveField } from './row-batch.js';
import type { SameLayout } from './same-layout.js';
import type { SchemaTypes } from './schema-types.js';
import { TextMove } from './text-move.js';
import { VariantMove } from './variant-move.js';
import { variantValues } from './variant-values.js';

type Pair<Thing> = readonly [stored: Thing, given: Thing];

/** Where one run of values begins in both records, in bytes, and how many there are. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export class TypeMoves {
  readonly #stored: SchemaTypes;
  readonly #given: SchemaTypes;
  readonly #same: SameLayout;

  constructor(stored: SchemaTypes, given: SchemaTypes, same: SameLayout) {
    this.#stored = stored;
    this.#given = given;
    this.#same = same;
  }

  /**
   * Adds the moves of a value at offset `from` of stored records to offset `to` of new ones. Writes defaults of fields
   * that are new in custom types into the template.
   */
  add(
    moves: Move[],
    template: Views,
    [stored, given]: Pair<TypeName | undefined>,
    from: number,
    to: number,
    field: MoveField,
  ): void {
    let types: Pair<TypeName | undefined> = [stored, given];
    let count = 1;
    while (types[0]?.kind === 'array' && types[1]?.kind === 'array' && types[0].length === types[1].length) {
      count *= types[0].length;
      types = [types[0].element, types[1].element];
    }
    const [before, after] = types;
    if (before === undefined || after === undefined) return;
    if (this.#same.ofTypes(before, after)) {
      moves.push(new CopyMove(from, to, this.#stored.sizeOf(before) * count));
    } else if (!this.#addRun(moves, template, [before, after], { from, to, count }, field)) {
      moves.push(new MissingMove(field, 'has another type, and no value'));
    }
  }

  /** False if no rule converts the type. */
  #addRun(moves: Move[], template: Views, [stored, given]: Pair<TypeName>, run: Run, field: MoveField): boolean {
    if (stored.kind === 'scalar' && given.kind === 'scalar') {
      return addNumbers(moves, [stored.scalar, given.scalar], run, field);
    }
    if (stored.kind === 'string' && given.kind === 'string') {
      for (const { from, to } of this.#each([stored, given], run)) {
        moves.push(
          stored.capacity < given.capacity
            ? new CopyMove(from, to, TEXT_LENGTH_BYTES + stored.capacity)
            : new TextMove(from, to, given.capacity, field),
        );
      }
      return true;
    }
    if (stored.kind !== 'named' || given.kind !== 'named') return false;
    const enums = [this.#stored.enums.get(stored.name), this.#given.enums.get(given.name)] as const;
    if (enums[0] !== undefined && enums[1] !== undefined) {
      this.#addVariants(moves, [enums[0], enums[1]], run, field);
      return true;
    }
    const customTypes = [this.#stored.customTypes.get(stored.name), this.#given.customTypes.get(given.name)] as const;
    if (customTypes[0] === undefined || customTypes[1] === undefined) return false;
    for (const { from, to } of this.#each([stored, given], run)) {
      this.#addStruct(moves, template, [customTypes[0], customTypes[1]], from, to, field);
    }
    return true;
  }

  #addVariants(moves: Move[], [stored, given]: Pair<EnumDescriptor>, { from, to, count }: Run, field: MoveField): void {
    const values = variantValues(stored, given, this.#given.keepsValues);
    const variants = Object.entries(stored.variants);
    if (variants.every(([, value]) => values.get(value) === value)) {
      const places = [
        { type: stored.repr, offset: from },
        { type: given.repr, offset: to },
      ] as const;
      moves.push(new NumberMove(...places, count, field));
      return;
    }
    const names = new Map(variants.map(([name, value]) => [value, name]));
    const places = [
      { repr: stored.repr, offset: from },
      { repr: given.repr, offset: to },
    ] as const;
    moves.push(new VariantMove(...places, count, values, names, field));
  }

  #addStruct(
    moves: Move[],
    template: Views,
    [stored, given]: Pair<CustomTypeDescriptor>,
    from: number,
    to: number,
    field: MoveField,
  ): void {
    const { pairs, added } = matchFields(stored.fields, given.fields);
    for (const [before, after] of pairs) {
      const types = [parseTypeName(before.type), parseTypeName(after.type)] as const;
      const inner = { ...field, path: `${field.path}.${after.name}` };
      this.add(moves, template, types, from + before.offset, to + after.offset, inner);
    }
    for (const one of added) {
      const path = `${field.path}.${one.name}`;
      const value = defaultOf(this.#given.schema, one);
      if (value === undefined || value === null) {
        moves.push(new MissingMove({ ...field, path }, 'is new, and has no value'));
        continue;
      }
      const codec = codecOf(this.#given.schema, one);
      codec.write(template, to + one.offset, copyValue(codec, value, path), path);
    }
  }

  /** The place of each value of a run. */
  #each([stored, given]: Pair<TypeName>, { from, to, count }: Run): Pick<Run, 'from' | 'to'>[] {
    const sizes = [this.#stored.sizeOf(stored), this.#given.sizeOf(given)] as const;
    return Array.from({ length: count }, (_, i) => ({ from: from + i * sizes[0], to: to + i * sizes[1] }));
  }
}

function addNumbers(
  moves: Move[],
  [stored, given]: Pair<ScalarName>,
  { from, to, count }: Run,
  field: MoveField,
): boolean {
  if (!isNumber(stored) || !isNumber(given) || isFloat(stored) !== isFloat(given)) return false;
  const areLong = !isFloat(stored) && [stored, given].every((type) => type === 'u64' || type === 'i64');
  moves.push(
    areLong
      ? new SignMove(from, to, count, field)
      : new NumberMove({ type: stored, offset: from }, { type: given, offset: to }, count, field),
  );
  return true;
}

function isNumber(scalar: ScalarName): scalar is NumberName {
  return scalar !== 'bool' && scalar !== 'entity';
}

function isFloat(scalar: ScalarName): boolean {
  return scalar === 'f32' || scalar === 'f64';
}
