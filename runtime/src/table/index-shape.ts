/** What an index of a table is made of. Its entries are in a region of the table. */

import { assert } from '../errors.js';
import { KeyCodec, keyMembers } from '../ordered-index/index.js';
import type { IndexDescriptor, SchemaDescriptor, TableDescriptor } from '../schema/index.js';
import { KeyWriter } from './key-writer.js';

export class IndexShape {
  readonly descriptor: IndexDescriptor;
  /** Its position among the indexes of the table. */
  readonly position: number;
  readonly codec: KeyCodec;
  readonly isUnique: boolean;
  /** Words of an entry: those of the key, then the index of the entity. */
  readonly entryWords: number;
  /** The words of a record, relative to its start, that contain a part of the key. */
  readonly recordWords: readonly number[];
  /** The key of the search that runs. */
  readonly key: Uint32Array;
  readonly #schema: SchemaDescriptor;
  readonly #table: TableDescriptor;
  #writer: KeyWriter | undefined;

  constructor(
    schema: SchemaDescriptor,
    table: TableDescriptor,
    descriptor: IndexDescriptor,
    position: number,
    codec: KeyCodec,
  ) {
    this.#schema = schema;
    this.#table = table;
    this.descriptor = descriptor;
    this.position = position;
    this.codec = codec;
    this.isUnique = descriptor.primary === true || descriptor.unique === true;
    this.entryWords = codec.words + 1;
    this.recordWords = recordWordsOf(codec);
    this.key = new Uint32Array(codec.words);
  }

  /** Makes keys from values. Made when first needed. */
  get writer(): KeyWriter {
    this.#writer ??= new KeyWriter(this.#schema, this.#table.name, this.#table.size, this);
    return this.#writer;
  }
}

/** The indexes of a table. Its descriptor was checked. */
export function indexShapes(schema: SchemaDescriptor, table: TableDescriptor): readonly IndexShape[] {
  const { indexes = [] } = table;
  return indexes.map((descriptor, position) => {
    const members = keyMembers(schema, table, descriptor.fields);
    assert(members !== undefined, `the fields of index ${table.name}.${descriptor.name} can be compared`);
    return new IndexShape(schema, table, descriptor, position, new KeyCodec(members));
  });
}

function recordWordsOf({ members }: KeyCodec): readonly number[] {
  const words = new Set<number>();
  for (const { offset, size, nullOffset, nullMask } of members) {
    for (let word = offset >>> 2; word * 4 < offset + size; word++) words.add(word);
    if (nullMask !== 0) words.add(nullOffset >>> 2);
  }
  return [...words].sort((a, b) => a - b);
}
