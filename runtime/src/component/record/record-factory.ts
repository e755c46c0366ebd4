/** What the static methods of generated records do: opening, encoding, decoding. */

import type { Stored } from '../accessor.js';
import { type AnyBuffer, memoryOver, NO_MEMORY, requireRoom } from './memory.js';
import type { BufferRecord } from './record.js';

/** A record that can be used by `encode` and `decode`. `Data` is what its `assign` takes. */
type Encodable<Data extends object> = BufferRecord & { assign(data: Data): void };

export class RecordFactory<Data extends object, Given extends object, R extends BufferRecord<Data> & Encodable<Given>> {
  readonly #name: string;
  readonly #size: number;
  readonly #create: () => R;
  /** Creating a record takes longer than encoding one, so one is kept. */
  #spare: R | undefined;

  /** `name` is that of the class, `size` the bytes of a record. */
  constructor(name: string, size: number, create: () => R) {
    this.#name = name;
    this.#size = size;
    this.#create = create;
  }

  /** A record of its own over the bytes. */
  at(buffer: AnyBuffer, byteOffset: number): R {
    return this.#open(this.#create(), 'at', buffer, byteOffset);
  }

  encode(data: Given, buffer: AnyBuffer | undefined, byteOffset: number): Uint8Array {
    const into = buffer === undefined ? new ArrayBuffer(this.#size) : buffer;
    return this.#lend((record) => {
      this.#open(record, 'encode', into, byteOffset).assign(data);
      return record.$u8.subarray(byteOffset, byteOffset + this.#size);
    });
  }

  decode(buffer: AnyBuffer, byteOffset: number): Stored<Data> {
    return this.#lend((record) => this.#open(record, 'decode', buffer, byteOffset).toObject());
  }

  /** Getters of the data may encode or decode, too. Then another record is created for them. */
  #lend<Result>(use: (record: R) => Result): Result {
    const record = this.#spare ?? this.#create();
    this.#spare = undefined;
    try {
      return use(record);
    } finally {
      // Does not keep the buffer alive.
      record.$bind(NO_MEMORY);
      this.#spare = record;
    }
  }

  #open(record: R, method: string, buffer: AnyBuffer, byteOffset: number): R {
    const call = `${this.#name}.${method}`;
    const memory = memoryOver(call, buffer);
    requireRoom(call, memory.view, byteOffset, this.#size);
    record.$bind(memory);
    record.$move(byteOffset);
    return record;
  }
}
