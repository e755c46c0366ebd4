/** How the rows of a table are converted: a record with all defaults, and the moves that fill it. */

import { codecOf, copyValue, defaultOf } from '../component/index.js';
import { type Views, viewsOver } from '../memory/index.js';
import {
  type FieldDescriptor,
  haveStableIds,
  matchFields,
  parseTypeName,
  type SchemaDescriptor,
  type TableDescriptor,
} from '../schema/index.js';
import { CopyMove, joinCopies } from './copy-move.js';
import { type BitPlace, MissingMove, NullMove, RequiredMove } from './null-moves.js';
import type { Move, MoveField } from './row-batch.js';
import { SameLayout } from './same-layout.js';
import { SchemaTypes } from './schema-types.js';
import { TypeMoves } from './type-moves.js';

export interface TablePlan {
  /** The bytes of a record before the moves: defaults of new fields, null where a new field has none. */
  readonly template: Uint8Array;
  readonly moves: readonly Move[];
}

/** Makes plans for a pair of schemas that are `comparable`. */
export class Planner {
  readonly #given: SchemaTypes;
  readonly #same: SameLayout;
  readonly #types: TypeMoves;

  constructor(stored: SchemaDescriptor, given: SchemaDescriptor) {
    const keepsValues = haveStableIds(stored, given);
    const before = new SchemaTypes(stored, keepsValues);
    this.#given = new SchemaTypes(given, keepsValues);
    this.#same = new SameLayout(before, this.#given);
    this.#types = new TypeMoves(before, this.#given, this.#same);
  }

  plan(stored: TableDescriptor, given: TableDescriptor): TablePlan {
    const template = recordOf(given);
    if (this.#same.ofStructs(stored, given) && stored.nullBitmap?.offset === given.nullBitmap?.offset) {
      return { template: template.u8.subarray(0, given.size), moves: copyWhole(given.size) };
    }
    const moves: Move[] = [];
    const { pairs, added } = matchFields(stored.fields, given.fields);
    const storedBits = nullBits(stored);
    const givenBits = nullBits(given);
    for (const [before, after] of pairs) {
      const root = { root: after.name, path: after.name };
      const from = storedBits.get(before);
      const to = givenBits.get(after);
      const field: MoveField = { ...root, nullBit: from === undefined ? undefined : bitNumber(from) };
      if (from !== undefined) moves.push(to === undefined ? new RequiredMove(from, root) : new NullMove(from, to));
      const types = [parseTypeName(before.type), parseTypeName(after.type)] as const;
      this.#types.add(moves, template, types, before.offset, after.offset, field);
    }
    for (const field of added) this.#addField(moves, template, field, givenBits.get(field));
    return { template: template.u8.subarray(0, given.size), moves: joinCopies(moves) };
  }

  #addField(moves: Move[], template: Views, field: FieldDescriptor, bit: BitPlace | undefined): void {
    const value = defaultOf(this.#given.schema, field) ?? null;
    if (value !== null) {
      const codec = codecOf(this.#given.schema, field);
      codec.write(template, field.offset, copyValue(codec, value, field.name), field.name);
    } else if (bit !== undefined) {
      (template.u8[bit.byte] as number) |= bit.mask;
    } else {
      moves.push(new MissingMove({ root: field.name, path: field.name }, 'is new, and has no value'));
    }
  }
}

function copyWhole(size: number): readonly Move[] {
  return size === 0 ? [] : [new CopyMove(0, 0, size)];
}

function recordOf({ size }: TableDescriptor): Views {
  const bytes = Math.ceil(size / 8) * 8;
  return viewsOver(new ArrayBuffer(bytes), 0, bytes);
}

/** The bit of each nullable field. */
function nullBits({ nullBitmap, fields }: TableDescriptor): ReadonlyMap<FieldDescriptor, BitPlace> {
  const start = nullBitmap?.offset ?? 0;
  const nullable = fields.filter((field) => field.nullable);
  return new Map(nullable.map((field, bit) => [field, { byte: start + (bit >>> 3), mask: 1 << (bit & 7) }]));
}

/** The number of a bit within the record. */
function bitNumber({ byte, mask }: BitPlace): number {
  return byte * 8 + Math.log2(mask);
}
