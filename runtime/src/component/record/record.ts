/** The base class of generated records over any buffer. */

import { Accessor, type Stored } from '../accessor.js';
import { defineHidden } from '../inspection.js';
import { type BufferMemory, NO_MEMORY } from './memory.js';

/**
 * A record over the bytes of any buffer, at any offset: of a file, a packet, the commit feed, a mapped buffer of a GPU.
 * Getters and setters read and write these bytes in place, little-endian.
 *
 * Generated classes extend it. Members that start with `$` belong to the runtime.
 */
export abstract class BufferRecord<Data extends object = object> extends Accessor<BufferMemory> {
  declare $view: DataView;
  declare $u8: Uint8Array;
  /** For errors: the table, or inside of a record the table and the field. */
  declare readonly $path: string;

  constructor(path: string) {
    super();
    defineHidden(this, '$view', NO_MEMORY.view);
    defineHidden(this, '$u8', NO_MEMORY.u8);
    defineHidden(this, '$path', path);
  }

  /** Where the record begins, in bytes from the start of the buffer or view that it was opened over. */
  get byteOffset(): number {
    return this.$offset;
  }

  /** A plain copy, which stays as it is when the bytes change. */
  abstract toObject(): Stored<Data>;

  /**
   * Writes every byte of the record: given values, defaults, nulls, and zeros for padding. If a value is refused, the
   * fields before it have been written.
   *
   * @throws EcsDbError `FIELD_TYPE_MISMATCH` for a value that its field cannot hold
   */
  abstract assign(data: Data | BufferRecord<Data>): void;

  /** Writes the fields that `data` contains. */
  abstract patch(data: Partial<Data>): void;

  /**
   * Moves the record to other bytes of the same buffer, so that one object can walk over many records.
   *
   * @throws EcsDbError `SERIALIZATION_ERROR` if the record would end behind the buffer, `FIELD_TYPE_MISMATCH` if the
   * offset is not an integer from 0 on
   */
  abstract moveTo(byteOffset: number): this;

  /** For arrays of accessors, whose elements all have this method. */
  $assign(data: Data | BufferRecord<Data>): void {
    this.assign(data);
  }
}

/** Data that is given as a row or a record, as plain data, so that it can be read while it is overwritten. */
export function plainOf<Data extends object>(data: Data | BufferRecord<Data>): Data {
  // Rows and records copy to the data of their own class. The caller checks the keys.
  return data instanceof Accessor ? (data.$plain() as Data) : data;
}
